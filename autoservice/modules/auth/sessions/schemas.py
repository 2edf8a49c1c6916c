"""What goes in and out of signing in."""

from datetime import datetime

from pydantic import AliasChoices, BaseModel, Field

from autoservice.modules.auth.accounts.schemas import UserView
from autoservice.modules.auth.fields import Code, Login, Password, Secretive, Token


class Credentials(Secretive):
    """An e-mail address or phone number and a password, as typed."""

    login: Login = Field(validation_alias=AliasChoices("login", "email", "phone"))
    password: Password


class SecondFactorAnswer(Secretive):
    """The code of the second factor (or a recovery code), and what the password's check gave out."""

    code: Code
    challenge: Token


class RefreshRequest(Secretive):
    """The refresh token; browsers send it as a cookie instead."""

    refresh_token: Token | None = None


class Tokens(Secretive):
    """A pair of tokens. Pages get them in HttpOnly cookies only, not in the answer's body."""

    access_token: str = ""
    refresh_token: str = ""
    token_type: str = "bearer"  # noqa: S105 - the word of RFC 6750, not a secret
    expires_at: datetime
    session_expires_at: datetime
    session_id: str = Field(default="", exclude=True)


class SignedIn(Tokens):
    """A fresh session. ``device_token`` is for browsers: the device is known by it next time."""

    user: UserView
    device_token: str = Field(default="", exclude=True)


class SessionView(BaseModel):
    """One sign-in, as its owner sees it.

    ``device`` is the user agent, ``address`` the IP address; ``last_seen_at`` is exact to some ten minutes.
    """

    id: str
    device: str
    address: str
    created_at: datetime
    last_seen_at: datetime
    current: bool

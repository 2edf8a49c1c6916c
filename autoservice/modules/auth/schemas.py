"""What goes in and out of the auth module."""

from datetime import datetime
from typing import Annotated

from pydantic import AliasChoices, BaseModel, ConfigDict, Field

from autoservice.shared.access import Role
from autoservice.shared.pagination import PageRequest
from autoservice.shared.validation import STORABLE, TIDIED, Flag, SearchText

# What a person types: an e-mail address or a phone number.
Login = Annotated[str, Field(min_length=1, max_length=254, pattern=STORABLE)]
Name = Annotated[str, Field(min_length=1, max_length=120, pattern=STORABLE), TIDIED]
Email = Annotated[str, Field(min_length=1, max_length=254, pattern=STORABLE)]
# Any password may be tried; which ones may be chosen says ``passwords.py``.
Password = Annotated[str, Field(min_length=1, max_length=1024)]
Token = Annotated[str, Field(min_length=1, max_length=200)]
Code = Annotated[str, Field(min_length=1, max_length=40)]


class Secretive(BaseModel):
    """Carries a secret: an error says what is wrong with it, not what it is."""

    model_config = ConfigDict(hide_input_in_errors=True)


class Credentials(Secretive):
    """An e-mail address or phone number and a password, as typed."""

    login: Login = Field(validation_alias=AliasChoices("login", "email", "phone"))
    password: Password


class Registration(Secretive):
    """What somebody who wants an account says."""

    login: Login = Field(validation_alias=AliasChoices("login", "email", "phone"))
    name: Name
    password: Password


class RegistrationAnswer(BaseModel):
    """What comes next: a code or link by "email", or "nothing" where a phone is the only address."""

    confirmation: str


class Confirmation(Secretive):
    """The code from a letter together with the address it was sent to, or the token of its link."""

    login: Login | None = Field(None, validation_alias=AliasChoices("login", "email"))
    code: Code | None = None
    token: Token | None = None


class ForgottenPassword(BaseModel):
    """Whose password is to be reset."""

    login: Login = Field(validation_alias=AliasChoices("login", "email", "phone"))


class NewPassword(Secretive):
    """A reset link's token and the new password."""

    token: Token
    password: Password


class NewAccount(Secretive):
    """An account to be made by somebody entitled to."""

    email: Email
    name: Name
    role: Role
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


class SignedIn(Tokens):
    """A fresh session. ``device_token`` is for browsers: it tells the device again next time."""

    user: "UserView"
    device_token: str = Field(default="", exclude=True)


class UserView(BaseModel):
    """An account as its owner and administrators see it."""

    id: int
    email: str
    phone: str
    name: str
    role: Role
    locale: str
    active: bool
    second_factor: bool
    created_at: datetime


class SessionView(BaseModel):
    """One sign-in, as its owner sees it. ``last_seen_at`` is exact to some ten minutes."""

    id: str
    device: str
    address: str
    created_at: datetime
    last_seen_at: datetime
    current: bool


class ProfileChange(BaseModel):
    """What somebody changes about themselves; what is absent stays."""

    name: Name | None = None
    locale: str | None = None


class PasswordChange(Secretive):
    """The present password and the new one."""

    current_password: Password
    password: Password


class EmailChange(Secretive):
    """A new address, proved by the password; a letter to it follows."""

    current_password: Password
    email: Email


class PhoneChange(Secretive):
    """A new phone number, or none, proved by the password."""

    current_password: Password
    phone: str = Field(max_length=40, pattern=STORABLE)


class OwnPassword(Secretive):
    """Proof that it is still the owner who sits there."""

    current_password: Password


class Enrolment(Secretive):
    """What an authenticator app needs to know, as text and as a picture (SVG)."""

    secret: str
    uri: str
    qr: str


class EnrolmentCode(Secretive):
    """Proof that the app has it."""

    code: Code


class RecoveryCodes(Secretive):
    """Codes to be written down, each good once. They are shown this one time."""

    codes: list[str]


class SecondFactorView(BaseModel):
    """Whether signing in asks for a code, whether it has to, and how many recovery codes are left."""

    enabled: bool
    required: bool
    recovery_codes: int


class Invitation(BaseModel):
    """Somebody who is to work here."""

    email: Email
    name: Name
    role: Role


class InvitationView(BaseModel):
    """An invitation that waits to be accepted."""

    id: int
    email: str
    name: str
    role: Role
    created_at: datetime
    expires_at: datetime


class AcceptedInvitation(Secretive):
    """The invitation's token, and the account that it becomes."""

    token: Token
    name: Name
    password: Password


class UserFilter(PageRequest):
    """Which accounts are wanted, by name; ``text`` begins a name, address or number, or ends a number."""

    text: SearchText = ""
    role: Role | None = None


class UserChange(BaseModel):
    """What an administrator changes about an account; what is absent stays."""

    role: Role | None = None
    active: Flag | None = None


class MechanicView(BaseModel):
    """A mechanic, to choose from."""

    id: int
    name: str

"""What goes in and out of the auth module."""

from datetime import datetime

from pydantic import BaseModel, EmailStr, Field

from autoservice.shared.access import Role


class Credentials(BaseModel):
    """An e-mail address and a password, as typed."""

    email: EmailStr
    password: str = Field(min_length=1, max_length=1024)


class NewAccount(BaseModel):
    """An account to be made by somebody entitled to."""

    email: EmailStr
    name: str = Field(min_length=1, max_length=120)
    role: Role
    password: str = Field(min_length=12, max_length=1024)


class SignedIn(BaseModel):
    """A fresh session; ``access_token`` is the same value that the cookie carries."""

    access_token: str
    token_type: str = "bearer"  # noqa: S105 - the word of RFC 6750, not a secret
    expires_at: datetime
    user: "UserView"


class UserView(BaseModel):
    """An account as its owner and administrators see it."""

    id: int
    email: str
    name: str
    role: Role
    locale: str


class MechanicView(BaseModel):
    """A mechanic, to choose from."""

    id: int
    name: str

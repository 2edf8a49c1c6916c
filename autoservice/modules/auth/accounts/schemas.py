"""What goes in and out of the services of accounts."""

from datetime import datetime

from pydantic import AliasChoices, BaseModel, Field

from autoservice.modules.auth.fields import Code, Email, Login, Name, Password, Secretive, Token
from autoservice.shared.access import Role
from autoservice.shared.pagination import PageRequest
from autoservice.shared.validation import STORABLE, Flag, SearchText


class Registration(Secretive):
    """What somebody who wants an account says."""

    login: Login = Field(validation_alias=AliasChoices("login", "email", "phone"))
    name: Name
    password: Password


class RegistrationAnswer(BaseModel):
    """What comes next: a code by "email" or "sms", or "nothing" for a phone without SMS."""

    confirmation: str


class Confirmation(Secretive):
    """The code from an e-mail together with the address it was sent to, or the token of its link."""

    login: Login | None = Field(None, validation_alias=AliasChoices("login", "email"))
    code: Code | None = None
    token: Token | None = None


class NewAccount(Secretive):
    """An account to be made by somebody entitled to."""

    email: Email
    name: Name
    role: Role
    password: Password


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
    # Whether the number is proved to be theirs.
    phone_confirmed: bool = False
    # Whether somebody can sign in to it; the addresses of others are for the shop's messages only.
    claimed: bool = True
    # Whether a mail server has said that the e-mail address does not exist.
    email_fails: bool = False


class ProfileChange(BaseModel):
    """What somebody changes about themselves; what is absent stays."""

    name: Name | None = None
    locale: str | None = None


class EmailChange(Secretive):
    """A new address, proved by the password; an e-mail to it follows."""

    current_password: Password
    email: Email


class PhoneChange(Secretive):
    """A new phone number, or none, proved by the password."""

    current_password: Password
    phone: str = Field(max_length=40, pattern=STORABLE)


class PhoneCode(Secretive):
    """The code that came by SMS."""

    code: Code


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
    """Which accounts are asked for, by name; ``text`` begins a name, address or number, or ends a number."""

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

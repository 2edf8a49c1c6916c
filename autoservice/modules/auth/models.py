"""Tables of accounts, sessions, and of what proves who somebody is.

Nothing here can be used to sign in: passwords are hashed slowly, tokens and codes
are random or derived and stored as SHA-256, second factors are encrypted.
"""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, CheckConstraint, Column, Index
from sqlmodel import Field, SQLModel

from autoservice.modules.auth.search_tokens import PERSON, person_tokens
from autoservice.shared.db import IDS_ONCE, UtcDateTime, primary_key
from autoservice.shared.normal_forms import fold
from autoservice.shared.search import keep_indexed


class User(SQLModel, table=True):
    """An account. One signs in with ``email`` (in lower case) or ``phone`` (in E.164).

    A client whom the shop entered, and who has claimed nothing yet, has neither: nobody can sign in to the
    account, and it is in nobody's way who registers. ``contact_email`` and ``contact_phone`` reach them.
    An account that was merged into another one keeps nothing but its number, which leads there.
    """

    __tablename__ = "app_user"
    __table_args__ = (
        CheckConstraint(
            "email IS NOT NULL OR phone IS NOT NULL OR contact_email IS NOT NULL "
            "OR contact_phone IS NOT NULL OR deleted_at IS NOT NULL",
            name="has_an_address",
        ),
        # Who has left is seen in the index: rows are counted without being read.
        Index("ix_app_user_search_name", "search_name", "id", "deleted_at"),
        Index("ix_app_user_role_search_name", "role", "search_name", "id", "deleted_at"),
    )

    id: int = primary_key()
    email: str | None = Field(default=None, unique=True, max_length=254)
    phone: str | None = Field(default=None, unique=True, max_length=16)
    # Since when the number is known to be the account's; without it, nothing is sent there but codes.
    phone_confirmed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    contact_email: str | None = Field(default=None, index=True, max_length=254)
    contact_phone: str | None = Field(default=None, index=True, max_length=16)
    name: str = Field(max_length=120)
    # The name's normal form: lists are in its order.
    search_name: str = Field(default="", max_length=120)
    role: str = Field(max_length=20)
    locale: str = Field(default="", max_length=5)
    password_hash: str
    active: bool = True
    created_at: datetime = Field(sa_type=UtcDateTime)
    totp_secret: str = ""
    totp_enabled_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    # The newest time step that was used: a code works once.
    totp_step: int = 0
    deleted_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    merged_into_id: int | None = Field(default=None, foreign_key="app_user.id", index=True)
    # A person, or a company with its tax number.
    kind: str = Field(default="person", max_length=10, sa_column_kwargs={"server_default": "person"})
    tax_number: str = Field(default="", max_length=20, sa_column_kwargs={"server_default": ""})
    # What the shop notes of a client, for itself; the version of what the shop enters.
    remark: str = Field(default="", max_length=2000, sa_column_kwargs={"server_default": ""})
    version: int = Field(default=1, sa_column_kwargs={"server_default": "1"})
    # An address of theirs that does not exist, as a mail server has said.
    unreachable_email: str = Field(
        default="", max_length=254, index=True, sa_column_kwargs={"server_default": ""}
    )

    def rename(self, name: str) -> None:
        """Set the name and what it is sorted by."""
        self.name, self.search_name = name, fold(name)[:120]

    def search_tokens(self) -> set[str]:
        """What the account is found by."""
        return person_tokens(self.name, self.reached_email, self.reached_phone)

    @property
    def is_claimed(self) -> bool:
        """Whether somebody can sign in to the account."""
        return bool(self.logins)

    @property
    def reached_email(self) -> str | None:
        """The address for e-mails to the person."""
        return self.email or self.contact_email

    @property
    def email_fails(self) -> bool:
        """Whether the address for e-mails is known not to exist."""
        return bool(self.unreachable_email) and self.unreachable_email == self.reached_email

    @property
    def reached_phone(self) -> str | None:
        """The number for calls to the person."""
        return self.phone or self.contact_phone

    @property
    def confirmed_phone(self) -> str:
        """The number that is proved to be the account's, or nothing."""
        return (self.phone or "") if self.phone_confirmed_at else ""

    @property
    def logins(self) -> list[str]:
        """What one signs in to the account with."""
        return [login for login in (self.email, self.phone) if login]

    @property
    def has_second_factor(self) -> bool:
        """Whether signing in asks for a code too."""
        return self.totp_enabled_at is not None


keep_indexed(User, PERSON, ("name", "email", "phone", "contact_email", "contact_phone"), place="search_name")


class Session(SQLModel, table=True):
    """One sign-in, and the family of its refresh tokens.

    Revoked means dead, on open sockets too.
    """

    __tablename__ = "auth_session"

    id: str = Field(primary_key=True, max_length=32)
    user_id: int = Field(foreign_key="app_user.id", index=True)
    created_at: datetime = Field(sa_type=UtcDateTime)
    expires_at: datetime = Field(sa_type=UtcDateTime)
    last_seen_at: datetime = Field(sa_type=UtcDateTime)
    revoked_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    user_agent: str = Field(default="", max_length=300)
    ip_address: str = Field(default="", max_length=45)

    def is_alive(self, now: datetime) -> bool:
        """Whether the session still is one."""
        return self.revoked_at is None and self.expires_at > now


class RefreshToken(SQLModel, table=True):
    """One link of a session's chain: using it makes the next one."""

    __tablename__ = "auth_refresh_token"

    token_hash: str = Field(primary_key=True, max_length=64)
    session_id: str = Field(foreign_key="auth_session.id", index=True, max_length=32)
    next_hash: str | None = Field(default=None, max_length=64)
    created_at: datetime = Field(sa_type=UtcDateTime)
    used_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class Purpose(StrEnum):
    """What a one-time token is good for."""

    REGISTER = "register"
    CHANGE_EMAIL = "change_email"
    CONFIRM_PHONE = "confirm_phone"
    RESET_PASSWORD = "reset_password"  # noqa: S105 - the name of a purpose
    INVITATION = "invitation"
    SECOND_FACTOR = "second_factor"
    FAREWELL = "farewell"


class OneTimeToken(SQLModel, table=True):
    """Something that works once and for a while, for whoever holds the token or the code.

    The token itself is derived from ``nonce`` by the vault, so that an e-mail that
    has to be sent again says the same. ``payload`` waits for the confirmation.
    """

    __tablename__ = "auth_one_time_token"
    __table_args__ = (Index("ix_auth_one_time_token_purpose_login", "purpose", "login", "id"),)

    id: int = primary_key()
    purpose: str = Field(max_length=20)
    user_id: int | None = Field(default=None, foreign_key="app_user.id", index=True)
    # An e-mail address or a phone number; what an account changes is kept under its id.
    login: str = Field(default="", max_length=254)
    nonce: str = Field(max_length=32)
    token_hash: str = Field(unique=True, max_length=64)
    code_hash: str = Field(default="", max_length=64)
    payload: dict[str, Any] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))
    created_at: datetime = Field(sa_type=UtcDateTime)
    expires_at: datetime = Field(sa_type=UtcDateTime, index=True)
    used_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    attempts: int = 0

    def is_open(self, now: datetime) -> bool:
        """Whether it can still be used."""
        return self.used_at is None and self.expires_at > now


class RecoveryCode(SQLModel, table=True):
    """One of the codes on paper that stand in for the second factor, each once."""

    __tablename__ = "auth_recovery_code"

    code_hash: str = Field(primary_key=True, max_length=64)
    user_id: int = Field(foreign_key="app_user.id", index=True)
    used_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class KnownDevice(SQLModel, table=True):
    """A browser in which somebody signed in before: strangers' failures don't lock it out."""

    __tablename__ = "auth_device"

    token_hash: str = Field(primary_key=True, max_length=64)
    user_id: int = Field(foreign_key="app_user.id", index=True)
    created_at: datetime = Field(sa_type=UtcDateTime)


class ClientContact(SQLModel, table=True):
    """Another way to reach a client: a person of a company, or a second number."""

    __tablename__ = "client_contact"
    __table_args__ = (IDS_ONCE,)

    id: int = primary_key()
    client_id: int = Field(foreign_key="app_user.id", index=True)
    name: str = Field(default="", max_length=120)
    role: str = Field(default="", max_length=60)
    phone: str = Field(default="", max_length=16)
    email: str = Field(default="", max_length=254)

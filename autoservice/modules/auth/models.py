"""Tables of accounts and sessions."""

from datetime import datetime

from sqlmodel import Field, SQLModel

from autoservice.shared.access import Actor, Role
from autoservice.shared.db import UtcDateTime


class User(SQLModel, table=True):
    """An account. ``email`` is stored normalised (lower case) and is what one signs in with."""

    __tablename__ = "app_user"

    id: int | None = Field(default=None, primary_key=True)
    email: str = Field(unique=True, max_length=254)
    name: str = Field(max_length=120)
    role: str = Field(index=True, max_length=20)
    locale: str = Field(default="", max_length=5)
    password_hash: str
    active: bool = True
    created_at: datetime = Field(sa_type=UtcDateTime)


class Session(SQLModel, table=True):
    """One sign-in on one device. Revoked means dead, on open sockets too."""

    __tablename__ = "auth_session"

    id: str = Field(primary_key=True, max_length=32)
    user_id: int = Field(foreign_key="app_user.id", index=True)
    created_at: datetime = Field(sa_type=UtcDateTime)
    expires_at: datetime = Field(sa_type=UtcDateTime)
    revoked_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    device: str = Field(default="", max_length=300)

    def actor(self, user: User) -> Actor:
        """Who acts in this session: the role is the account's present one."""
        return Actor(
            role=Role(user.role), user_id=user.id or 0, session_id=self.id, name=user.name, locale=user.locale
        )

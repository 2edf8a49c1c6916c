"""What the services of this module share: their ports, and small things that several of them do."""

import hashlib
from dataclasses import dataclass

from autoservice.modules.auth.accounts.schemas import UserView
from autoservice.modules.auth.models import User
from autoservice.modules.auth.ports import (
    AttemptLimiter,
    PasswordHasher,
    TokenService,
    UsersRepository,
    Vault,
)
from autoservice.settings import Settings
from autoservice.shared.access import Role
from autoservice.shared.errors import NotFound


@dataclass(frozen=True)
class Means:
    """The ports and the settings, for one unit of work."""

    users: UsersRepository
    hasher: PasswordHasher
    tokens: TokenService
    vault: Vault
    limiter: AttemptLimiter
    settings: Settings

    async def account(self, user_id: int, *, locked: bool = False) -> User:
        """The account with that id, ``locked`` until the transaction ends; raises ``NotFound``."""
        user = await self.users.by_id(user_id, locked=locked)
        if user is None or user.deleted_at:
            raise NotFound()
        return user

    def link(self, path: str, token: str = "") -> str:
        """An address of this site. The token is in the fragment, which no server and no log ever sees."""
        return f"{self.settings.public_url}{path}{f'#token={token}' if token else ''}"


def digest(secret: str) -> str:
    """What is stored of a secret that is long and random: its SHA-256."""
    return hashlib.sha256(secret.encode()).hexdigest()


def view_user(user: User) -> UserView:
    """The account as its owner and administrators see it."""
    return UserView(
        id=user.id or 0,
        email=user.email or "",
        phone=user.phone or "",
        name=user.name,
        role=Role(user.role),
        locale=user.locale,
        active=user.active,
        second_factor=user.has_second_factor,
        created_at=user.created_at,
    )

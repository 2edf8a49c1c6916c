"""What this module needs from outside: storage of accounts, hashing, tokens."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from autoservice.modules.auth.models import Session, User
from autoservice.shared.access import Actor, Role


class UsersRepository(Protocol):
    """Accounts and their sessions."""

    def add(self, row: User | Session) -> None: ...

    async def insert(self, user: User) -> None:
        """Like ``add``, at once: the row has its id afterwards."""
        ...

    async def by_email(self, email: str) -> User | None: ...

    async def by_id(self, user_id: int) -> User | None: ...

    async def with_role(self, role: Role) -> list[User]: ...

    async def names(self, user_ids: Sequence[int]) -> dict[int, str]: ...

    async def session(self, session_id: str) -> Session | None: ...

    async def live_actors(self, session_ids: Sequence[str], now: datetime) -> dict[str, Actor]: ...


class PasswordHasher(Protocol):
    """Slow, salted hashing of passwords. Both methods take long: run off the event loop."""

    async def hash(self, password: str) -> str: ...

    async def verify(self, password: str, stored: str) -> tuple[bool, str | None]:
        """Whether it fits, and a new hash if the old one's parameters are outdated."""
        ...


class TokenService(Protocol):
    """Signed tokens that name a session."""

    def issue(self, session_id: str, user_id: int, issued_at: datetime, expires_at: datetime) -> str: ...

    def read(self, token: str) -> str | None:
        """The session's id, or ``None`` for a token that is forged, foreign or expired."""
        ...

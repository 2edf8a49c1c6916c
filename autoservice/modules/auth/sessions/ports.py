"""What sessions are stored in, and what signs their tokens."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from autoservice.modules.auth.models import KnownDevice, RefreshToken, Session
from autoservice.shared.access import Actor
from autoservice.shared.pagination import Page, PageRequest


class SessionsRepository(Protocol):
    """Sessions with their refresh tokens, and known devices."""

    async def store(self, session: Session) -> None:
        """Write at once, so that tokens can refer to it."""
        ...

    def add(self, row: RefreshToken | KnownDevice) -> None: ...

    async def find(self, session_id: str) -> Session | None: ...

    async def living(self, user_id: int, now: datetime) -> list[Session]: ...

    async def page(self, actor: Actor, now: datetime, query: PageRequest) -> Page[Session]:
        """The actor's session, then the account's others, the most recently seen first."""
        ...

    async def revoke_all(self, user_id: int, now: datetime, keep: str = "") -> list[str]:
        """End the account's live sessions but ``keep``; returns the ids of those that ended."""
        ...

    async def live_actors(
        self, session_ids: Sequence[str], now: datetime, guarded: Sequence[str]
    ) -> dict[str, Actor]: ...

    async def refresh_token(self, token_hash: str) -> RefreshToken | None:
        """The token, locked: of two who use it at once the second sees it used."""
        ...

    async def forget_refresh_tokens(self, session_id: str, before: datetime) -> None: ...

    async def known_device(self, token_hash: str) -> KnownDevice | None: ...

    async def forget_known_devices(self, user_id: int, keep: int = 0) -> None:
        """Delete the account's known devices but the newest ``keep``."""
        ...

    async def anonymise(self, user_id: int) -> None:
        """Erase what the account's sessions tell of the person."""
        ...

    async def purge(self, before: datetime, devices_before: datetime) -> int:
        """Delete sessions that were over before, with their tokens, and older devices; returns how many."""
        ...


class TokenService(Protocol):
    """Signed access tokens that name a session."""

    def issue(self, session_id: str, user_id: int, issued_at: datetime, expires_at: datetime) -> str: ...

    def read(self, token: str, now: datetime) -> str | None:
        """The session's id, or ``None`` for a token that is forged, foreign or expired."""
        ...

    def is_outdated(self, token: str, now: datetime) -> bool:
        """Whether the token is ours in everything, but expired."""
        ...

    def public_keys(self) -> list[dict[str, str]]:
        """The keys that tokens can be checked with, as JWKs (RFC 8037)."""
        ...

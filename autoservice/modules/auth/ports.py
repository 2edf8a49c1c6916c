"""What this module needs from outside: storage of accounts, hashing, tokens, secrets, limits, letters."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol, TypeVar

from autoservice.modules.auth.accounts.schemas import UserFilter
from autoservice.modules.auth.credentials.limits import Limit
from autoservice.modules.auth.letters import Letter
from autoservice.modules.auth.models import (
    Device,
    OneTimeToken,
    Purpose,
    RecoveryCode,
    RefreshToken,
    Session,
    User,
)
from autoservice.shared.access import Actor, Role
from autoservice.shared.pagination import Page, PageRequest

Row = TypeVar("Row", User, Session, RefreshToken, OneTimeToken, RecoveryCode, Device)


class UsersRepository(Protocol):
    """Accounts, their sessions, and what proves who somebody is."""

    def add(self, row: Row) -> None: ...

    async def store(self, row: Row) -> None:
        """Write at once: the row has its id afterwards; raises ``AddressTaken``."""
        ...

    async def by_email(self, email: str) -> User | None: ...

    async def by_phone(self, phone: str) -> User | None: ...

    async def by_id(self, user_id: int, *, locked: bool = False) -> User | None: ...

    async def hold(self, user_id: int) -> bool:
        """Whether somebody is behind the account; if so, they cannot leave before the transaction ends."""
        ...

    async def with_role(self, role: Role) -> list[User]: ...

    async def names(self, user_ids: Sequence[int]) -> dict[int, str]: ...

    async def page(self, wanted: UserFilter) -> Page[User]:
        """One page of the accounts that fit, by name; raises ``UnknownCursor``."""
        ...

    async def lock_administrators(self) -> list[int]:
        """Ids of the active administrators, locked until the transaction ends; before any other account."""
        ...

    async def session(self, session_id: str) -> Session | None: ...

    async def live_sessions(self, user_id: int, now: datetime) -> list[Session]: ...

    async def page_of_sessions(self, actor: Actor, now: datetime, wanted: PageRequest) -> Page[Session]:
        """The actor's session, then the account's others, the most recently seen first."""
        ...

    async def revoke_sessions(self, user_id: int, now: datetime, keep: str = "") -> list[str]:
        """End the account's live sessions but ``keep``; returns the ids of those that ended."""
        ...

    async def live_actors(
        self, session_ids: Sequence[str], now: datetime, guarded: Sequence[str]
    ) -> dict[str, Actor]: ...

    async def refresh_token(self, token_hash: str) -> RefreshToken | None:
        """The token, locked: of two who use it at once the second sees it used."""
        ...

    async def forget_refresh_tokens(self, session_id: str, before: datetime) -> None: ...

    async def one_time_token(
        self, purpose: Purpose, token_hash: str, *, locked: bool = False
    ) -> OneTimeToken | None:
        """The token; ``locked``, of two who use it at once the second sees it used."""
        ...

    async def newest_tokens(self, purpose: Purpose, address: str, count: int) -> list[OneTimeToken]:
        """The newest for that address, locked."""
        ...

    async def one_time_token_by_id(self, token_id: int, *, locked: bool = False) -> OneTimeToken | None: ...

    async def void_tokens(self, user_id: int, addresses: Sequence[str], now: datetime) -> None:
        """Close the account's open tokens and the resets that were asked for its addresses."""
        ...

    async def page_of_invitations(self, now: datetime, wanted: PageRequest) -> Page[OneTimeToken]:
        """Those that can still be accepted, the newest first; raises ``UnknownCursor``."""
        ...

    async def recovery_code(self, user_id: int, code_hash: str) -> RecoveryCode | None:
        """The unused code, locked."""
        ...

    async def count_recovery_codes(self, user_id: int) -> int: ...

    async def forget_recovery_codes(self, user_id: int) -> None: ...

    async def forget_devices(self, user_id: int, keep: int = 0) -> None:
        """Delete the account's known devices but the newest ``keep``."""
        ...

    async def device(self, token_hash: str) -> Device | None: ...

    async def erase_traces(self, user_id: int, addresses: Sequence[str]) -> None:
        """Delete devices, codes, one-time tokens and kept answers, and what sessions tell of the person.

        What was being written for the person is there afterwards; nobody else can add to it meanwhile.
        """
        ...

    async def purge(self, before: datetime, devices_before: datetime) -> int:
        """Delete tokens and sessions that were over before, and older devices; returns how many."""
        ...


class PasswordHasher(Protocol):
    """Slow, salted hashing of passwords. Both methods take long: run off the event loop."""

    async def hash(self, password: str) -> str: ...

    async def verify(self, password: str, stored: str) -> tuple[bool, str | None]:
        """Whether it fits, and a new hash if the old one's parameters are outdated."""
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


class Vault(Protocol):
    """What is derived from and encrypted with the program's secret, which the database never holds."""

    def derive(self, purpose: str, *parts: str) -> str:
        """256 bits as 43 characters; the same for the same input, and nobody's guess."""
        ...

    def encrypt(self, text: str) -> str: ...

    def decrypt(self, sealed: str) -> str:
        """The text; raises ``ValueError`` if it was sealed with another secret."""
        ...


class AttemptLimiter(Protocol):
    """Counts attempts in windows of time, for all workers together."""

    async def take(self, limit: Limit, *key: str) -> int:
        """Count one attempt; 0 if it is allowed, else the seconds until the window ends."""
        ...

    async def give_back(self, limit: Limit, *key: str) -> None:
        """Do not count the attempt after all."""
        ...

    async def clear(self, limit: Limit, *key: str) -> None:
        """Forget all attempts of the key."""
        ...

    async def close(self) -> None:
        """Let go of what the counters are kept in."""
        ...


class NotificationPort(Protocol):
    """Hands letters over to whoever carries them; raises if that was not possible."""

    async def send(self, letter: Letter) -> None: ...

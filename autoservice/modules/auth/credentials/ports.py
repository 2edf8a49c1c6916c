"""What credentials are stored in, hashed by and derived from, and what counts attempts."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from autoservice.modules.auth.credentials.limits import Limit
from autoservice.modules.auth.models import OneTimeToken, Purpose, RecoveryCode
from autoservice.shared.pagination import Page, PageRequest


class OneTimeSecretsRepository(Protocol):
    """One-time tokens and recovery codes."""

    async def store(self, token: OneTimeToken) -> None:
        """Write at once: the row has its id afterwards."""
        ...

    async def by_hash(
        self, purpose: Purpose, token_hash: str, *, locked: bool = False
    ) -> OneTimeToken | None:
        """The token; ``locked``, of two who use it at once the second sees it used."""
        ...

    async def find(self, token_id: int, *, locked: bool = False) -> OneTimeToken | None: ...

    async def newest(self, purpose: Purpose, login: str, count: int) -> list[OneTimeToken]:
        """The newest for that login, locked."""
        ...

    async def void(self, user_id: int, logins: Sequence[str], now: datetime) -> None:
        """Close the account's open tokens and the resets that were asked for its logins."""
        ...

    async def forget_login(self, login: str) -> None:
        """Delete the tokens that were sent to a login."""
        ...

    async def page_of_invitations(self, now: datetime, query: PageRequest) -> Page[OneTimeToken]:
        """Those that can still be accepted, the newest first; raises ``UnknownCursor``."""
        ...

    async def erase(self, user_id: int, logins: Sequence[str]) -> None:
        """Delete all tokens and recovery codes of the account, and tokens that name its logins."""
        ...

    async def purge(self, before: datetime) -> int:
        """Delete tokens that were over before; returns how many."""
        ...

    def add_recovery_code(self, code: RecoveryCode) -> None: ...

    async def recovery_code(self, user_id: int, code_hash: str) -> RecoveryCode | None:
        """The unused code, locked."""
        ...

    async def count_recovery_codes(self, user_id: int) -> int: ...

    async def forget_recovery_codes(self, user_id: int) -> None: ...


class PasswordHasher(Protocol):
    """Slow, salted hashing of passwords. Both methods take long: run off the event loop."""

    async def hash(self, password: str) -> str: ...

    async def verify(self, password: str, stored: str) -> tuple[bool, str | None]:
        """Whether it fits, and a new hash if the old one's parameters are outdated."""
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

    async def uncount(self, limit: Limit, *key: str) -> None:
        """Do not count the attempt after all."""
        ...

    async def clear(self, limit: Limit, *key: str) -> None:
        """Forget all attempts of the key."""
        ...

    async def close(self) -> None:
        """Close what the counters are kept in."""
        ...

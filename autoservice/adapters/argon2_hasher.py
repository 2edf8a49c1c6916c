"""Passwords with argon2id (libpass, the maintained passlib)."""

import asyncio
import os
import unicodedata
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Final, TypeVar

from passlib.context import CryptContext
from passlib.utils import MAX_PASSWORD_SIZE

Result = TypeVar("Result")

# RFC 9106's second recommendation. When these grow, hashes are replaced as their owners sign in.
PARAMETERS: Final = {
    "argon2__default_rounds": 3,
    "argon2__min_rounds": 3,
    "argon2__memory_cost": 64 * 1024,
    "argon2__parallelism": 4,
}
# More threads would take longer, and a flood of sign-ins must not block the shared threads.
AT_ONCE: Final = os.cpu_count() or 1


class Argon2PasswordHasher:
    """``PasswordHasher``; the slow work runs in threads of its own."""

    def __init__(self, parameters: Mapping[str, int] = PARAMETERS) -> None:
        self._context = CryptContext(schemes=["argon2"], **parameters)
        self._threads = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="argon2")

    async def hash(self, password: str) -> str:
        """Return a fresh argon2id hash."""
        return await self._in_thread(self._context.hash, _normalised(password))

    async def verify(self, password: str, stored: str) -> tuple[bool, str | None]:
        """Return whether the password matches; an empty ``stored`` takes as long and never matches."""
        if not stored:
            await self._in_thread(self._context.dummy_verify)
            return False, None
        return await self._in_thread(self._context.verify_and_update, _normalised(password), stored)

    async def _in_thread(self, work: Callable[..., Result], *arguments: str) -> Result:
        return await asyncio.get_running_loop().run_in_executor(self._threads, work, *arguments)


def _normalised(password: str) -> str:
    """Return one form of texts that look the same: keyboards compose letters differently (NIST 800-63B)."""
    normalised = unicodedata.normalize("NFKC", password)
    # Some characters become eighteen: a text that gets too long for the hash stays as it was typed.
    return normalised if len(normalised) <= MAX_PASSWORD_SIZE else password

"""Passwords with argon2id (libpass, the maintained passlib)."""

import asyncio

from passlib.context import CryptContext


class Argon2PasswordHasher:
    """``PasswordHasher``; the slow work happens in threads."""

    def __init__(self) -> None:
        self._context = CryptContext(schemes=["argon2"])

    async def hash(self, password: str) -> str:
        """A fresh argon2id hash."""
        return await asyncio.to_thread(self._context.hash, password)

    async def verify(self, password: str, stored: str) -> tuple[bool, str | None]:
        """Whether it fits; an empty ``stored`` takes as long and never does."""
        if not stored:
            await asyncio.to_thread(self._context.dummy_verify)
            return False, None
        return await asyncio.to_thread(self._context.verify_and_update, password, stored)

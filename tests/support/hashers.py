"""Password hashers that watch what goes on around them, or let something happen meanwhile."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from typing import Any

from autoservice.adapters.argon2_hasher import Argon2PasswordHasher
from autoservice.modules.auth.credentials.ports import PasswordHasher
from tests.support.runtime import Shop


@dataclass
class WatchedHasher:
    """The shop's hasher; notes how many connections to the database are in use while it works.

    ``meanwhile`` happens once, while the first password is verified.
    """

    hasher: PasswordHasher
    pool: Any
    in_use: list[int] = field(default_factory=list)
    meanwhile: Callable[[], Awaitable[Any]] | None = None

    async def hash(self, password: str) -> str:
        """Hash it."""
        self.in_use.append(self.pool.checkedout())
        return await self.hasher.hash(password)

    async def verify(self, password: str, stored: str) -> tuple[bool, str | None]:
        """Verify it, and let happen what happens meanwhile."""
        self.in_use.append(self.pool.checkedout())
        meanwhile, self.meanwhile = self.meanwhile, None
        if meanwhile:
            await meanwhile()
        return await self.hasher.verify(password, stored)


def watch_hasher(shop: Shop, meanwhile: Callable[[], Awaitable[Any]] | None = None) -> WatchedHasher:
    """Let the shop's hasher be watched from now on."""
    adapters = shop.runtime.adapters
    watched = WatchedHasher(adapters.hasher, adapters.engine.sync_engine.pool, meanwhile=meanwhile)
    shop.runtime.adapters = replace(adapters, hasher=watched)
    return watched


def hash_as_the_program_does(shop: Shop) -> None:
    """Let the shop take the program's own parameters from now on."""
    shop.runtime.adapters = replace(shop.runtime.adapters, hasher=Argon2PasswordHasher())

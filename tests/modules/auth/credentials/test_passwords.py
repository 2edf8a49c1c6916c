"""What is slow keeps nobody else waiting."""

from dataclasses import dataclass, field, replace

import pytest
from sqlalchemy.pool import QueuePool

from autoservice.modules.auth.ports import PasswordHasher
from autoservice.modules.auth.sessions.schemas import Credentials
from autoservice.shared.access import GUEST
from tests.support.factories import PASSWORD, email
from tests.support.runtime import Shop


@dataclass
class Watched:
    """The real hasher, and how many connections were in use while it worked."""

    hasher: PasswordHasher
    pool: QueuePool
    in_use: list[int] = field(default_factory=list)

    async def hash(self, password: str) -> str:
        self.in_use.append(self.pool.checkedout())
        return await self.hasher.hash(password)

    async def verify(self, password: str, stored: str) -> tuple[bool, str | None]:
        self.in_use.append(self.pool.checkedout())
        return await self.hasher.verify(password, stored)


@pytest.fixture
def watched(shop: Shop) -> Watched:
    outside = shop.runtime.adapters
    pool = outside.engine.sync_engine.pool
    assert isinstance(pool, QueuePool)
    watched = Watched(outside.hasher, pool)
    shop.runtime.adapters = replace(outside, hasher=watched)
    return watched


async def test_a_password_is_checked_without_a_connection_to_the_database(shop: Shop, watched: Watched):
    async with shop.runtime.read_only(GUEST) as unit:
        credentials = Credentials(login=email("client"), password=PASSWORD)
        checked = await unit.services.auth.check_password(credentials)
    assert checked.user_id == shop.people.client.user_id
    async with shop.runtime.read_only(shop.people.client) as unit:
        assert (await unit.services.passwords.check_own(PASSWORD)).matched
    assert watched.in_use == [0, 0]


async def test_a_new_password_is_hashed_without_one_too(shop: Shop, watched: Watched):
    async with shop.runtime.read_only(shop.people.client) as unit:
        await unit.services.profile.me()
        await unit.services.passwords.hash_new("quiet rivers carry heavy stones")
    assert watched.in_use == [0]


async def test_a_unit_that_writes_cannot_pause(shop: Shop):
    with pytest.raises(RuntimeError, match="cannot pause"):
        async with shop.runtime.transaction(GUEST) as unit:
            await unit.pause()

"""Transactions that wait for each other, as tests need them."""

import asyncio

import pytest
from sqlalchemy import text

from autoservice.shared.access import SYSTEM
from tests.support.runtime import Shop
from tests.support.timeouts import TIMEOUT_SECONDS

# SQLite lets one transaction write at a time.
two_writers = pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)


async def until_somebody_waits(shop: Shop) -> None:
    """Return once a transaction waits for another one's lock."""
    waiting = text(
        "SELECT count(*) FROM pg_stat_activity"
        " WHERE wait_event_type = 'Lock' AND datname = current_database()"
    )
    async with asyncio.timeout(TIMEOUT_SECONDS):
        while True:
            # What PostgreSQL tells of others stays the same for a whole transaction.
            async with shop.runtime.read_only(SYSTEM) as unit:
                if await unit.session.scalar(waiting):
                    return

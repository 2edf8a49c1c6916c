"""The engine: durable, checked, and the same moments on both databases."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
import pytest_asyncio
from sqlalchemy import event, text
from sqlalchemy.exc import IntegrityError, StatementError
from sqlalchemy.ext.asyncio import AsyncEngine

from autoservice.modules.auth.models import Session, User
from autoservice.shared.access import SYSTEM
from autoservice.shared.db import create_engine, open_session
from tests.support.databases import Databases
from tests.support.runtime import Shop

pytestmark = pytest.mark.both_databases

MOSCOW = timezone(timedelta(hours=3))


@pytest_asyncio.fixture
async def sqlite_engine(sqlite_databases: Databases) -> AsyncIterator[AsyncEngine]:
    with sqlite_databases.fresh() as url:
        engine = create_engine(url)
        yield engine
        await engine.dispose()


@pytest.mark.parametrize(
    ("pragma", "value"),
    [("journal_mode", "wal"), ("synchronous", 2), ("foreign_keys", 1), ("busy_timeout", 10_000)],
)
@pytest.mark.parametrize("writing", [False, True])
async def test_sqlite_is_durable_and_checks_foreign_keys(
    sqlite_engine: AsyncEngine, pragma: str, value: Any, writing: bool
):
    async with open_session(sqlite_engine, writing=writing) as session:
        assert await session.scalar(text(f"PRAGMA {pragma}")) == value


async def test_every_connection_of_the_pool_is_prepared(sqlite_engine: AsyncEngine):
    async with (
        open_session(sqlite_engine, writing=False) as one,
        open_session(sqlite_engine, writing=False) as two,
    ):
        for session in (one, two):
            assert await session.scalar(text("PRAGMA foreign_keys")) == 1


async def test_a_row_that_points_nowhere_is_refused(shop: Shop):
    moment = shop.runtime.clock()
    lost = Session(id="0" * 32, user_id=999_999, created_at=moment, last_seen_at=moment, expires_at=moment)
    with pytest.raises(IntegrityError):
        async with shop.runtime.work(SYSTEM) as unit:
            unit.session.add(lost)
    assert await shop.rows(Session) == []


async def test_a_second_writer_waits_and_reads_what_the_first_wrote(shop: Shop):
    order = await shop.assigned_order()
    async with shop.runtime.view(SYSTEM) as before:
        read = await before.services.orders.get_order(order.id)
        await shop.complete(order)
        assert read.stages[0].state == "assigned"
    assert (await shop.order(order.id)).stages[0].state == "done"


async def test_a_view_changes_nothing(shop: Shop):
    before = await shop.everything()
    async with shop.runtime.view(SYSTEM) as unit:
        (await unit.session.get_one(User, 1)).name = "Somebody else"
        await unit.session.flush()
    assert await shop.everything() == before


async def test_a_moment_comes_back_in_utc_whatever_zone_it_was_written_in(shop: Shop):
    moment = datetime(2026, 3, 1, 12, 30, 15, 123456, tzinfo=MOSCOW)
    async with shop.runtime.work(SYSTEM) as unit:
        (await unit.session.get_one(User, 1)).created_at = moment
    [user] = await shop.rows(User, id=1)
    assert user.created_at == moment
    assert user.created_at.tzinfo is UTC


async def test_a_moment_without_a_zone_is_a_mistake(shop: Shop):
    with pytest.raises(StatementError, match="time zone"):
        async with shop.runtime.work(SYSTEM) as unit:
            (await unit.session.get_one(User, 1)).created_at = datetime(2026, 3, 1)  # noqa: DTZ001


async def test_a_writing_unit_holds_sqlites_lock_from_its_first_statement(sqlite_engine: AsyncEngine):
    begun: list[str] = []

    @event.listens_for(sqlite_engine.sync_engine, "before_cursor_execute")
    def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        begun.append(statement)

    async with open_session(sqlite_engine, writing=True) as session:
        await session.execute(text("SELECT 1"))
    async with open_session(sqlite_engine, writing=False) as session:
        await session.execute(text("SELECT 2"))
    assert begun == ["BEGIN IMMEDIATE", "SELECT 1", "BEGIN", "SELECT 2"]

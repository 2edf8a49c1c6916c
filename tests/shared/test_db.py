"""The engine: durable, checked, and the same moments on both databases."""

import asyncio
import re
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from sqlalchemy import event, text, update
from sqlalchemy.exc import IntegrityError, StatementError
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession

from autoservice.events.accounts import UserRoleChanged
from autoservice.modules.auth.models import Session, User
from autoservice.modules.orders.schemas import OrderView
from autoservice.modules.progress.schemas import NewComment
from autoservice.runtime.unit_of_work import UnitOfWork
from autoservice.shared import db
from autoservice.shared.access import SYSTEM
from autoservice.shared.audit import AuditEntry
from autoservice.shared.db import create_engine, open_session, take_snapshot
from autoservice.shared.errors import Unavailable
from tests.support.accounts import title
from tests.support.databases import Databases
from tests.support.runtime import Shop, connect, opened_shop
from tests.support.timeouts import TIMEOUT_SECONDS

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
        async with shop.runtime.transaction(SYSTEM) as unit:
            unit.session.add(lost)
    assert await shop.rows(Session) == []


async def test_a_second_writer_waits_and_reads_what_the_first_wrote(shop: Shop):
    order = await shop.assigned_order()
    async with shop.runtime.read_only(SYSTEM) as before:
        read = await before.services.orders.get_order(order.id)
        await shop.complete(order)
        assert read.stages[0].state == "assigned"
    assert (await shop.order(order.id)).stages[0].state == "done"


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_a_writer_that_has_waited_for_too_long_is_told_to_come_again(
    database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(db, "SQLITE_PRAGMAS", (*db.SQLITE_PRAGMAS, "PRAGMA busy_timeout=20"))
    async with opened_shop(database_url, tmp_path) as shop:
        caller = connect(await shop.sign_in(shop.people.administrator))
        async with shop.runtime.transaction(SYSTEM) as unit:
            await rename(unit.session)
            answer = await caller.patch("/api/admin/catalog/services/1", json={"price_minor": 1})
        assert title(answer) == (503, "Unavailable")
        assert answer.headers["Retry-After"] == "5"
        assert (await caller.patch("/api/admin/catalog/services/1", json={"price_minor": 1})).is_success


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
async def test_of_two_who_lock_each_other_out_one_is_told_to_come_again(shop: Shop):
    ready = asyncio.Barrier(2)

    async def lock(*users: int) -> str:
        try:
            async with shop.runtime.transaction(SYSTEM) as unit:
                for user in users:
                    await unit.session.get_one(User, user, with_for_update=True)
                    if user == users[0]:
                        await ready.wait()
        except Unavailable as refused:
            return refused.code
        return "done"

    async with asyncio.timeout(TIMEOUT_SECONDS):
        assert sorted(await asyncio.gather(lock(1, 2), lock(2, 1))) == ["Unavailable", "done"]


async def rename(session: AsyncSession) -> None:
    (await session.get_one(User, 1)).name = "Somebody else"
    await session.flush()


async def rename_by_statement(session: AsyncSession) -> None:
    await session.execute(update(User).values(name="Somebody else"))


@pytest.mark.parametrize("change", [rename, rename_by_statement])
async def test_a_view_refuses_to_change_anything(shop: Shop, change: Any):
    before = await shop.everything()
    async with shop.runtime.read_only(SYSTEM) as unit:
        with pytest.raises(RuntimeError, match="cannot write"):
            await change(unit.session)
    assert await shop.everything() == before


async def test_a_snapshot_shows_one_moment_and_other_readings_what_is_committed(shop: Shop):
    order = await shop.assigned_order()
    async with shop.runtime.read_only(SYSTEM) as plain, shop.runtime.read_only(SYSTEM) as still:
        await take_snapshot(still.session)
        for unit in (plain, still):
            assert (await unit.services.orders.get_order(order.id)).stages[0].state == "assigned"
        await shop.complete(order)
        assert (await plain.services.orders.get_order(order.id)).stages[0].state == "done"
        assert (await still.services.orders.get_order(order.id)).stages[0].state == "assigned"


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
async def test_no_reading_fails_after_the_database_has_dropped_its_connections(shop: Shop):
    order = await shop.assigned_order()

    async def read_at_once() -> list[OrderView]:
        return list(await asyncio.gather(*(shop.order(order.id) for _ in range(5))))

    before = await read_at_once()
    async with shop.runtime.read_only(SYSTEM) as unit:
        others = "SELECT pg_terminate_backend(pid, 20000) FROM pg_stat_activity WHERE pid <> pg_backend_pid()"
        ended = await unit.session.scalars(text(f"{others} AND datname = current_database()"))
        assert len(ended.all()) >= 4
    assert await read_at_once() == before


@dataclass
class Trips:
    """What an engine sends while it is watched."""

    statements: list[str] = field(default_factory=list)
    transactions: int = 0

    def note_statement(self, _connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        self.statements.append(statement)

    def note_begin(self, connection: Any) -> None:
        options = connection.get_execution_options()
        self.transactions += options.get("isolation_level") != "AUTOCOMMIT"


READINGS = {
    # The session with its account, and what is asked for; names of people stand by themselves.
    "/api/catalog/services": 2,
    "/api/orders/{id}": 4,
    "/api/orders/{id}/timeline": 4,
}


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
@pytest.mark.parametrize("path", READINGS)
async def test_a_reading_asks_the_database_no_more_than_it_must(shop: Shop, path: str):
    order = await shop.assigned_order()
    client = connect(await shop.sign_in(shop.people.client))
    trips = watched(shop)
    assert (await client.get(path.format(id=order.id))).status_code == 200
    assert len(trips.statements) == READINGS[path], trips.statements
    assert trips.transactions == 0


def watched(shop: Shop) -> Trips:
    """What the shop sends to its database from now on."""
    engine, trips = shop.runtime.adapters.engine.sync_engine, Trips()
    event.listen(engine, "before_cursor_execute", trips.note_statement)
    event.listen(engine, "begin", trips.note_begin)
    return trips


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
async def test_a_command_asks_the_database_no_more_than_it_must(shop: Shop):
    order = await shop.assigned_order()
    mechanic = connect(await shop.sign_in(shop.people.mechanic))
    path, trips = f"/api/orders/{order.id}/stages/{order.stages[0].id}/comments", watched(shop)
    assert (await mechanic.post(path, json={"text": "Worn."})).status_code == 201
    # The session; the order and its stages; the comment, the order, the timeline and the outbox; and
    # of the audit log its head, the entry, and the head again; and the feed.
    assert len(trips.statements) == 1 + 2 + 4 + 3 + 1, trips.statements
    assert trips.transactions == 1


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
async def test_names_of_an_orders_own_people_are_read_once(shop: Shop):
    order = await shop.assigned_order()
    reading = ["repair_order", "app_user", "shop_calendar", "stage_comment", "stage_attachment"]
    for author, read in (
        (shop.people.mechanic, reading),
        (shop.people.administrator, [*reading, "app_user"]),
    ):
        async with shop.runtime.transaction(author) as unit:
            await unit.services.progress.add_comment(order.id, order.stages[0].id, NewComment(text="Worn."))
        trips = watched(shop)
        async with shop.runtime.read_only(SYSTEM) as unit:
            tracked = await unit.services.progress.track_order(order.id)
        assert tracked.comments[-1].author_name == author.name
        assert [re.findall(r"FROM (\w+)", statement)[0] for statement in trips.statements] == read


async def test_a_moment_comes_back_in_utc_whatever_zone_it_was_written_in(shop: Shop):
    moment = datetime(2026, 3, 1, 12, 30, 15, 123456, tzinfo=MOSCOW)
    async with shop.runtime.transaction(SYSTEM) as unit:
        (await unit.session.get_one(User, 1)).created_at = moment
    [user] = await shop.rows(User, id=1)
    assert user.created_at == moment
    assert user.created_at.tzinfo is UTC


async def test_a_moment_without_a_zone_is_a_mistake(shop: Shop):
    with pytest.raises(StatementError, match="time zone"):
        async with shop.runtime.transaction(SYSTEM) as unit:
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
    assert begun == ["BEGIN IMMEDIATE", "SELECT 1", "SELECT 2"]


async def test_what_is_read_first_holds_neither_the_write_lock_nor_a_connection(shop: Shop):
    pool: Any = shop.runtime.adapters.engine.sync_engine.pool
    async with shop.runtime.transaction(SYSTEM) as unit:
        async with unit.reading_first():
            user = await unit.session.get_one(User, 1)
            # Somebody else may write meanwhile, and does not wait for this unit.
            await shop.change(shop.people.client, name="Somebody else")
        assert (pool.checkedout(), user.id) == (0, 1)
        locked = await unit.session.get_one(User, shop.people.client.user_id, with_for_update=True)
        locked.locale = "en"
    assert ((await shop.user(shop.people.client)).name, locked.locale) == ("Somebody else", "en")


@pytest.mark.parametrize("change", [rename, rename_by_statement])
async def test_nothing_can_be_changed_while_reading_first(shop: Shop, change: Any):
    before = await shop.everything()
    with pytest.raises(RuntimeError, match="cannot write"):
        async with shop.runtime.transaction(SYSTEM) as unit, unit.reading_first():
            await change(unit.session)
    assert await shop.everything() == before


async def test_what_was_changed_while_reading_first_is_refused_not_forgotten(shop: Shop):
    with pytest.raises(RuntimeError, match="cannot write"):
        async with shop.runtime.transaction(SYSTEM) as unit, unit.reading_first():
            (await unit.session.get_one(User, 1)).name = "Somebody else"


async def read_first(unit: UnitOfWork) -> None:
    async with unit.reading_first():
        pass


async def test_a_transaction_that_has_begun_reads_nothing_first(shop: Shop):
    before = await shop.everything()
    async with shop.runtime.transaction(SYSTEM) as unit:
        await rename(unit.session)
        with pytest.raises(RuntimeError, match="has begun"):
            await read_first(unit)
        await unit.session.rollback()
    assert await shop.everything() == before


async def test_a_recorded_fact_has_its_reactions_and_its_audit_entry_under_one_name(shop: Shop):
    async with shop.runtime.transaction(SYSTEM) as unit:
        unit.record(UserRoleChanged(1), "user:1", before="client", after="mechanic")
    assert [message.reaction for message in await shop.enqueued("user_role_changed")] == [
        "push_access_changed",
        "push_people_changed",
    ]
    [entry] = await shop.rows(AuditEntry, action="user_role_changed")
    assert (entry.subject, entry.before, entry.after) == ("user:1", "client", "mechanic")

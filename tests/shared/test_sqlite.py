"""SQLite's driver: one trip to its thread for each statement, and all that SQLAlchemy reads of a cursor."""

from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest
import pytest_asyncio
from sqlalchemy import Column, Integer, MetaData, String, Table, delete, insert, select, text, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncEngine

from autoservice.shared.db import create_engine, open_session
from autoservice.shared.sqlite import SqliteConnection
from tests.support.databases import Databases

words = Table(
    "word", MetaData(), Column("id", Integer, primary_key=True), Column("text", String, unique=True)
)


@pytest_asyncio.fixture
async def engine(sqlite_databases: Databases) -> AsyncIterator[AsyncEngine]:
    with sqlite_databases.fresh() as url:
        engine = create_engine(url)
        async with engine.begin() as connection:
            await connection.run_sync(words.metadata.create_all)
        yield engine
        await engine.dispose()


@pytest.fixture
def trips(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What the driver's thread was asked to do."""
    asked: list[str] = []
    ask: Callable[..., Any] = SqliteConnection._execute

    async def note(connection: SqliteConnection, function: Callable[..., Any], *parameters: Any) -> Any:
        asked.append(function.__name__)
        return await ask(connection, function, *parameters)

    monkeypatch.setattr(SqliteConnection, "_execute", note)
    return asked


async def test_a_statement_takes_one_trip_and_a_reading_ends_without_one(
    engine: AsyncEngine, trips: list[str]
):
    async with open_session(engine, writing=False) as session:
        assert (await session.scalars(text("SELECT 1 UNION SELECT 2"))).all() == [1, 2]
    assert trips == ["_run"]


async def test_a_transaction_takes_two_trips_more(engine: AsyncEngine, trips: list[str]):
    async with open_session(engine, writing=True) as session:
        await session.execute(insert(words).values(text="one"))
        await session.commit()
    assert trips == ["_run", "_run", "commit"]


async def test_a_transaction_that_is_left_is_rolled_back(engine: AsyncEngine, trips: list[str]):
    async with open_session(engine, writing=True) as session:
        await session.execute(insert(words).values(text="one"))
    assert trips[-1] == "rollback"
    async with open_session(engine, writing=False) as session:
        assert (await session.scalars(select(words))).all() == []


async def test_ids_rows_and_counts_of_changed_rows_are_known(engine: AsyncEngine):
    async with open_session(engine, writing=True) as session:
        first = await session.execute(insert(words).values(text="one"))
        assert first.inserted_primary_key == (1,)  # type: ignore[attr-defined]
        more = await session.execute(
            insert(words).returning(words.c.id), [{"text": "two"}, {"text": "three"}]
        )
        assert sorted(more.scalars()) == [2, 3]
        changed = update(words).where(words.c.id > 1).values(text=words.c.text + "!").returning(words.c.text)
        assert sorted((await session.scalars(changed)).all()) == ["three!", "two!"]
        assert (await session.execute(delete(words).where(words.c.id != 2))).rowcount == 2  # type: ignore[attr-defined]
        await session.execute(insert(words), [{"text": "four"}, {"text": "five"}])
        await session.commit()
        assert (await session.scalars(select(words.c.text).order_by(words.c.id))).all() == [
            "two!", "four", "five",
        ]  # fmt: skip


async def test_an_error_of_a_statement_leaves_the_connection_usable(engine: AsyncEngine):
    async with open_session(engine, writing=True) as session:
        await session.execute(insert(words).values(text="one"))
        await session.commit()
        with pytest.raises(IntegrityError):
            await session.execute(insert(words).values(text="one"))
        await session.rollback()
        assert (await session.scalars(select(words.c.text))).all() == ["one"]

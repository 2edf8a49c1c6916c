"""The database: one async engine per process, the same schema on SQLite and PostgreSQL."""

import math
import select
import sqlite3
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from alembic import command
from alembic.config import Config
from sqlalchemy import DateTime, MetaData, event
from sqlalchemy.engine import Dialect, Engine, make_url
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import DBAPIError, DisconnectionError
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, create_async_engine
from sqlalchemy.orm import ORMExecuteState, Session
from sqlalchemy.types import TypeDecorator
from sqlmodel import Field, SQLModel

from autoservice.settings import ROOT
from autoservice.shared.busy import is_busy
from autoservice.shared.errors import Unavailable
from autoservice.shared.sqlite import connect

SQLITE_PRAGMAS: Final = (
    "PRAGMA journal_mode=WAL",
    # FULL: a commit that was answered survives a power cut, which WAL alone does not promise.
    "PRAGMA synchronous=FULL",
    "PRAGMA foreign_keys=ON",
    "PRAGMA busy_timeout=10000",
)
# The option with the statement that opens a transaction on SQLite; reading sessions have none.
BEGIN: Final = "begin"
# An error must not have the values of its statement: it is logged.
POOL: Final[dict[str, Any]] = {"pool_size": 10, "max_overflow": 20, "hide_parameters": True}
# A connection that was idle longer is pinged before its use.
IDLE_SECONDS: Final = 1.0
# Set in a session's ``info`` while it may only read.
READS_ONLY: Final = "reads_only"
NO_WRITES: Final = "A unit of work that reads cannot write: open it by transaction()."
ALREADY_BEGUN: Final = "The transaction has begun: what it has locked or written would be lost."

SQLModel.metadata.naming_convention = {
    "ix": "ix_%(column_0_N_label)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}
metadata: MetaData = SQLModel.metadata


def primary_key() -> Any:
    """Declare an id that the database assigns; typed ``int``, because only new rows have none."""
    return Field(default=None, primary_key=True)


# The table argument of rows that can be deleted: else SQLite gives their ids to later ones, which would meet
# what was meant for the former.
IDS_ONCE: Final = {"sqlite_autoincrement": True}


class UtcDateTime(TypeDecorator[datetime]):
    """A moment, stored in UTC and always read back with its zone, which SQLite does not store."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Return the moment in UTC; raises ``ValueError`` for one without a zone."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("A moment needs its time zone.")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Return the moment with UTC as its zone."""
        if value is None:
            return None
        # PostgreSQL answers in the zone of its server, SQLite in none.
        return value.astimezone(UTC) if value.tzinfo else value.replace(tzinfo=UTC)


def create_engine(url: str) -> AsyncEngine:
    """Return an engine for ``url``; on SQLite in WAL, durable, with foreign keys checked."""
    parsed = make_url(url)
    if parsed.get_backend_name() != "sqlite":
        engine = create_async_engine(url, **POOL)
        _check_idle_connections(engine.sync_engine)
        return engine
    Path(parsed.database or "").parent.mkdir(parents=True, exist_ok=True)
    engine = create_async_engine(url, **POOL, connect_args={"async_creator_fn": connect})
    event.listen(engine.sync_engine, "connect", _prepare_sqlite)
    event.listen(engine.sync_engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: DBAPIConnection, _record: Any) -> None:
    # The driver's own BEGIN comes too late (before the first write only); ours
    # comes with the transaction, so that what was read cannot change under it.
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in SQLITE_PRAGMAS:
        cursor.execute(pragma)
    cursor.close()


def _begin_sqlite(connection: Any) -> None:
    if begin := connection.get_execution_options().get(BEGIN):
        connection.exec_driver_sql(begin)


def _check_idle_connections(engine: Engine) -> None:
    """Replace pooled connections that the server or the network has dropped.

    Without a query each time: a connection that was used a moment ago is alive, unless the server has
    closed it, which its socket shows.
    """

    def record_checkin(_connection: Any, record: Any) -> None:
        record.info["resting_since"] = time.monotonic()

    def ping_if_idle(connection: Any, record: Any, _proxy: Any) -> None:
        idle = time.monotonic() - record.info.get("resting_since", math.inf)
        if idle < IDLE_SECONDS and not _has_unread(connection.driver_connection.fileno()):
            return
        try:
            engine.dialect.do_ping(connection)
        except engine.dialect.loaded_dbapi.Error as error:
            raise DisconnectionError("The connection is dead.") from error

    event.listen(engine, "checkin", record_checkin)
    event.listen(engine, "checkout", ping_if_idle)


def _has_unread(socket: int) -> bool:
    poll = select.poll()
    poll.register(socket, select.POLLIN)
    return bool(poll.poll(0))


@asynccontextmanager
async def open_session(engine: AsyncEngine, *, writing: bool) -> AsyncIterator[AsyncSession]:
    """Open a session that writes in a transaction, rolled back unless it commits, or that only reads.

    A reading one needs no transaction: each statement is its own, unless ``take_snapshot`` is called. It
    takes a connection with its first statement; on SQLite a writing one has the write lock from then on.
    Raises ``Unavailable`` if others have held a lock for too long.
    """
    bound, info = _bound(engine, writing), {READS_ONLY: not writing}
    async with AsyncSession(
        bound, sync_session_class=UnitSession, info=info, expire_on_commit=False
    ) as session:
        try:
            yield session
        except DBAPIError as error:
            if is_busy(error):
                raise Unavailable() from error
            raise


@asynccontextmanager
async def reading_first(session: AsyncSession) -> AsyncIterator[None]:
    """Restrict a session to reading for as long as the block lasts, without the write lock.

    At the end the connection is returned, and rows stay as they were read; the next statement begins the
    session's own transaction. Raises ``RuntimeError`` if that has begun already.
    """
    reads_only = session.info[READS_ONLY]
    if not reads_only:
        if session.in_transaction():
            raise RuntimeError(ALREADY_BEGUN)
        await session.connection(execution_options=_options(session.get_bind(), writing=False))
    session.info[READS_ONLY] = True
    try:
        yield
        # Changes are refused, not lost without an error.
        await session.flush()
    finally:
        session.info[READS_ONLY] = reads_only
        await session.close()


class UnitSession(Session):
    """The session of a unit of work, which refuses writes while it only reads."""


@event.listens_for(UnitSession, "before_flush")
def _refuse_to_flush(session: Session, *_: Any) -> None:
    changed = session.new or session.deleted or any(map(session.is_modified, session.dirty))
    if session.info[READS_ONLY] and changed:
        raise RuntimeError(NO_WRITES)


@event.listens_for(UnitSession, "do_orm_execute")
def _refuse_to_execute(state: ORMExecuteState) -> None:
    if state.session.info[READS_ONLY] and (state.is_insert or state.is_update or state.is_delete):
        raise RuntimeError(NO_WRITES)


@lru_cache(maxsize=16)
def _bound(engine: AsyncEngine, writing: bool) -> AsyncEngine:
    return engine.execution_options(**_options(engine, writing))


def _options(bind: Any, writing: bool) -> dict[str, Any]:
    """Return the options with which a writing or a reading session begins its transactions."""
    if bind.dialect.name == "sqlite":
        return {BEGIN: "BEGIN IMMEDIATE" if writing else None}
    return {} if writing else {"isolation_level": "AUTOCOMMIT"}


async def take_snapshot(session: AsyncSession) -> None:
    """Read all statements of a reading session in one snapshot; call this before the first of them."""
    sqlite = session.get_bind().dialect.name == "sqlite"
    options = {BEGIN: "BEGIN"} if sqlite else {"isolation_level": "REPEATABLE READ"}
    await session.connection(execution_options=options)


def alembic_config(url: str) -> Config:
    """Return Alembic's configuration for ``url``, whatever the working directory."""
    config = Config(str(ROOT / "alembic.ini"))
    config.set_main_option("script_location", str(ROOT / "alembic"))
    config.set_main_option("sqlalchemy.url", url.replace("%", "%%"))
    return config


def upgrade(url: str) -> None:
    """Upgrade the database at ``url`` to the newest schema (``alembic upgrade head``)."""
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite" and parsed.database:
        Path(parsed.database).parent.mkdir(parents=True, exist_ok=True)
        sqlite3.connect(parsed.database).close()
    command.upgrade(alembic_config(url), "head")

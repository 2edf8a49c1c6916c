"""SQLite's driver, with one trip to its thread for each statement.

aiosqlite goes there and back to make a cursor, to execute, to fetch and to close it, and once more
to roll back what never began. Each of these costs more than a short statement itself.
"""

import sqlite3
from collections.abc import Callable, Sequence
from typing import Any, Self

import aiosqlite


class SqliteConnection(aiosqlite.Connection):
    """A connection whose cursors fetch all rows in the trip that executes the statement."""

    def cursor(self) -> "SqliteCursor":  # type: ignore[override]
        """Return a cursor; nothing is done yet."""
        return SqliteCursor(self.run)

    async def rollback(self) -> None:
        """Roll back a transaction, if one has begun."""
        if self.in_transaction:
            await super().rollback()

    async def run(self, work: Callable[[sqlite3.Cursor], None]) -> None:
        """Let the driver's thread do ``work`` on a cursor of its own."""
        await self._execute(self._run, work)  # type: ignore[no-untyped-call]

    def _run(self, work: Callable[[sqlite3.Cursor], None]) -> None:
        cursor = self._conn.cursor()
        try:
            work(cursor)
        finally:
            cursor.close()


class SqliteCursor:
    """What SQLAlchemy asks of a cursor; all rows are here once a statement has been executed."""

    arraysize = 1

    def __init__(self, run: Callable[[Callable[[sqlite3.Cursor], None]], Any]) -> None:
        self.description: Any = None
        self.rowcount = -1
        self.lastrowid: int | None = None
        self._run = run
        self._rows: list[Any] = []

    async def __aenter__(self) -> Self:
        return self

    async def execute(self, statement: str, parameters: Sequence[Any] = ()) -> None:
        """Execute a statement and fetch its rows."""
        await self._run(lambda cursor: self._take(cursor.execute(statement, parameters)))

    async def executemany(self, statement: str, parameters: Sequence[Sequence[Any]]) -> None:
        """Execute a statement once for each of ``parameters``."""
        await self._run(lambda cursor: self._take(cursor.executemany(statement, parameters)))

    def _take(self, cursor: sqlite3.Cursor) -> None:
        # The rows first: a statement that returns some has changed all of its rows only then.
        self._rows = cursor.fetchall()
        self.description, self.rowcount, self.lastrowid = (
            cursor.description,
            cursor.rowcount,
            cursor.lastrowid,
        )

    async def fetchall(self) -> list[Any]:
        """Return the rows."""
        return self._rows

    async def close(self) -> None:
        """Leave nothing open: the driver's cursor is closed already."""


def connect(file: str, **options: Any) -> SqliteConnection:
    """Return a connection that opens when it is awaited."""
    connection = SqliteConnection(lambda: sqlite3.connect(file, **options), iter_chunk_size=1)
    # A process may end without closing it.
    connection._thread.daemon = True
    return connection

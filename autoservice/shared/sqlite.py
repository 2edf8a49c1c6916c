"""SQLite's driver, with one call of its thread for each statement.

aiosqlite calls its thread to make a cursor, to execute, to fetch and to close it, and once more for a
rollback without a transaction. Each of these calls costs more than a short statement itself.
"""

import sqlite3
from collections.abc import Callable, Sequence
from typing import Any, Self

import aiosqlite


class SqliteConnection(aiosqlite.Connection):
    """A connection whose cursors fetch all rows in the call that executes the statement."""

    def cursor(self) -> "SqliteCursor":  # type: ignore[override]
        """Return a cursor, without a call of the thread."""
        return SqliteCursor(self.run)

    async def rollback(self) -> None:
        """Roll back a transaction, if one has begun."""
        if self.in_transaction:
            await super().rollback()

    async def run(self, work: Callable[[sqlite3.Cursor], None]) -> None:
        """Run ``work`` on a new cursor in the driver's thread."""
        await self._execute(self._run, work)  # type: ignore[no-untyped-call]

    def _run(self, work: Callable[[sqlite3.Cursor], None]) -> None:
        cursor = self._conn.cursor()
        try:
            work(cursor)
        finally:
            cursor.close()


class SqliteCursor:
    """The cursor of SQLAlchemy's driver, with all rows fetched once a statement has been executed."""

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
        await self._run(lambda cursor: self._fetch(cursor.execute(statement, parameters)))

    async def executemany(self, statement: str, parameters: Sequence[Sequence[Any]]) -> None:
        """Execute a statement once for each of ``parameters``."""
        await self._run(lambda cursor: self._fetch(cursor.executemany(statement, parameters)))

    def _fetch(self, cursor: sqlite3.Cursor) -> None:
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
        """Close the cursor; the driver's own one is closed already."""


def connect(file: str, **options: Any) -> SqliteConnection:
    """Return a connection that opens when it is awaited."""
    connection = SqliteConnection(lambda: sqlite3.connect(file, **options), iter_chunk_size=1)
    # A process may end without closing it.
    connection._thread.daemon = True
    return connection

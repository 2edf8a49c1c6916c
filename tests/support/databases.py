"""Fresh, migrated databases: migrated once for each kind, then copied for every test."""

import contextlib
import itertools
import shutil
import sqlite3
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path
from typing import Any, Final, Protocol

from sqlalchemy import BigInteger, Connection, Engine, Integer, event, inspect
from sqlalchemy.dialects.sqlite.aiosqlite import SQLiteDialect_aiosqlite as Sqlite
from sqlalchemy.orm import Session
from sqlalchemy.util import LRUCache

from autoservice.shared.db import upgrade
from tests.support.postgres import PostgresServer
from tests.support.sync import in_thread

# What a column of PostgreSQL holds that has no other size.
LARGEST_INTEGER: Final = 2**31 - 1
# How many compiled statements are kept.
COMPILED: Final = 5_000


def hold_rows_to_their_columns() -> None:
    """Refuse on SQLite what PostgreSQL refuses: texts and numbers that are too large for their columns."""
    event.listen(Session, "before_flush", _check_sizes)


def _check_sizes(session: Session, *_: object) -> None:
    for row in (*session.new, *session.dirty):
        state = inspect(row)
        for attribute in state.mapper.column_attrs:
            value, [column] = state.dict.get(attribute.key), attribute.columns
            length = getattr(column.type, "length", None)
            if isinstance(value, str) and length and len(value) > length:
                raise ValueError(f"{column} holds {length} characters, not {len(value)}")
            is_plain = isinstance(column.type, Integer) and not isinstance(column.type, BigInteger)
            if isinstance(value, int) and is_plain and abs(value) > LARGEST_INTEGER:
                raise ValueError(f"{column} cannot hold {value}")


def compile_statements_once() -> None:
    """Compile each statement once for all SQLite databases of the tests, not anew for each.

    What is compiled is kept by its dialect, of which each engine has one of its own: here all are one.
    """
    Sqlite.__eq__ = lambda one, other: type(one) is type(other)  # type: ignore[method-assign]
    Sqlite.__hash__ = lambda one: hash(type(one))  # type: ignore[method-assign,assignment]
    compiled: LRUCache[Any, Any] = LRUCache(COMPILED)

    def share(connection: Connection) -> None:
        if isinstance(connection.dialect, Sqlite):
            connection.execution_options(compiled_cache=compiled)

    event.listen(Engine, "engine_connect", share)


class Databases(Protocol):
    """Where fresh databases of one kind come from."""

    def fresh(self) -> contextlib.AbstractContextManager[str]:
        """The URL of a migrated, empty database, which is gone at the end."""


class SqliteDatabases:
    """Copies of one migrated file."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._numbers = itertools.count(1)

    @contextlib.contextmanager
    def fresh(self) -> Iterator[str]:
        """The URL of a new copy."""
        file = self._folder / f"{next(self._numbers)}.db"
        shutil.copyfile(self._template, file)
        try:
            yield _sqlite_url(file)
        finally:
            for leftover in self._folder.glob(f"{file.name}*"):
                leftover.unlink()

    @cached_property
    def _template(self) -> Path:
        file = self._folder / "template.db"
        in_thread(upgrade, _sqlite_url(file))
        with contextlib.closing(sqlite3.connect(file)) as connection:
            # The copy takes the file alone, so nothing may be left in its write-ahead log.
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        return file


class PostgresDatabases:
    """Copies of one migrated database."""

    def __init__(self, server: PostgresServer) -> None:
        self._server = server
        self._numbers = itertools.count(1)

    @contextlib.contextmanager
    def fresh(self) -> Iterator[str]:
        """The URL of a new copy."""
        name = f"test_{next(self._numbers)}"
        url = self._server.create(name, self._template)
        try:
            yield url
        finally:
            self._server.drop(name)

    @cached_property
    def _template(self) -> str:
        in_thread(upgrade, self._server.create("template_migrated"))
        return "template_migrated"


def _sqlite_url(file: Path) -> str:
    return f"sqlite+aiosqlite:///{file}"

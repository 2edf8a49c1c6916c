"""Fresh, migrated databases: migrated once for each kind, then copied for every test."""

import contextlib
import itertools
import shutil
import sqlite3
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path
from typing import Protocol

from autoservice.shared.db import upgrade
from tests.support.postgres import PostgresServer
from tests.support.sync import in_thread


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

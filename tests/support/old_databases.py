"""Databases of earlier revisions: rows are made and read by what the database says of its tables."""

from datetime import UTC, datetime
from typing import Any, Final

from sqlalchemy import Connection, Engine, MetaData, Table, func, insert, inspect, select

NOON: Final = datetime(2026, 1, 25, 12, tzinfo=UTC)
# What a column that must not be empty has where a test does not care.
BLANK: Final = {"INTEGER": 0, "BIGINT": 0, "BOOLEAN": True, "TIMESTAMP": NOON, "DATETIME": NOON, "JSON": {}}


def table(connection: Connection, name: str) -> Table:
    """The table as it is in the database."""
    metadata = MetaData()
    metadata.reflect(connection, only=[name])
    return metadata.tables[name]


def add(connection: Connection, name: str, *rows: dict[str, Any]) -> None:
    """Insert rows, each with what the test cares about."""
    found = table(connection, name)
    blank = {
        column.name: BLANK.get(str(column.type).split("(")[0], "")
        for column in found.columns
        if not column.nullable and column.name != "id"
    }
    for row in rows:
        connection.execute(insert(found).values({**blank, **row}))


def read(engine: Engine, name: str) -> list[dict[str, Any]]:
    """All rows of a table that has an ``id``, in its order."""
    with engine.connect() as connection:
        found = table(connection, name)
        return [dict(row) for row in connection.execute(select(found).order_by(found.c.id)).mappings()]


def count_rows(engine: Engine) -> dict[str, int]:
    """How many rows each table has."""
    with engine.connect() as connection:
        names = inspect(connection).get_table_names()
        counts = {name: select(func.count()).select_from(table(connection, name)) for name in names}
        return {name: connection.execute(query).scalar_one() for name, query in counts.items()}

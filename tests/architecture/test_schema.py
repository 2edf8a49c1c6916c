"""Migrations and models agree, and both databases have the same schema."""

import re
from typing import Any

import pytest
from alembic import command
from sqlalchemy import Engine, create_engine, inspect
from sqlalchemy.engine import Inspector
from sqlalchemy.types import TypeEngine

from autoservice.shared.db import alembic_config
from autoservice.tables import metadata
from tests.support.databases import Databases

pytestmark = pytest.mark.both_databases


def engine_of(url: str) -> Engine:
    return create_engine(url.replace("+aiosqlite", ""))


def kind(column: TypeEngine[Any]) -> str:
    """A type's name without what the two databases call differently."""
    # Byte by byte is how SQLite compares anyway.
    name = re.sub(r"\(.*\)| COLLATE \"C\"", "", str(column).upper())
    return {"DATETIME": "MOMENT", "TIMESTAMP": "MOMENT", "DOUBLE PRECISION": "FLOAT", "BYTEA": "BLOB"}.get(
        name, name
    )


def columns(found: Inspector, table: str) -> dict[str, Any]:
    return {
        column["name"]: (kind(column["type"]), getattr(column["type"], "length", None), column["nullable"])
        for column in found.get_columns(table)
    }


def names(rows: list[Any]) -> set[tuple[str, tuple[str, ...]]]:
    return {(row["name"], tuple(row["column_names"])) for row in rows}


def foreign_keys(found: Inspector, table: str) -> set[tuple[Any, ...]]:
    return {
        (key["name"], *key["constrained_columns"], key["referred_table"], *key["referred_columns"])
        for key in found.get_foreign_keys(table)
    }


def describe(url: str) -> dict[str, Any]:
    """All that matters of a database's schema, comparable between databases."""
    engine = engine_of(url)
    found = inspect(engine)
    tables = {
        table: {
            "columns": columns(found, table),
            "primary key": found.get_pk_constraint(table)["constrained_columns"],
            "foreign keys": foreign_keys(found, table),
            "unique": names(found.get_unique_constraints(table)),
            "indexes": names([row for row in found.get_indexes(table) if "duplicates_constraint" not in row]),
        }
        for table in found.get_table_names()
        if table != "alembic_version"
    }
    engine.dispose()
    return tables


def test_migrations_are_in_step_with_the_models(database_url: str):
    command.check(alembic_config(database_url))


def test_the_check_notices_a_missing_column(database_url: str):
    engine = engine_of(database_url)
    with engine.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE vehicle DROP COLUMN make")
    engine.dispose()
    with pytest.raises(Exception, match="vehicle"):
        command.check(alembic_config(database_url))


def test_all_tables_of_the_models_are_there(database_url: str):
    assert set(describe(database_url)) == set(metadata.tables)


def test_both_databases_have_the_same_schema(sqlite_databases: Databases, postgresql_databases: Databases):
    with sqlite_databases.fresh() as sqlite, postgresql_databases.fresh() as postgresql:
        assert describe(sqlite) == describe(postgresql)


def test_migrations_can_be_taken_back_and_done_again(database_url: str):
    before = describe(database_url)
    command.downgrade(alembic_config(database_url), "base")
    assert describe(database_url) == {}
    command.upgrade(alembic_config(database_url), "head")
    assert describe(database_url) == before

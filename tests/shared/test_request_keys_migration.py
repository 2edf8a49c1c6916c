"""The migration that keeps the id of what a request made instead of its answer."""

from typing import Any, Final

import pytest
from alembic import command
from sqlalchemy import create_engine, select

from autoservice.shared.db import alembic_config
from tests.support.old_databases import add, table

pytestmark = pytest.mark.both_databases
BEFORE: Final = "0009"
ANSWERS: Final[dict[str, tuple[int, Any]]] = {
    "of an order that was placed": (201, {"id": 7, "client_id": 1, "client_name": "Анна Смирнова"}),
    "of a stage that was completed": (200, {"id": 5, "stages": []}),
    "of nothing": (201, None),
}


def test_what_was_answered_before_keeps_the_id_of_what_was_made_and_nobodys_name(database_url: str):
    command.downgrade(alembic_config(database_url), BEFORE)
    engine = create_engine(database_url.replace("+aiosqlite", ""))
    with engine.begin() as connection:
        add(connection, "app_user", {"id": 1, "role": "client", "phone": "+79161234567"})
        rows = [
            {"user_id": 1, "key": name, "status": status, "body": body}
            for name, (status, body) in ANSWERS.items()
        ]
        add(connection, "idempotency_key", *rows)
    command.upgrade(alembic_config(database_url), "head")
    with engine.connect() as connection:
        kept = table(connection, "idempotency_key")
        found = {row["key"]: row["result_id"] for row in connection.execute(select(kept)).mappings()}
    assert found == {
        "of an order that was placed": 7,
        "of a stage that was completed": None,
        "of nothing": None,
    }
    assert "body" not in kept.columns
    engine.dispose()
    command.downgrade(alembic_config(database_url), BEFORE)

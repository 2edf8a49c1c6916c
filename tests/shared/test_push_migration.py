"""The migration that brings push messages, there and back: e-mails and what is said of them stay."""

import pytest
from alembic import command
from sqlalchemy import create_engine, text

from autoservice.shared.db import alembic_config
from tests.support.old_databases import add, read

TABLES = ("delivery", "outbox_message")


@pytest.mark.both_databases
def test_the_former_version_knows_nothing_of_push_and_keeps_the_rest(database_url: str):
    engine = create_engine(database_url.replace("+aiosqlite", ""))
    with engine.begin() as connection:
        add(connection, "app_user", {"id": 1, "role": "client", "phone": "+79161234567"})
        add(connection, "auth_session", {"id": "a", "user_id": 1})
        add(connection, "push_subscription", {"id": 1, "user_id": 1, "session_id": "a"})
        for number, channel in enumerate(("email", "push"), start=1):
            add(connection, "delivery", {"id": number, "user_id": 1, "channel": channel, "event_id": channel})
            add(
                connection,
                "notification_preference",
                {"user_id": 1, "event_group": "ready", "channel": channel, "enabled": False},
            )
            event = {"id": number, "event": f"{channel}_planned", "event_id": channel, "reaction": "x"}
            add(connection, "outbox_message", event)
    before = {table: read(engine, table) for table in TABLES}
    command.downgrade(alembic_config(database_url), "0041")
    assert {table: read(engine, table) for table in TABLES} == {
        table: rows[:1] for table, rows in before.items()
    }
    with engine.connect() as connection:
        chosen = connection.execute(text("SELECT channel FROM notification_preference")).scalars().all()
    assert chosen == ["email"]
    command.upgrade(alembic_config(database_url), "head")
    assert read(engine, "push_subscription") == []
    assert read(engine, "delivery") == before["delivery"][:1]
    engine.dispose()

"""The migration that brings SMS, there and back: e-mails, numbers and what is said of them stay."""

import pytest
from alembic import command
from sqlalchemy import create_engine, text

from autoservice.shared.db import alembic_config
from tests.support.old_databases import add, read

TABLES = ("delivery", "outbox_message")


@pytest.mark.both_databases
def test_the_former_version_knows_nothing_of_sms_and_keeps_the_rest(database_url: str):
    engine = create_engine(database_url.replace("+aiosqlite", ""))
    with engine.begin() as connection:
        add(connection, "app_user", {"id": 1, "role": "client", "phone": "+79161234567"})
        for number, channel in enumerate(("email", "sms"), start=1):
            add(connection, "delivery", {"id": number, "user_id": 1, "channel": channel, "event_id": channel})
            add(
                connection,
                "notification_preference",
                {"user_id": 1, "event_group": "ready", "channel": channel, "enabled": False},
            )
            event = {"id": number, "event": f"{channel}_planned", "event_id": channel, "reaction": "x"}
            add(connection, "outbox_message", event)
        registration = {"id": 3, "event": "registration_requested", "event_id": "r"}
        add(connection, "outbox_message", registration | {"reaction": "send_registration_sms"})
        add(connection, "text_message", {"id": 1, "delivery_id": 2, "user_id": 1, "reference": "a"})
    before = {table: read(engine, table) for table in TABLES}
    command.downgrade(alembic_config(database_url), "0046")
    assert {table: read(engine, table) for table in TABLES} == {
        table: rows[:1] for table, rows in before.items()
    }
    with engine.connect() as connection:
        chosen = connection.execute(text("SELECT channel FROM notification_preference")).scalars().all()
        phones = connection.execute(text("SELECT phone FROM app_user")).scalars().all()
    assert (chosen, phones) == (["email"], ["+79161234567"])
    command.upgrade(alembic_config(database_url), "head")
    assert read(engine, "text_message") == []
    assert read(engine, "delivery") == before["delivery"][:1]
    engine.dispose()

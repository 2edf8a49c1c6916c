"""The migration that lets comments be taken back, undone: what was taken back is not there again."""

from alembic import command
from sqlalchemy import create_engine

from autoservice.shared.db import alembic_config
from tests.support.old_databases import NOON, add, read


def test_what_was_taken_back_stays_away(database_url: str):
    engine = create_engine(database_url.replace("+aiosqlite", ""))
    with engine.begin() as connection:
        add(connection, "app_user", {"id": 1, "role": "client", "phone": "+79161234567"})
        add(connection, "vehicle", {"id": 1, "client_id": 1})
        add(connection, "repair_order", {"id": 1, "client_id": 1, "vehicle_id": 1})
        add(connection, "order_stage", {"id": 1, "order_id": 1})
        report = {"order_id": 1, "stage_id": 1, "author_id": 1}
        for table in ("stage_comment", "stage_attachment"):
            add(connection, table, {"id": 1, **report}, {"id": 2, "withdrawn_at": NOON, **report})
    command.downgrade(alembic_config(database_url), "0011")
    command.upgrade(alembic_config(database_url), "head")
    left = {
        table: [row["id"] for row in read(engine, table)] for table in ("stage_comment", "stage_attachment")
    }
    engine.dispose()
    assert left == {"stage_comment": [1], "stage_attachment": [1]}

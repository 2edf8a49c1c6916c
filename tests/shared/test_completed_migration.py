"""The migration that says when orders were completed, there and back."""

from datetime import UTC, timedelta
from typing import Any

import pytest
from alembic import command
from sqlalchemy import create_engine

from autoservice.shared.db import alembic_config
from tests.support.old_databases import NOON, add, read


@pytest.mark.both_databases
def test_old_orders_were_completed_when_their_status_says_so_or_their_last_stage_was_done(database_url: str):
    engine = create_engine(database_url.replace("+aiosqlite", ""))
    command.downgrade(alembic_config(database_url), "0045")
    hour = timedelta(hours=1)
    with engine.begin() as connection:
        add(connection, "app_user", {"id": 1, "role": "client", "phone": "+79161234567"})
        add(connection, "vehicle", {"id": 1, "client_id": 1})
        for id, status in enumerate(("delivered", "delivered", "delivered", "in_progress", "cancelled"), 1):
            order: dict[str, Any] = {
                "id": id,
                "client_id": 1,
                "vehicle_id": 1,
                "number": id,
                "status": status,
            }
            add(connection, "repair_order", {**order, "updated_at": NOON + 5 * hour})
        changed = {"kind": "status_changed", "stage_id": None, "actor_id": None}
        for order_id, number, after in ((1, 1, 1), (1, 2, 3), (4, 1, 1)):
            entry = {"order_id": order_id, "number": number, "at": NOON + after * hour}
            add(connection, "timeline_entry", {**changed, **entry})
        # What was remarked on later is no completion.
        add(
            connection,
            "timeline_entry",
            {**changed, "kind": "stage_comment_added", "order_id": 1, "number": 3, "at": NOON + 9 * hour},
        )
        add(
            connection,
            "order_stage",
            {"order_id": 2, "position": 1, "job_id": None, "done_at": NOON + 2 * hour},
        )
    command.upgrade(alembic_config(database_url), "head")
    moments = [row["completed_at"] for row in read(engine, "repair_order")]
    # PostgreSQL answers in the zone of its server, SQLite in none.
    zoned = [moment and (moment if moment.tzinfo else moment.replace(tzinfo=UTC)) for moment in moments]
    assert zoned == [NOON + 3 * hour, NOON + 2 * hour, NOON + 5 * hour, None, None]
    command.downgrade(alembic_config(database_url), "0045")
    assert "completed_at" not in read(engine, "repair_order")[0]
    command.upgrade(alembic_config(database_url), "head")
    engine.dispose()

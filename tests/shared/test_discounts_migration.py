"""The migration that tells consumables from parts, and lets orders have a discount, there and back."""

from typing import Any

import pytest
from alembic import command
from sqlalchemy import create_engine

from autoservice.shared.db import alembic_config
from tests.support.old_databases import add, read


@pytest.mark.both_databases
def test_old_parts_are_of_the_kind_of_their_item_and_the_sums_of_jobs_follow(database_url: str):
    engine = create_engine(database_url.replace("+aiosqlite", ""))
    command.downgrade(alembic_config(database_url), "0039")
    with engine.begin() as connection:
        add(connection, "app_user", {"id": 1, "role": "client", "phone": "+79161234567"})
        add(connection, "vehicle", {"id": 1, "client_id": 1})
        add(connection, "repair_order", {"id": 1, "client_id": 1, "vehicle_id": 1})
        for job in (1, 2):
            add(connection, "job", {"id": job, "order_id": 1, "position": job, "parts_minor": 1499})
        for item, kind in ((1, "part"), (2, "consumable")):
            add(connection, "inventory_item", {"id": item, "kind": kind, "article_key": str(item)})
        part: dict[str, Any] = {
            "order_id": 1,
            "job_id": 1,
            "quantity": 4500,
            "price_minor": 333,
            "state": "needed",
        }
        changes: list[dict[str, Any]] = [
            {"item_id": 2},
            {"item_id": 1},
            {},
            {"item_id": 2, "state": "returned"},
        ]
        for number, change in enumerate(changes, start=1):
            add(connection, "order_part", {"id": number, "item_id": None, **part, **change})
    command.upgrade(alembic_config(database_url), "head")
    assert [row["kind"] for row in read(engine, "order_part")] == [
        "consumable",
        "part",
        "part",
        "consumable",
    ]
    assert [row["consumables_minor"] for row in read(engine, "job")] == [1499, 0]
    assert [row["discount_minor"] for row in read(engine, "repair_order")] == [0]
    command.downgrade(alembic_config(database_url), "0039")
    assert "kind" not in read(engine, "order_part")[0]
    command.upgrade(alembic_config(database_url), "head")
    assert [row["consumables_minor"] for row in read(engine, "job")] == [1499, 0]
    engine.dispose()

"""The migration that gives each order its place in the shop's queue: what waits longest comes first."""

from datetime import timedelta
from typing import Any, Final

import pytest
from alembic import command
from sqlalchemy import create_engine

from autoservice.modules.orders.queue import Band, find_place
from autoservice.shared.db import alembic_config
from tests.support.old_databases import NOON, add, read

pytestmark = pytest.mark.both_databases
BEFORE: Final = "0014"
EARLIER: Final = NOON - timedelta(days=2)
# The status of an order, and its stages: the states, and which of them have a mechanic.
ORDERS: Final[dict[int, tuple[str, list[tuple[str, bool]]]]] = {
    1: ("delivered", [("done", True), ("done", True)]),
    2: ("in_progress", [("done", True), ("in_progress", True)]),
    3: ("requested", [("pending", False), ("pending", False)]),
    4: ("on_hold", [("done", True), ("blocked", True)]),
    5: ("checked_in", [("done", True), ("pending", False)]),
    6: ("scheduled", [("assigned", True), ("pending", False)]),
}


def stage(order_id: int, position: int, state: str, assigned: bool) -> dict[str, Any]:
    return {
        "id": order_id * 10 + position,
        "order_id": order_id,
        "position": position,
        "state": state,
        "mechanic_id": 1 if assigned else None,
        "blocked_since": EARLIER if state == "blocked" else None,
    }


def test_each_order_has_its_place(database_url: str):
    command.downgrade(alembic_config(database_url), BEFORE)
    engine = create_engine(database_url.replace("+aiosqlite", ""))
    with engine.begin() as connection:
        add(connection, "app_user", {"id": 1, "role": "mechanic", "phone": "+79161234567"})
        add(connection, "vehicle", {"id": 1, "client_id": 1, "plate": "А123ВС777"})
        for id, (status, stages) in ORDERS.items():
            order = {"id": id, "client_id": 1, "vehicle_id": 1, "status": status, "created_at": EARLIER}
            add(connection, "repair_order", order | {"updated_at": NOON})
            rows = [stage(id, position, *one) for position, one in enumerate(stages, start=1)]
            add(connection, "order_stage", *rows)
    command.upgrade(alembic_config(database_url), "head")
    places = {row["id"]: row["queue_key"] for row in read(engine, "repair_order")}
    engine.dispose()
    assert places == {
        1: find_place(Band.FINISHED, None, 1),
        2: find_place(Band.RUNNING, None, 2),
        3: find_place(Band.UNASSIGNED, EARLIER, 3),
        4: find_place(Band.ON_HOLD, EARLIER, 4),
        5: find_place(Band.UNASSIGNED, NOON, 5),
        6: find_place(Band.RUNNING, None, 6),
    }
    assert sorted(places, key=lambda id: places[id]) == [3, 5, 4, 6, 2, 1]
    command.downgrade(alembic_config(database_url), BEFORE)

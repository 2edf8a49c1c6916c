"""A database that the version before the jobs has left, with rows in each table, upgraded to the newest."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from sqlalchemy import Connection, Engine, create_engine
from sqlalchemy.exc import DBAPIError

from autoservice.modules.notifications.topics import order_topic
from autoservice.runtime.runtime import Runtime
from autoservice.shared.access import SYSTEM, Actor, Role
from autoservice.shared.db import alembic_config, upgrade
from autoservice.shared.outbox import DeadLetter
from tests.support.old_databases import NOON, add, count_rows, read
from tests.support.runtime import opened_runtime

pytestmark = pytest.mark.both_databases
BEFORE = "0007"
CODES = ("intake", "work", "check", "handover")
# Two orders of one service, the second with the former price and name: client, mechanic, car.
ORDERS: list[dict[str, Any]] = [
    {"id": number, "client_id": 1, "vehicle_id": 1, "service_id": 1, "service_version": version,
     "service_name_ru": f"Масло {version}", "service_name_en": f"Oil {version}", "price_minor": price,
     "currency": "RUB", "status": "in_progress", "timeline_length": 1}
    for number, version, price in ((3, 2, 150_000), (7, 1, 120_050))
]  # fmt: skip
STAGES: list[dict[str, Any]] = [
    {"id": order * 10 + position, "order_id": order, "position": position, "code": code, "state": "assigned",
     "norm_minutes": 6, "mechanic_id": 2}
    for order in (3, 7) for position, code in enumerate(CODES, start=1)
]  # fmt: skip
# What has come of former rows: a job for each order, a template and a category for the service.
ADDED = {"job": len(ORDERS), "service_category": 1, "repair_template": 1, "repair_template_version": 1}
STAGE = {"order_id": 3, "stage_id": 31}
OWED = {
    "event": "StageCompleted", "reaction": "push_order_changed", "payload": STAGE, "created_at": NOON,
}  # fmt: skip


def fill(connection: Connection) -> None:
    """Put rows into every table."""
    people = (1, "client", "+79161234567"), (2, "mechanic", "+79161234568")
    add(connection, "app_user", *({"id": i, "role": role, "phone": phone} for i, role, phone in people))
    add(connection, "service_template", {"id": 1, "code": "oil"})
    add(connection, "stage_template", {"id": 1, "service_id": 1, "code": "intake"})
    add(connection, "vehicle", {"id": 1, "client_id": 1, "plate": "А123ВС777", "plate_key": "A123BC777"})
    add(connection, "search_token", {"kind": "vehicle", "token": "#A123BC777", "owner_id": 1})
    add(connection, "repair_order", *ORDERS)
    add(connection, "order_stage", *STAGES)
    add(connection, "timeline_entry", {"id": 1, "order_id": 3, "number": 1, "stage_id": 31})
    add(connection, "stage_comment", {"id": 1, "author_id": 2, **STAGE})
    add(connection, "stage_attachment", {"id": 1, "author_id": 2, **STAGE})
    add(connection, "auth_session", {"id": "s", "user_id": 1, "device": "Firefox", "address": "203.0.113.7"})
    add(connection, "auth_refresh_token", {"token_hash": "r", "session_id": "s"})
    add(connection, "auth_device", {"token_hash": "d", "user_id": 1})
    add(connection, "auth_recovery_code", {"code_hash": "c", "user_id": 1})
    add(connection, "auth_one_time_token", {"id": 1, "token_hash": "t", "user_id": 1, "address": "user:1"})
    add(connection, "idempotency_key", {"user_id": 1, "key": "k"})
    add(connection, "audit_entry", {"id": 1, "subject": "order:3"})
    connection.exec_driver_sql("UPDATE audit_head SET entry_id = 1")
    add(connection, "outbox_message", {"id": 1, "event_id": "e1", **OWED})
    add(connection, "dead_letter", {"id": 1, "event_id": "e2", **OWED})


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    """The database as the version before has left it."""
    command.downgrade(alembic_config(database_url), BEFORE)
    engine = create_engine(database_url.replace("+aiosqlite", ""))
    with engine.begin() as connection:
        fill(connection)
    yield engine
    engine.dispose()


def test_each_table_keeps_its_rows_and_each_order_gets_a_job(engine: Engine, database_url: str):
    counts, stages = count_rows(engine), read(engine, "order_stage")
    assert min(counts.values()) > 0
    upgrade(database_url)
    assert count_rows(engine).items() >= (counts | ADDED).items()
    assert broken_references(engine) == []
    jobs = {row["order_id"]: row for row in read(engine, "job")}
    for order in ORDERS:
        assert jobs[order["id"]].items() >= expected_job(order).items()
    after = read(engine, "order_stage")
    assert [{name: row[name] for name in stages[0]} for row in after] == stages
    assert [row["job_id"] for row in after] == [
        job_id for order in (3, 7) for job_id in (None, jobs[order]["id"], jobs[order]["id"], None)
    ]


def broken_references(engine: Engine) -> list[Any]:
    """Rows that point to none; PostgreSQL permits none at any time."""
    if engine.dialect.name != "sqlite":
        return []
    with engine.connect() as connection:
        return [*connection.exec_driver_sql("PRAGMA foreign_key_check")]


def expected_job(order: dict[str, Any]) -> dict[str, Any]:
    """What the order said of its service."""
    kept = {name: order[name] for name in ("service_id", "service_version", "price_minor", "currency")}
    names = {"name_ru": order["service_name_ru"], "name_en": order["service_name_en"]}
    return {"position": 1, "kind": "service", "state": "approved", **kept, **names}


def test_it_can_be_taken_back_with_such_data(engine: Engine, database_url: str):
    orders, stages = read(engine, "repair_order"), read(engine, "order_stage")
    upgrade(database_url)
    command.downgrade(alembic_config(database_url), BEFORE)
    assert (read(engine, "repair_order"), read(engine, "order_stage")) == (orders, stages)


def test_renamed_columns_keep_what_they_hold(engine: Engine, database_url: str):
    held = ("Firefox", "203.0.113.7", "user:1")
    upgrade(database_url)
    [session], [token] = read(engine, "auth_session"), read(engine, "auth_one_time_token")
    assert (session["user_agent"], session["ip_address"], token["login"]) == held
    command.downgrade(alembic_config(database_url), BEFORE)
    [session], [token] = read(engine, "auth_session"), read(engine, "auth_one_time_token")
    assert (session["device"], session["address"], token["address"]) == held


@pytest.fixture
def upgraded(engine: Engine, database_url: str) -> str:
    """The database after the upgrade."""
    upgrade(database_url)
    return database_url


async def test_what_was_due_before_the_upgrade_still_runs_and_orders_are_shown_as_they_were(
    upgraded: str, tmp_path: Path
):
    async with opened_runtime(upgraded, tmp_path) as runtime:
        with runtime.adapters.hub.subscribe(order_topic(3)) as watching:
            assert await runtime.relay.relay_once() == 1
            assert watching.generation == 1
            assert await runtime.relay.relay_once() == 0
            await replay_the_dead_letter(runtime)
            assert await runtime.relay.relay_once() == 1
            assert watching.generation == 2
        async with runtime.read_only(SYSTEM) as unit:
            assert await unit.session.get(DeadLetter, 1) is None
            order = await unit.services.orders.get_order(7)
    assert (order.service_name_ru, order.price_minor, order.currency) == ("Масло 1", 120_050, "RUB")
    assert [stage.code for stage in order.stages] == [*CODES]


async def replay_the_dead_letter(runtime: Runtime) -> None:
    async with runtime.transaction(Actor(Role.ADMINISTRATOR, 1)) as unit:
        await unit.services.admin.replay_dead_letter(1)


def test_an_upgrade_that_fails_half_way_leaves_everything_as_it_was(engine: Engine, database_url: str):
    with engine.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE job_obstacle (id INTEGER)")
        connection.exec_driver_sql("CREATE INDEX ix_job_service_id ON job_obstacle (id)")
    before = count_rows(engine)
    with pytest.raises(DBAPIError, match="ix_job_service_id"):
        upgrade(database_url)
    assert count_rows(engine) == before
    with engine.begin() as connection:
        connection.exec_driver_sql("DROP TABLE job_obstacle")
    upgrade(database_url)
    assert count_rows(engine)["job"] == len(ORDERS)

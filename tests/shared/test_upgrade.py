"""A database that the version before the jobs has left, with rows in each table, upgraded to the newest."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from sqlalchemy import Connection, Engine, create_engine

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
    add(connection, "auth_session", {"id": "s", "user_id": 1})
    add(connection, "auth_refresh_token", {"token_hash": "r", "session_id": "s"})
    add(connection, "auth_device", {"token_hash": "d", "user_id": 1})
    add(connection, "auth_recovery_code", {"code_hash": "c", "user_id": 1})
    add(connection, "auth_one_time_token", {"id": 1, "token_hash": "t", "user_id": 1})
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
    before = count_rows(engine)
    assert min(before.values()) > 0
    upgrade(database_url)
    assert count_rows(engine) == before | {"job": len(ORDERS)}
    if engine.dialect.name == "sqlite":
        with engine.connect() as connection:
            assert connection.exec_driver_sql("PRAGMA foreign_key_check").all() == []


def test_a_job_is_what_its_order_said_and_the_stages_between_intake_and_handover_are_its_own(
    engine: Engine, database_url: str
):
    before = read(engine, "order_stage")
    upgrade(database_url)
    jobs = {row["order_id"]: row for row in read(engine, "job")}
    for order in ORDERS:
        job = jobs[order["id"]]
        assert (job["kind"], job["state"], job["position"]) == ("service", "approved", 1)
        assert (job["name_ru"], job["name_en"]) == (order["service_name_ru"], order["service_name_en"])
        kept = ("service_id", "service_version", "price_minor", "currency")
        assert [job[name] for name in kept] == [order[name] for name in kept]
    after = read(engine, "order_stage")
    assert [{name: row[name] for name in before[0]} for row in after] == before
    assert [row["job_id"] for row in after] == [
        job_id for order in (3, 7) for job_id in (None, jobs[order]["id"], jobs[order]["id"], None)
    ]


def test_it_can_be_taken_back_with_such_data(engine: Engine, database_url: str):
    orders, stages = read(engine, "repair_order"), read(engine, "order_stage")
    upgrade(database_url)
    command.downgrade(alembic_config(database_url), BEFORE)
    assert (read(engine, "repair_order"), read(engine, "order_stage")) == (orders, stages)


@pytest.fixture
def upgraded(engine: Engine, database_url: str) -> str:
    """The database after the upgrade."""
    upgrade(database_url)
    return database_url


async def test_what_the_outbox_owed_before_the_upgrade_still_runs(upgraded: str, tmp_path: Path):
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


async def replay_the_dead_letter(runtime: Runtime) -> None:
    async with runtime.transaction(Actor(Role.ADMINISTRATOR, 1)) as unit:
        await unit.services.admin.replay_dead_letter(1)


async def test_an_order_of_before_is_shown_as_it_was(upgraded: str, tmp_path: Path):
    async with opened_runtime(upgraded, tmp_path) as runtime, runtime.read_only(SYSTEM) as unit:
        order = await unit.services.orders.get_order(7)
    assert (order.service_name_ru, order.price_minor, order.currency) == ("Масло 1", 120_050, "RUB")
    assert [stage.code for stage in order.stages] == [*CODES]

"""The migration that makes one car of what one client's car was typed as, from the revision before it."""

from collections.abc import Iterator

import pytest
from alembic import command
from sqlalchemy import Connection, Engine, create_engine, select

from autoservice.shared.db import alembic_config
from autoservice.shared.normal_forms import plate_key
from tests.support.old_databases import add, read, table

pytestmark = pytest.mark.both_databases
BEFORE, AFTER = "0004", "0005"
# Cars as (id, client, plate); the first client has one three times and another one twice.
CARS = [
    (1, 1, "А123ВС777"),
    (2, 1, "A123BC777"),
    (3, 1, "А123ВС777RUS"),
    (4, 2, "A123BC777"),
    (5, 1, "Е001КХ99"),
    (6, 1, "E001KX99"),
    (7, 2, "ㅤㅤ"),
]
# Orders as (id, car): the last order of the first car is on its first row.
ORDERS = [(1, 1), (2, 2), (3, 3), (4, 1), (5, 4), (6, 5)]
NAMES = ["Пётр Орлов", "\u3164\u3164"]
PHONES = ["+79161234567", "+79161234568"]


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    """A database of the revision before, with people, cars and orders."""
    command.downgrade(alembic_config(database_url), BEFORE)
    engine = create_engine(database_url.replace("+aiosqlite", ""))
    with engine.begin() as connection:
        fill(connection)
    yield engine
    engine.dispose()


def fill(connection: Connection) -> None:
    people = zip([1, 2], NAMES, PHONES, strict=True)
    add(
        connection,
        "app_user",
        *({"id": i, "name": name, "search_name": name, "phone": phone} for i, name, phone in people),
    )
    add(connection, "service_template", {"id": 1, "code": "oil"})
    add(
        connection,
        "vehicle",
        *({"id": i, "client_id": c, "plate": p, "make": f"make {i}"} for i, c, p in CARS),
    )
    orders = ({"id": i, "client_id": 1, "vehicle_id": v, "service_id": 1} for i, v in ORDERS)
    add(connection, "repair_order", *orders)
    add(connection, "timeline_entry", {"id": 1, "order_id": 2, "number": 1, "kind": "order_created"})
    add(connection, "audit_entry", {"id": 1, "subject": "vehicle:2"})


def test_cars_of_one_client_become_one_and_nothing_is_lost(engine: Engine, database_url: str):
    before = {name: read(engine, name) for name in ("timeline_entry", "audit_entry", "repair_order")}
    cars = read(engine, "vehicle")
    command.upgrade(alembic_config(database_url), AFTER)

    assert {row["id"]: row["vehicle_id"] for row in read(engine, "repair_order")} == {
        1: 1, 2: 1, 3: 1, 4: 1, 5: 4, 6: 5,
    }  # fmt: skip
    after = read(engine, "vehicle")
    assert {row["id"]: (row["plate_key"], row["merged_into_id"]) for row in after} == {
        1: ("A123BC777", None),
        2: (None, 1),
        3: (None, 1),
        4: ("A123BC777", None),
        5: ("E001KX99", None),
        6: (None, 5),
        7: ("ㅤㅤ", None),
    }
    # What was typed and told is all still there; times, versions, timeline and audit log are untouched.
    assert [{name: row[name] for name in cars[0]} for row in after] == cars
    for name in ("timeline_entry", "audit_entry"):
        assert read(engine, name) == before[name]
    unmoved = [row | {"vehicle_id": 0} for row in before["repair_order"]]
    assert [row | {"vehicle_id": 0} for row in read(engine, "repair_order")] == unmoved


def test_people_stay_apart_and_are_found_by_the_normal_form_of_their_names(engine: Engine, database_url: str):
    command.upgrade(alembic_config(database_url), AFTER)
    people = [(row["name"], row["search_name"], row["phone"]) for row in read(engine, "app_user")]
    assert people == [(NAMES[0], "петр орлов", PHONES[0]), (NAMES[1], "", PHONES[1])]


def test_the_migration_and_the_program_have_one_normal_form(engine: Engine, database_url: str):
    command.upgrade(alembic_config(database_url), AFTER)
    kept = [row for row in read(engine, "vehicle") if row["merged_into_id"] is None and row["id"] != 7]
    assert [row["plate_key"] for row in kept] == [plate_key(row["plate"]) for row in kept]


def test_it_can_be_taken_back_with_such_data(engine: Engine, database_url: str):
    command.upgrade(alembic_config(database_url), AFTER)
    command.downgrade(alembic_config(database_url), BEFORE)
    assert [(row["id"], row["plate"]) for row in read(engine, "vehicle")] == [
        (1, "A123BC777"), (4, "A123BC777"), (5, "E001KX99"), (7, "ㅤㅤ"),
    ]  # fmt: skip
    command.upgrade(alembic_config(database_url), AFTER)


def test_what_was_there_before_the_search_is_found_too(engine: Engine, database_url: str):
    command.upgrade(alembic_config(database_url), "0006")
    with engine.connect() as connection:
        found = table(connection, "search_token")
        rows = connection.execute(select(found.c.kind, found.c.owner_id, found.c.token)).all()
    assert {("person", 1, "петр"), ("person", 1, "<76543216197"), ("vehicle", 1, "#A123BC777")} <= set(
        map(tuple, rows)
    )

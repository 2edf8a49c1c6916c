"""Numbers of orders: counted by year without gaps, whoever orders at the same moment, and found by search."""

import asyncio
from datetime import UTC, datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

import pytest
from alembic import command
from sqlalchemy import create_engine

from autoservice.modules.orders.models import Order
from autoservice.modules.orders.new_order import NewOrder
from autoservice.shared.db import alembic_config
from autoservice.shared.errors import Conflict
from autoservice.shared.paper_numbers import PaperCounter
from tests.support.factories import car
from tests.support.old_databases import add, read
from tests.support.runtime import Callers, MovableClock, Shop

pytestmark = pytest.mark.both_databases
MOSCOW: Final = ZoneInfo("Europe/Moscow")
# The revision before numbers.
BEFORE: Final = "0034"
TOGETHER: Final = 12


async def place(callers: Callers, who: str = "client", **headers: str) -> dict[str, Any]:
    answer = await callers.by(who).post("/api/orders", json={"service_ids": [1, 2], **car()}, headers=headers)
    assert answer.status_code == 201, answer.text
    placed: dict[str, Any] = answer.json()
    return placed


def numbers(year: int, *counted: int) -> list[str]:
    return [f"{year}-{number:05}" for number in counted]


async def test_orders_placed_at_once_have_numbers_without_gaps(shop: Shop, callers: Callers):
    people = ["client", "other_client"] * (TOGETHER // 2)
    placed = await asyncio.gather(*(place(callers, who) for who in people))
    year = shop.runtime.clock().astimezone(MOSCOW).year
    assert sorted(one["number"] for one in placed) == numbers(year, *range(1, TOGETHER + 1))


async def test_a_hundred_sendings_with_one_key_are_one_order(shop: Shop, callers: Callers):
    answers = [place(callers, **{"Idempotency-Key": "the-same-order"}) for _ in range(100)]
    assert len({one["id"] for one in await asyncio.gather(*answers)}) == 1
    [counter] = await shop.rows(PaperCounter)
    assert (counter.last, len(await shop.rows(Order))) == (1, 1)


class Refused(Conflict):
    """What takes an order back."""

    code = "Refused"


async def order_and_fail(shop: Shop) -> None:
    async with shop.runtime.transaction(shop.people.client) as unit:
        wanted = NewOrder.model_validate({"service_id": 1, **car()})
        assert (await unit.services.orders.create_order(wanted)).number.endswith("-00002")
        raise Refused()


async def test_a_number_that_was_taken_back_is_the_next_orders(shop: Shop, callers: Callers):
    await place(callers)
    with pytest.raises(Refused):
        await order_and_fail(shop)
    assert (await place(callers))["number"].endswith("-00002")


async def test_a_year_of_the_shop_begins_at_its_own_midnight(shop: Shop, clock: MovableClock):
    placed = []
    for moment in ((2026, 12, 31, 23, 59), (2027, 1, 1, 0, 0), (2027, 1, 1, 0, 1)):
        clock.now = datetime(*moment, tzinfo=MOSCOW).astimezone(UTC)
        placed.append((await shop.place_order()).number)
    assert placed == numbers(2026, 1) + numbers(2027, 1, 2)


async def test_an_order_is_found_by_its_number_in_any_form(shop: Shop, callers: Callers):
    [first, second] = [await place(callers), await place(callers)]
    year = first["number"][:4]
    for query in (second["number"], f"{year}-2", f"№ {second['number']}", f"№ {year}\u20132"):
        for who in ("administrator", "client"):
            answer = await callers.by(who).get("/api/orders", params={"q": query})
            assert [one["id"] for one in answer.json()["items"]] == [second["id"]], (who, query)
    for query in ("№ 2", "2", "00002", f"№ {second['id']}"):
        answer = await callers.administrator.get("/api/orders", params={"q": query})
        assert second["id"] in [one["id"] for one in answer.json()["items"]], query
    for query in (f"{int(year) - 1}-00002", f"№ {year}-3"):
        assert (await callers.administrator.get("/api/orders", params={"q": query})).json()["items"] == []


def test_orders_of_earlier_versions_are_numbered_by_their_moments(database_url: str):
    command.downgrade(alembic_config(database_url), BEFORE)
    engine = create_engine(database_url.replace("+aiosqlite", ""))
    moments = {
        1: datetime(2025, 12, 31, 22, 30, tzinfo=UTC),  # The next year in Moscow.
        2: datetime(2025, 12, 31, 20, 30, tzinfo=UTC),
        3: datetime(2025, 3, 1, tzinfo=UTC),
        4: datetime(2026, 5, 1, tzinfo=UTC),
    }
    with engine.begin() as connection:
        add(connection, "app_user", {"id": 1, "role": "client", "phone": "+79161234567"})
        add(connection, "vehicle", {"id": 1, "client_id": 1, "plate": "А123ВС777"})
        for id, moment in moments.items():
            order = {"id": id, "client_id": 1, "vehicle_id": 1, "status": "requested", "created_at": moment}
            add(connection, "repair_order", order)
            add(connection, "job", {"id": id, "order_id": id, "position": 1, "service_id": None})
            for place in (1, 2):
                minutes = {"id": id * 10 + place, "order_id": id, "position": place, "norm_minutes": 20}
                add(connection, "order_stage", minutes)
    command.upgrade(alembic_config(database_url), "head")
    found = {row["id"]: (row["number_year"], row["number"]) for row in read(engine, "repair_order")}
    assert found == {3: (2025, 1), 2: (2025, 2), 1: (2026, 1), 4: (2026, 2)}
    assert [row["norm_minutes"] for row in read(engine, "job")] == [40] * 4
    with engine.connect() as connection:
        counted = connection.exec_driver_sql("SELECT kind, year, last FROM paper_counter ORDER BY year").all()
    assert [tuple(row) for row in counted] == [("order", 2025, 2), ("order", 2026, 2)]
    engine.dispose()
    command.downgrade(alembic_config(database_url), BEFORE)

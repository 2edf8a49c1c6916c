"""Filters of the list of orders: by people, plate and days, each within what the reader may see."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final
from zoneinfo import ZoneInfo

import pytest
import pytest_asyncio

from autoservice.modules.orders.models import Order
from autoservice.shared.access import SYSTEM
from tests.support.accounts import title
from tests.support.factories import car
from tests.support.runtime import Callers, Shop, opened_shop, sign_everybody_in, walk

pytestmark = pytest.mark.both_databases
MOSCOW: Final = ZoneInfo("Europe/Moscow")
PLATES: Final = {"client": ["А123ВС777", "М734КН77"], "other_client": ["А123ВС777"]}


@pytest_asyncio.fixture
async def orders(shop: Shop, callers: Callers) -> dict[str, list[int]]:
    """The orders of two clients, of whom both have had one car."""
    placed: dict[str, list[int]] = {}
    for who, plates in PLATES.items():
        for plate in plates:
            answer = await callers.by(who).post("/api/orders", json={"service_id": 1, **car(plate)})
            placed.setdefault(who, []).append(answer.json()["id"])
    return placed


async def found(callers: Callers, who: str, **asked: Any) -> list[int]:
    answer = await callers.by(who).get("/api/orders", params=asked)
    assert answer.status_code == 200, answer.text
    return sorted(one["id"] for one in answer.json()["items"])


async def test_the_shop_finds_orders_by_client_mechanic_and_plate(
    shop: Shop, callers: Callers, orders: dict[str, list[int]]
):
    first, second = orders["client"]
    [other] = orders["other_client"]
    await shop.assign(await shop.order(first))
    await shop.assign(await shop.order(other), shop.people.other_mechanic)
    client, mechanic = shop.people.client.user_id, shop.people.mechanic.user_id
    assert await found(callers, "administrator", client=client) == [first, second]
    assert await found(callers, "administrator", mechanic=mechanic) == [first]
    assert await found(callers, "administrator", mechanic=mechanic, sort="queue") == [first]
    assert await found(callers, "administrator", client=client, mechanic=mechanic, status="scheduled") == [
        first
    ]
    assert await found(callers, "administrator", mechanic=mechanic, status="requested") == []
    for plate in ("А123ВС777", "a123bc777", "а 123-вс 777", "A123BC777"):
        assert await found(callers, "administrator", plate=plate) == [first, other]
    assert await found(callers, "administrator", plate="А123ВС", client=client) == []
    assert await found(callers, "administrator", client=10**9) == []


async def test_others_find_by_plate_what_is_theirs_and_may_not_ask_for_people(
    shop: Shop, callers: Callers, orders: dict[str, list[int]]
):
    first, _ = orders["client"]
    await shop.assign(await shop.order(first))
    assert await found(callers, "client", plate="А123ВС777") == [first]
    assert await found(callers, "mechanic", plate="А123ВС777") == [first]
    assert await found(callers, "other_mechanic", plate="А123ВС777") == []
    for who in ("client", "mechanic"):
        for name in ("client", "mechanic"):
            answer = await callers.by(who).get("/api/orders", params={name: shop.people.client.user_id})
            assert title(answer) == (403, "AccessDenied")


async def test_orders_of_some_days_are_those_of_the_shops_calendar(
    shop: Shop, callers: Callers, orders: dict[str, list[int]]
):
    moments = [(2026, 3, 1, 23, 59), (2026, 3, 2, 0, 1), (2026, 3, 3, 23, 59)]
    ids = [*orders["client"], *orders["other_client"]]
    async with shop.runtime.transaction(SYSTEM) as unit:
        for id, moment in zip(ids, moments, strict=True):
            order = await unit.session.get_one(Order, id)
            order.created_at = datetime(*moment, tzinfo=MOSCOW).astimezone(UTC)
    for asked, expected in (
        ({"from": "2026-03-02"}, ids[1:]),
        ({"to": "2026-03-01"}, ids[:1]),
        ({"from": "2026-03-02", "to": "2026-03-02"}, [ids[1]]),
        ({"from": "2026-03-01", "to": "2026-03-03", "sort": "queue"}, ids),
        ({"from": "2026-03-04"}, []),
        ({"from": "2026-03-03", "to": "2026-03-01"}, []),
    ):
        assert await found(callers, "administrator", **asked) == sorted(expected), asked
    pages = [
        page async for page in walk(callers.administrator, "/api/orders", **{"from": "2026-01-01"}, size=1)
    ]
    assert [one["id"] for page in pages for one in page["items"]] == ids[::-1]
    assert await found(callers, "client", **{"from": "2026-03-01"}) == sorted(orders["client"])


@pytest.mark.parametrize("day", ["soon", "2026-02-30", "0001-01-01", "9999-12-31", "1"])
async def test_what_is_no_day_is_refused(callers: Callers, day: str):
    for name in ("from", "to"):
        answer = await callers.administrator.get("/api/orders", params={name: day})
        assert answer.status_code == 422, (name, day)


@pytest_asyncio.fixture
async def taxed(database_url: str, tmp_path: Path) -> AsyncIterator[Shop]:
    """A shop whose prices contain VAT."""
    async with opened_shop(database_url, tmp_path, vat_basis_points=2200) as shop:
        yield shop


async def test_an_order_keeps_the_rate_of_vat_with_which_it_was_agreed(taxed: Shop):
    placed = await taxed.place_order()
    assert (placed.price_minor, placed.vat_basis_points, placed.vat_minor) == (150_000, 2200, 27_049)
    taxed.runtime.settings.vat_basis_points = 2000
    assert (await taxed.order(placed.id)).vat_minor == 27_049
    assert (await taxed.place_order()).vat_minor == 25_000
    callers = await sign_everybody_in(taxed)
    assert (await callers.client.get(f"/api/orders/{placed.id}")).json()["vat_minor"] == 27_049


async def test_an_order_without_vat_says_nothing_of_it(shop: Shop):
    placed = await shop.place_order()
    assert (placed.vat_basis_points, placed.vat_minor) == (0, 0)

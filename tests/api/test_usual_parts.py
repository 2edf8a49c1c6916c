"""The default parts of a service, added to an order by one request: those that it lacks, each as any part."""

import asyncio
from collections import Counter
from typing import Any

import httpx
import pytest
import pytest_asyncio

from autoservice.modules.catalog.inventory.schemas import ItemView
from autoservice.modules.orders.parts.models import OrderPart
from autoservice.modules.orders.parts.schemas import UsualParts
from autoservice.modules.orders.schemas import OrderView
from autoservice.shared.errors import DomainError
from tests.api.test_list_indexes import statements
from tests.support.inventory import Numbers, add_item, balance, sum_of_movements
from tests.support.parts import add, let_take, parts_of, place, send, step
from tests.support.runtime import Callers, Shop

OTHER_SERVICE = 2


@pytest_asyncio.fixture
async def order(shop: Shop) -> OrderView:
    return await shop.assigned_order()


@pytest_asyncio.fixture
async def items(shop: Shop, order: OrderView) -> list[ItemView]:
    """Oil and a filter, which the order's service takes in this sequence; of the filter none is there."""
    filter = await add_item(shop, article="W 914/2", price_minor=60000)
    oil = await add_item(shop, "10", article="5W-30", unit="l", name_ru="Масло", price_minor=12345)
    await let_take(shop, service_of(order), (oil, "4.3"), (filter, "1"))
    return [oil, filter]


def service_of(order: OrderView) -> int:
    service_id = order.jobs[0].service_id
    assert service_id
    return service_id


async def add_usual(
    callers: Callers, order: OrderView, who: str = "mechanic", **command: Any
) -> httpx.Response:
    return await send(callers, "POST", f"{order.id}/parts/usual", who, **command)


def title(answer: httpx.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["title"]


async def lacks(shop: Shop, order: OrderView) -> bool:
    """Whether the shop is offered to add them."""
    async with shop.runtime.read_only(shop.people.mechanic) as unit:
        return await unit.services.order_parts.lacks_usual_parts(order.id)


async def test_what_the_stock_has_whole_is_reserved_and_any_other_needed_at_todays_prices(
    shop: Shop, callers: Callers, order: OrderView, items: list[ItemView]
):
    assert await lacks(shop, order)
    answer = await add_usual(callers, order)
    assert answer.status_code == 201, answer.text
    told = ("name_ru", "article", "quantity", "unit", "price_minor", "state", "job_id")
    assert [[part[name] for name in told] for part in answer.json()] == [
        ["Масло", "5W-30", "4.3", "l", 12345, "reserved", order.jobs[0].id],
        ["Фильтр масляный", "W 914/2", "1", "piece", 60000, "needed", order.jobs[0].id],
    ]
    assert answer.json() == await parts_of(callers, order.id)
    assert await balance(shop, items[0].id) == Numbers(10000, 4300, 1000)
    after = await shop.order(order.id)
    assert after.price_minor == order.price_minor + 53084 + 60000
    assert after.jobs[0].parts_state == "awaited"
    added = [entry for entry in await shop.timeline(order.id) if entry.kind == "part_added"]
    assert len(added) == len(await shop.audited("part_added")) == 2
    assert not await lacks(shop, order)


async def test_a_second_time_there_is_nothing_to_add(
    callers: Callers, order: OrderView, items: list[ItemView]
):
    assert (await add_usual(callers, order)).status_code == 201
    before = await parts_of(callers, order.id)
    assert title(await add_usual(callers, order)) == (409, "NoUsualParts")
    assert await parts_of(callers, order.id) == before


async def test_a_service_without_default_parts_has_nothing_to_add(
    shop: Shop, callers: Callers, order: OrderView
):
    assert not await lacks(shop, order)
    assert title(await add_usual(callers, order)) == (409, "NoUsualParts")


async def test_what_a_job_has_already_is_left_alone_in_whatever_state_it_is(
    callers: Callers, order: OrderView, items: list[ItemView]
):
    oil, _ = items
    own = await add(callers, order.id, item_id=oil.id, quantity="1")
    await step(callers, own, "issue")
    answer = await add_usual(callers, order)
    assert [(part["article"], part["quantity"]) for part in answer.json()] == [
        ("5W-30", "1"),
        ("W 914/2", "1"),
    ]


async def test_a_removed_part_comes_again_and_a_returned_one_does_not(
    shop: Shop, callers: Callers, order: OrderView, items: list[ItemView]
):
    oil, filter = (await add_usual(callers, order)).json()
    await step(callers, oil, "issue")
    await step(callers, oil, "return", reason="Привёз своё")
    assert not await lacks(shop, order)
    await send(callers, "DELETE", place(filter))
    assert await lacks(shop, order)
    answer = await add_usual(callers, order)
    assert [(part["article"], part["state"]) for part in answer.json()] == [
        ("5W-30", "returned"),
        ("W 914/2", "needed"),
    ]


async def test_an_archived_item_is_left_out(
    shop: Shop, callers: Callers, order: OrderView, items: list[ItemView]
):
    oil, filter = items
    for item in (oil, filter):
        path = f"/api/admin/catalog/inventory/{item.id}"
        assert (await callers.administrator.patch(path, json={"active": False})).status_code == 200
        if item is oil:
            answer = await add_usual(callers, order)
            assert [part["article"] for part in answer.json()] == ["W 914/2"]
            await send(callers, "DELETE", place(answer.json()[0]))
    assert not await lacks(shop, order)
    assert title(await add_usual(callers, order)) == (409, "NoUsualParts")


async def test_each_job_has_its_own_and_one_job_can_be_chosen(
    shop: Shop, callers: Callers, order: OrderView, items: list[ItemView]
):
    oil, _ = items
    await let_take(shop, OTHER_SERVICE, (oil, "2"))
    path = f"/api/orders/{order.id}/jobs"
    grown = (await callers.administrator.post(path, json={"service_ids": [OTHER_SERVICE]})).json()
    first, second = [job["id"] for job in grown["jobs"]]
    answer = await add_usual(callers, order, job_id=second)
    assert [(part["job_id"], part["quantity"]) for part in answer.json()] == [(second, "2")]
    assert title(await add_usual(callers, order, job_id=second)) == (409, "NoUsualParts")
    answer = await add_usual(callers, order)
    assert Counter(part["job_id"] for part in answer.json()) == {first: 2, second: 1}
    assert await balance(shop, oil.id) == Numbers(10000, 6300, 1000)


async def test_neither_extra_work_nor_a_job_of_another_order_has_usual_parts(
    callers: Callers, order: OrderView, items: list[ItemView]
):
    work = {"name": "Втулки", "price_minor": 100}
    asked = await callers.mechanic.post(f"/api/orders/{order.id}/extra-work", json=work)
    proposed = asked.json()["jobs"][-1]["id"]
    assert title(await add_usual(callers, order, job_id=proposed)) == (409, "NoUsualParts")
    assert title(await add_usual(callers, order, job_id=proposed + 77)) == (422, "UnknownJob")
    assert await parts_of(callers, order.id) == []


async def test_only_the_orders_mechanic_and_administrators_add_them(
    shop: Shop, callers: Callers, order: OrderView, items: list[ItemView]
):
    refused = {"client": 403, "other_client": 403, "other_mechanic": 404}
    for who, status in refused.items():
        assert (await add_usual(callers, order, who)).status_code == status, who
    assert await shop.rows(OrderPart) == []
    assert (await add_usual(callers, order, "administrator")).status_code == 201


async def test_nothing_is_added_to_a_finished_order(
    shop: Shop, callers: Callers, order: OrderView, items: list[ItemView]
):
    await shop.complete(order, count=4)
    assert not await lacks(shop, order)
    assert title(await add_usual(callers, order)) == (409, "OrderFinished")


async def test_an_order_that_cannot_have_all_of_them_gets_none(
    shop: Shop, callers: Callers, order: OrderView, items: list[ItemView], monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("autoservice.modules.orders.parts.book.PARTS_LIMIT", 1)
    assert title(await add_usual(callers, order)) == (409, "TooManyParts")
    assert await shop.rows(OrderPart) == []
    assert await balance(shop, items[0].id) == Numbers(10000, 0, 1000)


async def test_sent_twice_with_one_key_they_are_added_once(
    shop: Shop, callers: Callers, order: OrderView, items: list[ItemView]
):
    path, key = f"/api/orders/{order.id}/parts/usual", {"Idempotency-Key": "0123456789abcdef"}
    first, again = [await callers.mechanic.post(path, headers=key) for _ in range(2)]
    assert (first.status_code, again.status_code) == (201, 201)
    assert again.json() == first.json()
    assert len(await shop.rows(OrderPart)) == 2


async def test_nothing_is_asked_for_each_part_alone_but_what_its_reservation_needs(
    shop: Shop, callers: Callers, order: OrderView, items: list[ItemView]
):
    async def asked(count: int) -> int:
        """How often the database is asked to add so many parts of which none is there."""
        another = await shop.assigned_order()
        many = [await add_item(shop, article=f"{another.id}-{number}") for number in range(count)]
        await let_take(shop, service_of(another), *((item, "1") for item in many))
        with statements(shop) as found:
            assert len((await add_usual(callers, another)).json()) == count
        return sum(not text.startswith("INSERT") for text, _ in found)

    # To be reserved, an item is locked with its balance.
    assert await asked(9) - await asked(1) == 8 * 2


@pytest.mark.both_databases
async def test_of_several_at_once_each_part_is_added_once(
    shop: Shop, order: OrderView, items: list[ItemView]
):
    async def attempt(_: int) -> str:
        try:
            async with shop.runtime.transaction(shop.people.mechanic) as unit:
                await unit.services.order_parts.add_usual_parts(order.id, UsualParts())
        except DomainError as error:
            return error.code
        return "added"

    outcomes = await asyncio.gather(*map(attempt, range(3)))
    assert Counter(outcomes) == {"added": 1, "NoUsualParts": 2}
    assert len(await shop.rows(OrderPart)) == 2


@pytest.mark.both_databases
async def test_orders_that_take_the_same_items_the_other_way_round_do_not_wait_for_each_other(
    shop: Shop, callers: Callers
):
    orders = [await shop.assigned_order(service) for service in ("oil_and_filter", "front_pads")]
    things = [await add_item(shop, "9", article=f"W {number}") for number in range(3)]
    for order, sequence in zip(orders, (things, things[::-1]), strict=True):
        await let_take(shop, service_of(order), *((item, "1") for item in sequence))
    answers = await asyncio.gather(*(add_usual(callers, order) for order in orders))
    assert [[part["state"] for part in answer.json()] for answer in answers] == [["reserved"] * 3] * 2
    for answer, sequence in zip(answers, (things, things[::-1]), strict=True):
        assert [part["item_id"] for part in answer.json()] == [item.id for item in sequence]
    for item in things:
        assert (
            await balance(shop, item.id) == await sum_of_movements(shop, item.id) == Numbers(9000, 2000, 900)
        )

"""Parts of orders over REST: from the stock or ordered, what they cost, and what clients see of them."""

import asyncio
from collections import Counter
from typing import Any

import pytest

from autoservice.modules.orders.changes import lock_order
from autoservice.modules.orders.parts.models import OrderPart
from autoservice.modules.orders.repository import SqlOrderRepository
from tests.support.inventory import Numbers, add_item, balance, move, sum_of_movements
from tests.support.parts import accepted, add, in_days, parts_of, place, send, step
from tests.support.runtime import Callers, Shop


def refusal(answer: Any) -> tuple[int, str]:
    return answer.status_code, answer.json()["title"]


async def test_a_part_that_is_in_stock_is_reserved_issued_and_returned(shop: Shop, callers: Callers):
    order, oil = await shop.assigned_order(), await add_item(shop, "10", article="5W-30", unit="l")
    part = await add(callers, order.id, item_id=oil.id, quantity="4.3")
    assert (part["state"], part["quantity"], part["article"], part["unit"]) == (
        "reserved",
        "4.3",
        "5W-30",
        "l",
    )
    assert await balance(shop, oil.id) == Numbers(10000, 4300, 1000)
    assert (await step(callers, part, "issue"))["state"] == "issued"
    assert await balance(shop, oil.id) == Numbers(5700, 0, 570)
    some = await step(callers, part, "return", reason="Осталось", quantity="0.3")
    assert (some["state"], some["quantity"]) == ("issued", "4")
    rest = await step(callers, part, "return", reason="Не подошло")
    assert (rest["state"], rest["reason"], rest["actions"]) == ("returned", "Не подошло", [])
    assert await balance(shop, oil.id) == await sum_of_movements(shop, oil.id) == Numbers(10000, 0, 1000)


async def test_a_part_that_the_stock_does_not_have_whole_is_needed_and_says_what_is_there(
    shop: Shop, callers: Callers
):
    order, pads = await shop.assigned_order(), await add_item(shop, "3")
    part = await add(callers, order.id, item_id=pads.id, quantity="4")
    assert (part["state"], part["available"]) == ("needed", "3")
    assert part["actions"] == ["reserve", "order", "arrive", "change", "remove"]
    answer = await send(callers, "POST", f"{place(part)}/reserve")
    assert refusal(answer) == (409, "NotEnoughStock")
    await move(shop, pads.id, kind="receipt", quantity="1", unit_cost_minor=100)
    assert (await step(callers, part, "reserve"))["state"] == "reserved"
    assert await balance(shop, pads.id) == Numbers(4000, 4000, 400)


@pytest.mark.both_databases
async def test_of_20_parallel_additions_of_the_last_3_pieces_3_are_reserved(shop: Shop, callers: Callers):
    pads = await add_item(shop, "3")
    orders = [await shop.assigned_order() for _ in range(4)]
    parts = await asyncio.gather(*(add(callers, order.id, item_id=pads.id) for order in orders * 5))
    assert Counter(part["state"] for part in parts) == {"reserved": 3, "needed": 17}
    assert {part["available"] for part in parts if part["state"] == "needed"} == {"0"}
    assert await balance(shop, pads.id) == await sum_of_movements(shop, pads.id) == Numbers(3000, 3000, 300)


async def test_what_is_not_in_the_inventory_is_ordered_with_a_day_and_arrives(shop: Shop, callers: Callers):
    order = await shop.assigned_order()
    part = await add(callers, order.id, name="Шланг  отопителя", quantity="1.5", unit="m")
    assert (part["state"], part["name_ru"], part["quantity"]) == ("needed", "Шланг отопителя", "1.5")
    assert "reserve" not in part["actions"]
    assert refusal(await send(callers, "POST", f"{place(part)}/reserve")) == (409, "PartNotStocked")
    day, another = in_days(7).isoformat(), in_days(9).isoformat()
    ordered = await step(callers, part, "order", expected_on=day, supplier="Авто-Плюс")
    assert (ordered["state"], ordered["expected_on"]) == ("ordered", day)
    # The day slips; the supplier stays.
    later = await step(callers, part, "order", expected_on=another)
    assert (later["expected_on"], later["supplier"]) == (another, "Авто-Плюс")
    assert (await step(callers, part, "arrive"))["state"] == "arrived"
    assert (await step(callers, part, "issue"))["state"] == "issued"


async def test_an_arrived_item_is_reserved_once_the_stock_has_received_it(shop: Shop, callers: Callers):
    order, pads = await shop.assigned_order(), await add_item(shop)
    first, second = [await add(callers, order.id, item_id=pads.id) for _ in range(2)]
    assert (await step(callers, first, "arrive"))["state"] == "arrived"
    assert refusal(await send(callers, "POST", f"{place(first)}/issue")) == (409, "NotEnoughStock")
    await move(shop, pads.id, kind="receipt", quantity="1", unit_cost_minor=100)
    assert (await step(callers, second, "arrive"))["state"] == "reserved"
    # What is reserved for one part of the order is not issued for another.
    assert refusal(await send(callers, "POST", f"{place(first)}/issue")) == (409, "NotEnoughStock")
    assert (await step(callers, second, "issue"))["state"] == "issued"


@pytest.mark.parametrize(
    ("command", "title", "field"),
    [
        ({}, "PartUnnamed", "name"),
        ({"name": "Болт", "quantity": "1.5"}, "QuantityNotWhole", "quantity"),
        ({"name": "Болт", "quantity": "0"}, "Invalid", "quantity"),
        ({"name": "Болт", "quantity": "1.2345"}, "Invalid", "quantity"),
        ({"name": "Болт", "price_minor": -1}, "Invalid", "price_minor"),
        ({"name": "Болт", "job_id": 77}, "UnknownJob", "job_id"),
    ],
)
async def test_a_part_that_cannot_be_is_refused_at_its_field(
    shop: Shop, callers: Callers, command: dict[str, Any], title: str, field: str
):
    order = await shop.assigned_order()
    answer = await send(callers, "POST", f"{order.id}/parts", **command)
    assert refusal(answer) == (422, title)
    assert [error["field"] for error in answer.json()["errors"]] == [field]
    assert await parts_of(callers, order.id) == []


async def test_a_day_that_is_over_is_refused(shop: Shop, callers: Callers):
    order = await shop.assigned_order()
    part = await add(callers, order.id, name="Болт")
    answer = await send(callers, "POST", f"{place(part)}/order", expected_on="2020-01-01")
    assert refusal(answer) == (422, "PartExpectedInPast")
    blank = await step(callers, part, "order", expected_on="", supplier="")
    assert (blank["state"], blank["expected_on"]) == ("ordered", None)


async def test_an_archived_item_is_not_added(shop: Shop, callers: Callers):
    order, pads = await shop.assigned_order(), await add_item(shop, "1")
    await callers.administrator.patch(f"/api/admin/catalog/inventory/{pads.id}", json={"active": False})
    answer = await send(callers, "POST", f"{order.id}/parts", item_id=pads.id)
    assert refusal(answer) == (409, "ItemArchived")


async def test_an_item_of_an_order_is_archived_instead_of_deleted(shop: Shop, callers: Callers):
    order, pads = await shop.assigned_order(), await add_item(shop)
    await add(callers, order.id, item_id=pads.id)
    answer = await callers.administrator.delete(f"/api/admin/catalog/inventory/{pads.id}")
    assert answer.json()["outcome"] == "archived"
    assert len(await parts_of(callers, order.id)) == 1


async def test_the_same_step_twice_is_refused_and_with_one_key_happens_once(shop: Shop, callers: Callers):
    order, pads = await shop.assigned_order(), await add_item(shop, "5")
    body, key = {"item_id": pads.id}, {"Idempotency-Key": "0123456789abcdef"}
    path = f"/api/orders/{order.id}/parts"
    first, again = [await callers.mechanic.post(path, json=body, headers=key) for _ in range(2)]
    assert accepted(first)["id"] == accepted(again)["id"]
    part = accepted(first)
    assert await balance(shop, pads.id) == Numbers(5000, 1000, 500)
    await step(callers, part, "issue")
    assert refusal(await send(callers, "POST", f"{place(part)}/issue")) == (409, "PartTransitionRefused")
    assert await balance(shop, pads.id) == Numbers(4000, 0, 400)


async def test_another_quantity_reserves_more_or_less(shop: Shop, callers: Callers):
    order, oil = await shop.assigned_order(), await add_item(shop, "5", article="5W-30", unit="l")
    part = await add(callers, order.id, item_id=oil.id, quantity="2")
    path = place(part)
    less = accepted(await send(callers, "PATCH", path, version=1, quantity="0.5"))
    assert (less["quantity"], await balance(shop, oil.id)) == ("0.5", Numbers(5000, 500, 500))
    more = accepted(await send(callers, "PATCH", path, version=2, quantity="4.5"))
    assert (more["version"], await balance(shop, oil.id)) == (3, Numbers(5000, 4500, 500))
    assert refusal(await send(callers, "PATCH", path, version=3, quantity="6")) == (409, "NotEnoughStock")
    stale = await send(callers, "PATCH", path, version=2, quantity="1")
    assert refusal(stale) == (409, "PartOutdated")
    present = {"version": 3, "quantity": "4.5", "price_minor": 0}
    assert {name: stale.json()[name] for name in present} == present
    await step(callers, part, "issue")
    answer = await send(callers, "PATCH", path, version=4, quantity="1")
    assert refusal(answer) == (409, "IssuedQuantityFixed")
    assert await balance(shop, oil.id) == await sum_of_movements(shop, oil.id) == Numbers(500, 0, 50)


async def test_a_change_makes_no_approved_work_dearer_than_its_client_has_agreed_to(
    shop: Shop, callers: Callers
):
    order, pads = await shop.assigned_order(), await add_item(shop, "5")
    proposal = {"name": "Колодки", "price_minor": 10_000}
    proposed = await callers.mechanic.post(f"/api/orders/{order.id}/extra-work", json=proposal)
    work = proposed.json()["jobs"][-1]["id"]
    part = await add(callers, order.id, job_id=work, item_id=pads.id, quantity="2", price_minor=500)
    # Nobody has agreed to anything yet: the decision names the sum that the client saw.
    dearer = accepted(await send(callers, "PATCH", place(part), version=1, price_minor=1_000))
    path, saw = f"/api/orders/{order.id}/jobs/{work}/approve", {"version": 1, "price_minor": 11_000}
    assert refusal(await callers.client.post(path, json=saw)) == (409, "WorkChanged")
    assert (await callers.client.post(path, json=saw | {"price_minor": 12_000})).status_code == 200
    for change in ({"quantity": "3"}, {"price_minor": 1_001}):
        answer = await send(callers, "PATCH", place(part), version=dearer["version"], **change)
        assert refusal(answer) == (409, "ApprovedSumExceeded")
        assert answer.json()["agreed_minor"] == 12_000
    assert await balance(shop, pads.id) == Numbers(5000, 2000, 500)
    # A sum that has fallen rises again as far as the client has agreed to.
    cheaper = accepted(await send(callers, "PATCH", place(part), version=2, price_minor=100, quantity="4"))
    again = await send(callers, "PATCH", place(part), version=3, price_minor=500)
    assert (cheaper["total_minor"], accepted(again)["total_minor"]) == (400, 2_000)
    assert await balance(shop, pads.id) == Numbers(5000, 4000, 500)


async def test_a_new_part_makes_no_approved_extra_work_dearer_than_its_client_has_agreed_to(
    shop: Shop, callers: Callers
):
    order, pads = await shop.assigned_order(), await add_item(shop, "5")
    proposal = {"name": "Колодки", "price_minor": 10_000}
    proposed = await callers.mechanic.post(f"/api/orders/{order.id}/extra-work", json=proposal)
    work = proposed.json()["jobs"][-1]["id"]
    first = await add(callers, order.id, job_id=work, item_id=pads.id, quantity="2", price_minor=500)
    path, saw = f"/api/orders/{order.id}/jobs/{work}/approve", {"version": 1, "price_minor": 11_000}
    assert (await callers.client.post(path, json=saw)).status_code == 200
    dearer = {"job_id": work, "item_id": pads.id, "quantity": "1", "price_minor": 1}
    for who in ("mechanic", "administrator"):
        refused = await callers.by(who).post(f"/api/orders/{order.id}/parts", json=dearer)
        assert refusal(refused) == (409, "ApprovedSumExceeded")
        assert refused.json()["agreed_minor"] == 11_000
    assert [one["id"] for one in await parts_of(callers, order.id)] == [first["id"]]
    assert await balance(shop, pads.id) == Numbers(5000, 2000, 500)
    assert (await shop.order(order.id)).price_minor == order.price_minor + 11_000
    # One without a price is included, and instead of another one it costs what that did.
    await add(callers, order.id, job_id=work, name="Смазка")
    accepted(await send(callers, "DELETE", place(first)))
    await add(callers, order.id, job_id=work, name="Колодки другие", quantity="2", price_minor=500)
    # What it needs beside is proposed, with its own price.
    more = await callers.mechanic.post(f"/api/orders/{order.id}/extra-work", json=proposal)
    await add(callers, order.id, job_id=more.json()["jobs"][-1]["id"], name="Датчик", price_minor=900)
    assert (await shop.order(order.id)).price_minor == order.price_minor + 11_000


async def test_a_change_makes_no_ordered_service_dearer(shop: Shop, callers: Callers):
    order = await shop.assigned_order()
    part = await add(callers, order.id, name="Масло", unit="l", quantity="4", price_minor=100)
    answer = await send(callers, "PATCH", place(part), version=1, quantity="4.1")
    assert refusal(answer) == (409, "ApprovedSumExceeded")
    assert answer.json()["agreed_minor"] == order.price_minor + 400
    accepted(await send(callers, "PATCH", place(part), version=1, quantity="5", price_minor=80))
    assert (await shop.order(order.id)).price_minor == order.price_minor + 400


async def test_a_removed_part_is_released_and_seen_by_nobody(shop: Shop, callers: Callers):
    order, pads = await shop.assigned_order(), await add_item(shop, "3")
    part = await add(callers, order.id, item_id=pads.id, quantity="2", price_minor=100)
    removed = accepted(await send(callers, "DELETE", place(part)))
    assert (removed["state"], removed["actions"]) == ("removed", [])
    assert await parts_of(callers, order.id) == []
    assert await balance(shop, pads.id) == Numbers(3000, 0, 300)
    assert refusal(await send(callers, "DELETE", place(part))) == (404, "PartNotFound")
    assert (await shop.order(order.id)).price_minor == order.price_minor


async def test_a_part_with_a_price_is_part_of_the_orders_and_one_without_is_included(
    shop: Shop, callers: Callers
):
    order = await shop.assigned_order()
    await add(callers, order.id, name="Прокладка")
    # 4.3 l at 123.45: rounded half up, once.
    oil = await add(callers, order.id, name="Масло", unit="l", quantity="4.3", price_minor=12345)
    assert oil["total_minor"] == 53084
    assert (await shop.order(order.id)).price_minor == order.price_minor + 53084
    accepted(await send(callers, "PATCH", place(oil), version=1, price_minor=100))
    changed = await shop.order(order.id)
    assert changed.price_minor == order.price_minor + 430
    assert changed.jobs[0].parts_minor == 430
    await step(callers, oil, "arrive")
    await step(callers, oil, "issue")
    await step(callers, oil, "return", reason="Лишнее")
    assert (await shop.order(order.id)).price_minor == order.price_minor


async def test_a_job_says_whether_its_parts_are_awaited(shop: Shop, callers: Callers):
    order = await shop.assigned_order()
    states = [order.jobs[0].parts_state]
    first, second = [await add(callers, order.id, name=name) for name in ("Шланг", "Хомут")]
    for part in (first, second):
        states.append((await shop.order(order.id)).jobs[0].parts_state)
        await step(callers, part, "arrive")
    states.append((await shop.order(order.id)).jobs[0].parts_state)
    assert states == ["none", "awaited", "awaited", "complete"]


async def test_clients_see_name_quantity_price_and_state_but_nothing_of_the_shops(
    shop: Shop, callers: Callers
):
    order, pads = await shop.assigned_order(), await add_item(shop, "1", place="B-12", supplier="Секретный")
    part = await add(callers, order.id, item_id=pads.id, quantity="2", price_minor=150)
    day = in_days(7).isoformat()
    await step(callers, part, "order", expected_on=day, supplier="Авто-Плюс")
    [seen] = await parts_of(callers, order.id, "client")
    assert (seen["name_ru"], seen["article"], seen["quantity"], seen["total_minor"]) == (
        "Фильтр масляный",
        "W 914/2",
        "2",
        300,
    )
    assert (seen["state"], seen["expected_on"], seen["actions"]) == ("ordered", day, [])
    assert (seen["supplier"], seen["reason"], seen["available"]) == ("", "", None)
    for hidden in ("Авто-Плюс", "Секретный", "B-12", "cost"):
        assert hidden not in str(seen)
    await step(callers, part, "arrive")
    await move(shop, pads.id, kind="receipt", quantity="1", unit_cost_minor=100)
    await step(callers, part, "issue")
    await step(callers, part, "return", reason="Брак")
    assert await parts_of(callers, order.id, "client") == []
    assert [one["reason"] for one in await parts_of(callers, order.id)] == ["Брак"]


async def test_the_mechanic_of_another_order_and_another_client_find_nothing(shop: Shop, callers: Callers):
    order = await shop.assigned_order()
    part = await add(callers, order.id, name="Болт")
    other = await shop.place_order()
    for who in ("other_mechanic", "other_client"):
        answer = await callers.by(who).get(f"/api/orders/{order.id}/parts")
        assert refusal(answer) == (404, "OrderNotFound"), who
    answer = await send(callers, "POST", f"{place(part)}/arrive", "other_mechanic")
    assert refusal(answer) == (404, "OrderNotFound")
    assert (await send(callers, "POST", f"{place(part)}/arrive", "client")).status_code == 403
    # Not by way of another order, either.
    answer = await send(callers, "POST", f"{other.id}/parts/{part['id']}/arrive", "administrator")
    assert refusal(answer) == (404, "PartNotFound")


async def test_completing_the_work_issues_what_is_reserved_and_the_undo_reserves_it_again(
    shop: Shop, callers: Callers
):
    order, pads = await shop.assigned_order(), await add_item(shop, "3")
    reserved = await add(callers, order.id, item_id=pads.id, quantity="2")
    await add(callers, order.id, name="Шланг")
    await shop.complete(order, count=2)
    states = {part["name_ru"]: part["state"] for part in await parts_of(callers, order.id)}
    assert states == {"Фильтр масляный": "issued", "Шланг": "needed"}
    assert await balance(shop, pads.id) == Numbers(1000, 0, 100)
    work = order.stages[1]
    undone = await send(callers, "POST", f"{order.id}/stages/{work.id}/undo")
    assert undone.status_code == 200, undone.text
    [row] = await shop.rows(OrderPart, id=reserved["id"])
    assert (row.state, row.stage_id) == ("reserved", None)
    assert await balance(shop, pads.id) == await sum_of_movements(shop, pads.id) == Numbers(3000, 2000, 300)


async def test_what_is_reserved_after_the_work_is_issued_at_the_latest_when_the_order_is_ready(
    shop: Shop, callers: Callers
):
    order, pads = await shop.assigned_order(), await add_item(shop, "3")
    await shop.complete(order, count=2)
    part = await add(callers, order.id, item_id=pads.id)
    await shop.complete(await shop.order(order.id))
    [row] = await shop.rows(OrderPart, id=part["id"])
    assert row.state == "issued"


@pytest.mark.parametrize("who", ["client", "administrator"])
async def test_whoever_ends_an_order_releases_what_is_reserved_for_it(shop: Shop, callers: Callers, who: str):
    order, pads = await shop.assigned_order(), await add_item(shop, "3")
    await add(callers, order.id, item_id=pads.id, quantity="2", price_minor=100)
    await add(callers, order.id, name="Шланг")
    coming = await add(callers, order.id, name="Хомут")
    await step(callers, coming, "order")
    async with shop.runtime.transaction(getattr(shop.people, who)) as unit:
        locked = await lock_order(unit, SqlOrderRepository(unit.session), order.id)
        await unit.services.parts_follow_up.drop_unused(locked)
    assert await balance(shop, pads.id) == await sum_of_movements(shop, pads.id) == Numbers(3000, 0, 300)
    assert [part["name_ru"] for part in await parts_of(callers, order.id)] == ["Хомут"]
    assert (await shop.order(order.id)).price_minor == order.price_minor


async def test_a_finished_order_has_no_actions_on_its_parts(shop: Shop, callers: Callers):
    order = await shop.assigned_order()
    part = await add(callers, order.id, name="Болт")
    await shop.complete(order, count=4)
    assert [one["actions"] for one in await parts_of(callers, order.id)] == [[]]
    for method, path in (("POST", f"{order.id}/parts"), ("DELETE", place(part))):
        answer = await send(callers, method, path, name="Гайка")
        assert refusal(answer) == (409, "OrderFinished")

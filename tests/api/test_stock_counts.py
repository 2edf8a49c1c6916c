"""Counting the stock: the difference at the moment of counting, applied over what has moved since."""

from typing import Any

import httpx
import pytest

from autoservice.modules.catalog.inventory.models import StockCount, StockCountLine, StockMovement
from tests.support.accounts import title
from tests.support.inventory import Numbers, add_item, balance, move, sum_of_movements, use
from tests.support.runtime import Callers, MovableClock, Shop

COUNTS = "/api/admin/catalog/stock-counts"


async def open_count(callers: Callers, **command: Any) -> str:
    """Open a count; returns its path."""
    answer = await callers.administrator.post(COUNTS, json=command)
    assert answer.status_code == 201, answer.text
    return f"{COUNTS}/{answer.json()['id']}"


async def enter(callers: Callers, count: str, **counted: str | None) -> httpx.Response:
    """Enter lines, by ``item_`` and the item's id."""
    lines = [{"item_id": int(name[5:]), "counted": value} for name, value in counted.items()]
    return await callers.administrator.put(f"{count}/lines", json={"lines": lines})


async def apply(callers: Callers, count: str) -> httpx.Response:
    return await callers.administrator.post(f"{count}/apply")


async def lines(callers: Callers, count: str, **query: Any) -> list[dict[str, Any]]:
    answer = await callers.administrator.get(f"{count}/lines", params=query)
    assert answer.status_code == 200, answer.text
    return list(answer.json()["items"])


@pytest.mark.both_databases
async def test_a_count_is_applied_over_what_has_moved_since(
    shop: Shop, callers: Callers, clock: MovableClock
):
    order, oil = await shop.place_order(), await add_item(shop, "10", cost=100, unit="l")
    clock.forward(minutes=1)
    count = await open_count(callers, note="Вечер")
    clock.forward(minutes=1)
    await use(shop, "issue", order.id, oil.id, "2")
    await move(shop, oil.id, kind="receipt", quantity="5", unit_cost_minor=100)
    assert (await enter(callers, count, **{f"item_{oil.id}": "9.7"})).status_code == 200
    [line] = await lines(callers, count)
    assert {name: line[name] for name in ("book", "counted", "difference", "on_hand", "after")} == {
        "book": "10", "counted": "9.7", "difference": "-0.3", "on_hand": "13", "after": "12.7",
    }  # fmt: skip
    answer = await apply(callers, count)
    assert (answer.status_code, answer.json()["applied_by"]) == (200, "Мария Волкова")
    assert await balance(shop, oil.id) == await sum_of_movements(shop, oil.id) == Numbers(12700, 0, 1270)
    [line] = await lines(callers, count)
    assert (line["book"], line["difference"], line["on_hand"], line["after"]) == ("10", "-0.3", "12.7", None)
    [correction] = await shop.rows(StockMovement, kind="correction")
    assert correction.count_id == int(count.rpartition("/")[2])


async def test_a_count_is_applied_once_and_does_not_change_then(shop: Shop, callers: Callers):
    item = f"item_{(await add_item(shop, '3')).id}"
    count = await open_count(callers)
    assert title(await apply(callers, count)) == (409, "CountEmpty")
    await enter(callers, count, **{item: "2"})
    assert (await apply(callers, count)).status_code == 200
    for refused in (
        await apply(callers, count),
        await enter(callers, count, **{item: "1"}),
        await callers.administrator.delete(count),
    ):
        assert title(refused) == (409, "CountClosed")
    assert len(await shop.rows(StockMovement, kind="correction")) == 1


async def test_a_count_that_would_leave_less_than_is_reserved_names_the_items_and_changes_nothing(
    shop: Shop, callers: Callers, clock: MovableClock
):
    order = await shop.place_order()
    oil, pads = await add_item(shop, "5", article="OIL", unit="l"), await add_item(shop, "5", maker="TRW")
    clock.forward(minutes=1)
    count = await open_count(callers)
    clock.forward(minutes=1)
    await use(shop, "reserve", order.id, pads.id, "4")
    await enter(callers, count, **{f"item_{oil.id}": "4", f"item_{pads.id}": "3"})
    before = await shop.everything(("audit_entry", "audit_head"))
    answer = await apply(callers, count)
    assert title(answer) == (409, "CountBelowReserved")
    assert "TRW W 914/2" in answer.json()["detail"]
    assert "OIL" not in answer.json()["detail"]
    assert await shop.everything(("audit_entry", "audit_head")) == before


async def test_of_two_counts_of_one_item_no_difference_is_applied_twice(
    shop: Shop, callers: Callers, clock: MovableClock
):
    pads = await add_item(shop, "10")
    item = f"item_{pads.id}"
    clock.forward(minutes=1)
    first = await open_count(callers)
    clock.forward(minutes=1)
    second = await open_count(callers)
    clock.forward(minutes=1)
    for count in (first, second):
        await enter(callers, count, **{item: "8"})
    assert (await apply(callers, first)).status_code == 200
    assert (await apply(callers, second)).status_code == 200
    assert (await balance(shop, pads.id)).on_hand == 8000


async def test_an_earlier_count_is_not_applied_over_a_later_one(
    shop: Shop, callers: Callers, clock: MovableClock
):
    pads, oil = await add_item(shop, "10"), await add_item(shop, "10", article="OIL")
    clock.forward(minutes=1)
    first = await open_count(callers)
    clock.forward(minutes=1)
    second = await open_count(callers)
    await enter(callers, first, **{f"item_{pads.id}": "8", f"item_{oil.id}": "9"})
    await enter(callers, second, **{f"item_{pads.id}": "8"})
    assert (await apply(callers, second)).status_code == 200
    assert title(await apply(callers, first)) == (409, "CountedLater")
    await enter(callers, first, **{f"item_{pads.id}": None})
    assert (await apply(callers, first)).status_code == 200
    assert [(await balance(shop, one.id)).on_hand for one in (pads, oil)] == [8000, 9000]


@pytest.mark.both_databases
async def test_counts_are_typed_into_cells_and_cleared_by_an_empty_one(shop: Shop, callers: Callers):
    oil, pads = await add_item(shop, "5", unit="l", article="OIL"), await add_item(shop, "5")
    count = await open_count(callers)
    path = f"{count}/lines/cells"
    headers = {"Accept-Language": "ru"}

    async def type_in(version: int, **counted: str) -> httpx.Response:
        changes = [
            {"id": int(name[5:]), "version": version, "field": "counted", "value": value}
            for name, value in counted.items()
        ]
        return await callers.administrator.patch(path, json={"cells": changes}, headers=headers)

    typed = await type_in(0, **{f"item_{oil.id}": "4,7", f"item_{pads.id}": "5"})
    assert [(row["version"], row["cells"]["counted"]) for row in typed.json()["rows"]] == [
        (1, "4,7"),
        (1, "5"),
    ]
    half = await type_in(1, **{f"item_{pads.id}": "4,5"})
    assert title(half) == (422, "CellsRefused")
    assert title(await type_in(0, **{f"item_{oil.id}": "4"})) == (409, "RowsChanged")
    assert [one["article"] for one in await lines(callers, count, counted=True)] == ["OIL", "W 914/2"]
    assert (await type_in(1, **{f"item_{oil.id}": " "})).status_code == 200
    assert [one["article"] for one in await lines(callers, count, counted=True)] == ["W 914/2"]
    assert [row.counted for row in await shop.rows(StockCountLine)] == [5000]


async def test_lines_are_entered_all_or_none(shop: Shop, callers: Callers):
    pads = await add_item(shop, "5")
    count = await open_count(callers)
    assert title(await enter(callers, count, **{f"item_{pads.id}": "4", "item_999": "1"})) == (
        404,
        "ItemNotFound",
    )
    half = await enter(callers, count, **{f"item_{pads.id}": "4.5"})
    assert title(half) == (422, "QuantityNotWhole")
    twice = {"lines": [{"item_id": pads.id, "counted": number} for number in ("4", "5")]}
    assert title(await callers.administrator.put(f"{count}/lines", json=twice)) == (422, "ItemTwice")
    assert await shop.rows(StockCountLine) == []


async def test_a_count_of_more_than_a_stock_can_be_names_the_item(shop: Shop, callers: Callers):
    gold = await add_item(shop, "0.001", cost=2_000_000_000, article="AU", maker="", unit="kg")
    count = await open_count(callers)
    await enter(callers, count, **{f"item_{gold.id}": "1000000"})
    answer = await apply(callers, count)
    assert title(answer) == (409, "CountTooLarge")
    assert "AU" in answer.json()["detail"]
    assert (await balance(shop, gold.id)).on_hand == 1


@pytest.mark.parametrize(
    "moment", ["0001-01-01T00:00:00+14:00", "0001-01-01T00:00:00Z", "9999-12-31T23:59:59-14:00"]
)
async def test_a_moment_that_no_calendar_has_is_refused_at_its_field(callers: Callers, moment: str):
    answer = await callers.administrator.post(COUNTS, json={"counted_at": moment})
    assert answer.status_code == 422
    assert [error["field"] for error in answer.json()["errors"]] == ["counted_at"]


async def test_nothing_is_counted_in_the_future(callers: Callers, clock: MovableClock):
    clock.forward(minutes=1)
    ahead = {"counted_at": clock.now.replace(year=clock.now.year + 1).isoformat()}
    answer = await callers.administrator.post(COUNTS, json=ahead)
    assert title(answer) == (422, "CountInFuture")


async def test_a_discarded_count_is_gone(shop: Shop, callers: Callers):
    pads = await add_item(shop, "5")
    count = await open_count(callers)
    await enter(callers, count, **{f"item_{pads.id}": "4"})
    assert (await callers.administrator.delete(count)).status_code == 204
    assert (await shop.rows(StockCount), await shop.rows(StockCountLine)) == ([], [])
    assert title(await callers.administrator.get(count)) == (404, "CountNotFound")
    actions = ("stock_count_opened", "stock_count_entered", "stock_count_discarded")
    assert [action for action, _ in await shop.audited(*actions)] == list(actions)


@pytest.mark.parametrize("size", [1, 2])
async def test_counts_are_listed_newest_first(callers: Callers, size: int):
    for note in ("first", "second"):
        await open_count(callers, note=note)
    page = (await callers.administrator.get(COUNTS, params={"size": size})).json()
    assert [one["note"] for one in page["items"]] == ["second", "first"][:size]

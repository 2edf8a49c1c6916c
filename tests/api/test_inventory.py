"""``/api/catalog/inventory``: finding, describing and moving parts; what they cost is for administrators."""

import json
from typing import Any

import pytest

from autoservice.modules.catalog.inventory.models import InventoryItem, ServicePart, StockMovement
from autoservice.modules.catalog.inventory.schemas import ServicePartLine
from autoservice.modules.catalog.inventory.search_tokens import ITEM
from autoservice.shared.access import SYSTEM
from autoservice.shared.search import SearchToken
from tests.api.test_list_indexes import plan, statements
from tests.support.accounts import title
from tests.support.inventory import Numbers, add_item, balance, move, sum_of_movements, use
from tests.support.runtime import Callers, Shop

LIST = "/api/catalog/inventory"
ADMIN = "/api/admin/catalog/inventory"
NEW = {
    "article": "W 914/2",
    "maker": "MANN",
    "name_ru": "Фильтр масляный",
    "kind": "part",
    "unit": "piece",
    "price_minor": 60000,
}
COSTS = {"value_minor", "unit_cost_minor", "value_change_minor"}


async def create(callers: Callers, **fields: Any) -> dict[str, Any]:
    answer = await callers.administrator.post(ADMIN, json={**NEW, **fields})
    assert answer.status_code == 201, answer.text
    return dict(answer.json())


async def listed(callers: Callers, who: str = "administrator", **query: Any) -> list[str]:
    answer = await callers.by(who).get(LIST, params=query)
    assert answer.status_code == 200, answer.text
    return [item["article"] for item in answer.json()["items"]]


async def test_a_new_item_is_listed_as_it_was_typed_and_has_no_stock(callers: Callers):
    created = await create(callers, minimum="2", place="A-3", supplier="Автодок")
    assert created["article"] == "W 914/2"
    assert created["name_en"] == created["name_ru"] == "Фильтр масляный"
    assert (created["on_hand"], created["available"], created["minimum"]) == ("0", "0", "2")
    assert created["low"]
    assert (await callers.mechanic.get(f"{LIST}/{created['id']}")).json()["place"] == "A-3"


@pytest.mark.parametrize(
    ("article", "maker"), [("w914/2", "mann"), ("W-914/2", "MАNN"), (" W 9 14/2", "M.A.N.N")]
)
async def test_an_article_of_a_maker_is_there_once_in_any_spelling(
    callers: Callers, article: str, maker: str
):
    await create(callers)
    answer = await callers.administrator.post(ADMIN, json={**NEW, "article": article, "maker": maker})
    assert title(answer) == (422, "ArticleTaken")
    assert [error["field"] for error in answer.json()["errors"]] == ["article"]
    await create(callers, maker="Bosch")


@pytest.mark.parametrize(
    ("fields", "code", "field"),
    [
        ({"article": "-.-"}, "ArticleEmpty", "article"),
        ({"name_ru": " "}, "NameMissing", "name_ru"),
        ({"minimum": "0.5"}, "QuantityNotWhole", "quantity"),
        ({"minimum": "-1"}, "Invalid", "minimum"),
        ({"minimum": "1.2345"}, "Invalid", "minimum"),
        ({"price_minor": -1}, "Invalid", "price_minor"),
        ({"unit": "bucket"}, "Invalid", "unit"),
    ],
)
async def test_what_is_wrong_with_an_item_is_said_of_its_field(
    callers: Callers, fields: dict[str, Any], code: str, field: str
):
    answer = await callers.administrator.post(ADMIN, json={**NEW, **fields})
    assert title(answer) == (422, code)
    assert [error["field"] for error in answer.json()["errors"]] == [field]


async def test_what_things_cost_is_only_for_administrators(shop: Shop, callers: Callers):
    oil = await add_item(shop, "4.3", cost=61999, unit="l")
    order = await shop.place_order()
    await use(shop, "issue", order.id, oil.id, "1")
    for path in (LIST, f"{LIST}/{oil.id}", f"{LIST}/{oil.id}/movements"):
        seen = json.dumps((await callers.administrator.get(path)).json())
        assert "61999" in seen or '"value_minor": 204597' in seen
        hidden = (await callers.mechanic.get(path)).json()
        assert {value for name, value in flat(hidden) if name in COSTS} <= {None}
        assert "61999" not in json.dumps(hidden)
        for who, status in (("client", 403), ("guest", 401)):
            assert (await callers.by(who).get(path)).status_code == status


def flat(value: Any, name: str = "") -> list[tuple[str, Any]]:
    if isinstance(value, dict):
        return [pair for key, one in value.items() for pair in flat(one, key)]
    return [pair for one in value for pair in flat(one, name)] if isinstance(value, list) else [(name, value)]


async def test_items_are_found_by_article_name_and_maker_in_any_spelling(callers: Callers):
    await create(callers, name_en="Oil filter")
    await create(callers, article="06A 115 561 B", maker="VAG", name_ru="Зелёный фильтр")
    for query in ("w9142", "914/2", "mann масл", "oil fil", "ФИЛЬТР mann"):
        assert await listed(callers, q=query) == ["W 914/2"], query
    for query in ("115561", "зеленый", "ЗЕЛЁНЫЙ vag", "06а115561в"):
        assert await listed(callers, q=query) == ["06A 115 561 B"], query
    assert await listed(callers, q="bosch") == []


@pytest.mark.both_databases
async def test_the_list_is_filtered_sorted_and_paged(shop: Shop, callers: Callers):
    for number, price in enumerate((300, 100, 200)):
        await add_item(shop, "5", article=f"P-{number}", price_minor=price, name_ru=f"Деталь {number}")
    await add_item(shop, "5", article="OIL", kind="consumable", unit="l", price_minor=50, minimum="5.001")
    assert await listed(callers, sort="price") == ["OIL", "P-1", "P-2", "P-0"]
    assert await listed(callers, sort="-price", kind="part") == ["P-0", "P-2", "P-1"]
    assert await listed(callers, low=True) == ["OIL"]
    first = (await callers.mechanic.get(LIST, params={"sort": "-price", "size": 3})).json()
    rest = {"sort": "-price", "size": 3, "cursor": first["next"]}
    assert [item["article"] for item in first["items"]] == ["P-0", "P-2", "P-1"]
    assert await listed(callers, **rest) == ["OIL"]
    stranger = await callers.mechanic.get(LIST, params={**rest, "sort": "price"})
    assert title(stranger) == (422, "UnknownCursor")


async def test_a_deleted_item_is_gone_and_one_with_movements_is_archived(shop: Shop, callers: Callers):
    unused, used = await add_item(shop), await add_item(shop, "1", article="A-2")
    outcomes = [(await callers.administrator.delete(f"{ADMIN}/{one.id}")).json() for one in (unused, used)]
    assert outcomes == [{"outcome": "deleted"}, {"outcome": "archived"}]
    assert await listed(callers) == []
    assert await listed(callers, archived=True) == ["A-2"]
    assert title(await callers.administrator.delete(f"{ADMIN}/{unused.id}")) == (404, "ItemNotFound")
    restored = await callers.administrator.patch(f"{ADMIN}/{used.id}", json={"active": True})
    assert restored.json()["active"]
    assert await shop.audited(
        "inventory_item_deleted", "inventory_item_archived", "inventory_item_restored"
    ) == [
        ("inventory_item_deleted", f"inventory_item:{unused.id}"),
        ("inventory_item_archived", f"inventory_item:{used.id}"),
        ("inventory_item_restored", f"inventory_item:{used.id}"),
    ]


async def test_after_a_deleted_item_the_same_one_can_be_added_again(shop: Shop, callers: Callers):
    created = await create(callers)
    assert (await callers.administrator.delete(f"{ADMIN}/{created['id']}")).status_code == 200
    assert await shop.rows(SearchToken, kind=ITEM) == []
    await create(callers)
    assert await listed(callers, q="MANN") == ["W 914/2"]


@pytest.mark.parametrize("field", ["article", "maker"])
async def test_a_text_whose_normal_form_is_too_long_is_refused_at_its_field(callers: Callers, field: str):
    answer = await callers.administrator.post(ADMIN, json={**NEW, field: "㎏" * 31})
    assert title(answer) == (422, "SpellingTooLong")
    assert [error["field"] for error in answer.json()["errors"]] == [field]
    item = await create(callers, **{field: "㎏" * 30})
    cell = {"id": item["id"], "version": 1, "field": field, "value": "㎏" * 60}
    refused = await callers.administrator.patch(f"{ADMIN}/cells", json={"cells": [cell]})
    assert [(error["id"], error["field"]) for error in refused.json()["errors"]] == [(item["id"], field)]


async def test_two_articles_that_change_places_are_refused_at_a_cell(shop: Shop, callers: Callers):
    first, second = await add_item(shop, article="A1"), await add_item(shop, article="A2")
    cells = [
        {"id": one.id, "version": 1, "field": "article", "value": other.article}
        for one, other in ((first, second), (second, first))
    ]
    answer = await callers.administrator.patch(f"{ADMIN}/cells", json={"cells": cells})
    assert title(answer) == (422, "CellsRefused")
    assert [(error["id"], error["field"]) for error in answer.json()["errors"]] == [(first.id, "article")]
    assert await listed(callers, sort="article") == ["A1", "A2"]


async def test_an_archived_item_is_neither_received_nor_reserved_but_what_was_reserved_is_issued(
    shop: Shop, callers: Callers
):
    order, pads = await shop.place_order(), await add_item(shop, "3")
    await use(shop, "reserve", order.id, pads.id, "2")
    await callers.administrator.patch(f"{ADMIN}/{pads.id}", json={"active": False})
    receipt = {"kind": "receipt", "quantity": "1", "unit_cost_minor": 1}
    answer = await callers.administrator.post(f"{ADMIN}/{pads.id}/movements", json=receipt)
    assert title(answer) == (409, "ItemArchived")
    await use(shop, "issue", order.id, pads.id, "2")
    assert await balance(shop, pads.id) == Numbers(1000, 0, 100)


async def test_a_unit_that_quantities_are_recorded_in_does_not_change(shop: Shop, callers: Callers):
    fresh, used = await add_item(shop), await add_item(shop, "1", article="A-2")
    for item, status in ((fresh, 200), (used, 422)):
        answer = await callers.administrator.patch(f"{ADMIN}/{item.id}", json={"unit": "l"})
        assert answer.status_code == status, answer.text
        cells = {"cells": [{"id": item.id, "version": 1 + (item is fresh), "field": "unit", "value": "m"}]}
        answer = await callers.administrator.patch(f"{ADMIN}/cells", json=cells)
        assert answer.status_code == status, answer.text
        assert [row.unit for row in await shop.rows(InventoryItem, id=item.id)] == [
            "m" if item is fresh else "piece"
        ]


async def test_an_older_version_changes_nothing(shop: Shop, callers: Callers):
    item = await add_item(shop)
    path = f"{ADMIN}/{item.id}"
    assert (await callers.administrator.patch(path, json={"version": 1, "place": "A"})).json()["version"] == 2
    stale = await callers.administrator.patch(path, json={"version": 1, "place": "B"})
    assert title(stale) == (409, "RowsChanged")
    assert [(row["version"], row["cells"]["place"]) for row in stale.json()["rows"]] == [(2, "A")]
    assert (await callers.administrator.patch(path, json={"version": 2, "place": "A"})).json()["version"] == 2


@pytest.mark.both_databases
async def test_cells_are_changed_as_they_were_typed_all_or_none(shop: Shop, callers: Callers):
    oil, pads = await add_item(shop, unit="l", article="OIL"), await add_item(shop)
    typed = [
        (oil, "price", "1 250,50"),
        (oil, "minimum", "4,3"),
        (pads, "name_ru", "Колодки"),
        (pads, "kind", "Расходник"),
    ]
    answer = await cells(callers, typed)
    assert answer.status_code == 200, answer.text
    rows = {row["id"]: row for row in answer.json()["rows"]}
    assert rows[oil.id]["version"] == 2
    assert (rows[oil.id]["cells"]["price"], rows[oil.id]["cells"]["minimum"]) == ("1250,50", "4,3")
    assert rows[pads.id]["cells"]["kind"] == "Расходник"
    wrong = [
        (pads, "price", "дорого"),
        (pads, "minimum", "0,5"),
        (pads, "article", "oil"),
        (oil, "place", "Б-2"),
    ]
    refused = await cells(callers, wrong, version=2)
    assert title(refused) == (422, "CellsRefused")
    assert {(one["id"], one["field"]) for one in refused.json()["errors"]} == {(pads.id, "price")}
    refused = await cells(callers, wrong[1:], version=2)
    assert {(one["id"], one["field"]) for one in refused.json()["errors"]} == {(pads.id, "minimum")}
    refused = await cells(callers, wrong[2:], version=2)
    assert {(one["id"], one["field"]) for one in refused.json()["errors"]} == {(pads.id, "article")}
    assert [row.place for row in await shop.rows(InventoryItem)] == ["", ""]
    stale = await cells(callers, [(oil, "place", "Б-2"), (pads, "place", "Б-3")], version=1)
    assert title(stale) == (409, "RowsChanged")
    assert {row["id"] for row in stale.json()["rows"]} == {oil.id, pads.id}


async def cells(callers: Callers, typed: list[tuple[Any, str, str]], version: int = 1) -> Any:
    changes = [
        {"id": item.id, "version": version, "field": field, "value": value} for item, field, value in typed
    ]
    headers = {"Accept-Language": "ru"}
    return await callers.administrator.patch(f"{ADMIN}/cells", json={"cells": changes}, headers=headers)


async def test_a_movement_sent_twice_moves_once(shop: Shop, callers: Callers):
    oil = await add_item(shop, unit="l")
    for command in (
        {"kind": "receipt", "quantity": 4.3, "unit_cost_minor": 100},
        {"kind": "correction", "quantity": "-0.3", "reason": "Пролили"},
    ):
        headers = {"Idempotency-Key": f"key-of-{command['kind']}"}
        path = f"{ADMIN}/{oil.id}/movements"
        answers = [await callers.administrator.post(path, json=command, headers=headers) for _ in range(3)]
        assert {answer.status_code for answer in answers} == {201}
        assert len({answer.json()["id"] for answer in answers}) == 1
    assert await balance(shop, oil.id) == await sum_of_movements(shop, oil.id) == Numbers(4000, 0, 400)
    assert len(await shop.rows(StockMovement)) == 2


async def test_refusals_by_the_balance_say_how_much_there_is_in_the_readers_language(
    shop: Shop, callers: Callers
):
    order, oil = (
        await shop.place_order(),
        await add_item(shop, "4.3", unit="l", article="5W-30", maker="Лукойл"),
    )
    await use(shop, "reserve", order.id, oil.id, "1.5")
    less = {"kind": "correction", "quantity": "-3", "reason": "Пролили"}
    path = f"{ADMIN}/{oil.id}/movements"
    answer = await callers.administrator.post(path, json=less, headers={"Accept-Language": "ru"})
    assert title(answer) == (409, "BelowReserved")
    assert "Лукойл 5W-30: в наличии 4,3, из них в резерве 1,5" in answer.json()["detail"]
    nothing = {"kind": "correction", "quantity": "0", "reason": "Пролили"}
    assert title(await callers.administrator.post(path, json=nothing)) == (422, "QuantityZero")


async def test_no_piece_is_moved_in_part_and_no_stock_is_larger_than_the_ledger(shop: Shop, callers: Callers):
    path = f"{ADMIN}/{(await add_item(shop)).id}/movements"
    half = {"kind": "receipt", "quantity": "0.5", "unit_cost_minor": 100}
    assert title(await callers.administrator.post(path, json=half)) == (422, "QuantityNotWhole")
    huge = {"kind": "receipt", "quantity": "1000000", "unit_cost_minor": 2_000_000_000}
    assert title(await callers.administrator.post(path, json=huge)) == (422, "StockTooLarge")


async def test_movements_are_listed_newest_first_with_who_and_why(shop: Shop, callers: Callers):
    order, oil = await shop.place_order(), await add_item(shop, "4.3", unit="l")
    await use(shop, "reserve", order.id, oil.id, "2")
    await use(shop, "issue", order.id, oil.id, "2")
    await move(shop, oil.id, kind="correction", quantity="-0.1", reason="Остаток в канистре")
    first = (await callers.mechanic.get(f"{LIST}/{oil.id}/movements", params={"size": 3})).json()
    assert [(one["kind"], one["on_hand_change"], one["reserved_change"]) for one in first["items"]] == [
        ("correction", "-0.1", "0"),
        ("issue", "-2", "-2"),
        ("reserve", "0", "2"),
    ]
    assert [one["by"] for one in first["items"]] == ["Мария Волкова", "Илья Козлов", "Илья Козлов"]
    assert [one["order_id"] for one in first["items"]] == [None, order.id, order.id]
    assert first["items"][0]["reason"] == "Остаток в канистре"
    older = await callers.mechanic.get(f"{LIST}/{oil.id}/movements", params={"cursor": first["next"]})
    assert [one["kind"] for one in older.json()["items"]] == ["receipt"]


async def test_low_stock_is_told_once_when_it_begins(shop: Shop, callers: Callers):
    order, pads = await shop.place_order(), await add_item(shop, "5", minimum="3")

    async def told() -> int:
        return len(await shop.audited("stock_low"))

    await use(shop, "reserve", order.id, pads.id, "2")
    assert await told() == 0
    await use(shop, "reserve", order.id, pads.id, "1")
    await use(shop, "issue", order.id, pads.id, "3")
    assert await told() == 1
    await move(shop, pads.id, kind="receipt", quantity="2", unit_cost_minor=1)
    await cells(callers, [(pads, "minimum", "10")])
    assert await told() == 2
    assert await listed(callers, low=True) == ["W 914/2"]


async def test_services_take_parts_by_default_and_an_item_in_use_is_archived(shop: Shop, callers: Callers):
    oil, filter = await add_item(shop, unit="l", article="OIL"), await add_item(shop)
    lines = [{"item_id": oil.id, "quantity": "4.5"}, {"item_id": filter.id, "quantity": "1"}]
    async with shop.runtime.transaction(shop.people.administrator) as unit:
        await unit.services.service_parts.set_parts(1, [ServicePartLine.model_validate(one) for one in lines])
    async with shop.runtime.read_only(shop.people.client) as unit:
        [parts] = (await unit.services.service_parts.parts_of([1, 2])).values()
    assert [(part.article, str(part.quantity)) for part in parts] == [("OIL", "4.5"), ("W 914/2", "1")]
    assert (await callers.administrator.delete(f"{ADMIN}/{filter.id}")).json() == {"outcome": "archived"}
    async with shop.runtime.transaction(SYSTEM) as unit:
        await unit.services.service_parts.set_parts(1, [])
    assert await shop.rows(ServicePart) == []


async def test_the_audit_log_has_no_text_that_somebody_typed(shop: Shop, callers: Callers):
    item = await create(callers, place="Секретная полка", supplier="ИП Иванов")
    await callers.administrator.patch(f"{ADMIN}/{item['id']}", json={"supplier": "ИП Петров"})
    await move(shop, item["id"], kind="correction", quantity="1", reason="Нашёл Сидоров")
    text = await shop.audit_text()
    assert "inventory_item_changed" in text
    assert "stock_corrected" in text
    assert [word for word in ("Иванов", "Петров", "Сидоров", "полка") if word in text] == []


async def test_what_is_low_and_what_is_searched_for_is_found_by_its_own_index(shop: Shop, callers: Callers):
    """SQLite does not know how rare they are: by another index it would read a whole list to find them."""
    for query, index in (
        ({"low": True, "kind": "part"}, "ix_inventory_item_low_sort_ru"),
        ({"q": "w914"}, "PRIMARY KEY"),
    ):
        with statements(shop) as asked:
            await listed(callers, **query)
        [page] = [one for one in asked if "LIMIT" in one[0] and "inventory_item.name_ru" in one[0]]
        steps = [step for step in await plan(shop, *page) if "inventory_item" in step]
        assert len(steps) == 1, steps
        assert index in steps[0]

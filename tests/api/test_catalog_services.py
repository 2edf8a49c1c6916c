"""Editing the services over REST: adding, changing, copying, moving, archiving and deleting them."""

import asyncio
import uuid
from typing import Any

import httpx
import pytest

from autoservice.modules.catalog.repair_templates.models import RepairTemplate
from autoservice.modules.catalog.services.models import SERVICE, STEP, ServiceTemplate
from autoservice.shared.access import SYSTEM
from autoservice.shared.audit import AuditEntry
from autoservice.shared.search import SearchToken
from autoservice.storefront.addresses import Address
from autoservice.storefront.pages import read_page
from autoservice.storefront.view_models import Query
from tests.support.accounts import title
from tests.support.runtime import Callers, Shop, walk

PATH, MOVES = "/api/admin/catalog/services", "/api/admin/catalog/service-moves"
NEW: dict[str, Any] = {
    "name_ru": "Замена лампы",
    "name_en": "Bulb",
    "category_id": 5,
    "template_id": 1,
    "norm_minutes": 12,
    "price_minor": 50_000,
}


@pytest.fixture
def boss(callers: Callers) -> httpx.AsyncClient:
    """The administrator, signed in."""
    return callers.administrator


async def add(boss: httpx.AsyncClient, **fields: Any) -> dict[str, Any]:
    answer = await boss.post(PATH, json=NEW | fields)
    assert answer.status_code == 201, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def cells(boss: httpx.AsyncClient, *changes: tuple[int, int, str, str]) -> httpx.Response:
    names = ("id", "version", "field", "value")
    return await boss.patch(
        f"{PATH}/cells", json={"cells": [dict(zip(names, one, strict=True)) for one in changes]}
    )


async def order_of(boss: httpx.AsyncClient, **query: Any) -> list[int]:
    pages = [page async for page in walk(boss, PATH, size=10, **query)]
    return [one["id"] for page in pages for one in page["items"]]


async def test_a_service_is_added_behind_all_others_and_told_of(shop: Shop, boss: httpx.AsyncClient):
    made = await add(boss)
    assert (made["code"], made["version"], made["current_price_minor"]) == ("bulb", 1, 50_000)
    assert (made["category"]["code"], made["template"]["name_en"]) == ("electrics", "Quick job")
    assert (await order_of(boss))[-1] == made["id"]
    [entry] = await shop.rows(AuditEntry, action="service_created")
    assert (entry.subject, entry.after["price_minor"]) == (f"service:{made['id']}", 50_000)
    assert "Bulb" not in await shop.audit_text()
    assert [one.reaction for one in await shop.enqueued("service_created")] == ["push_catalog_changed"]


async def test_a_name_in_one_language_is_that_of_the_other_and_codes_differ(boss: httpx.AsyncClient):
    first = await add(boss, name_en="")
    second = await add(boss, name_ru="")
    third = await add(boss)
    assert (first["name_en"], second["name_ru"]) == ("Замена лампы", "Bulb")
    assert first["code"] == "zamena_lampy"
    assert len({first["code"], second["code"], third["code"]}) == 3


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"name_ru": " \u200b", "name_en": ""}, "name_ru"),
        ({"category_id": 99}, "category_id"),
        ({"template_id": 99}, "template_id"),
        ({"norm_minutes": 0}, "norm_minutes"),
        ({"price_minor": -1}, "price_minor"),
        ({"price_minor": 2**31}, "price_minor"),
        ({"name_en": "x" * 201}, "name_en"),
        ({"description_ru": "\x00"}, "description_ru"),
    ],
    ids=str,
)
async def test_what_cannot_be_offered_is_refused_at_its_field(
    shop: Shop, boss: httpx.AsyncClient, wrong: dict[str, Any], field: str
):
    before = await shop.everything()
    answer = await boss.post(PATH, json=NEW | wrong)
    assert answer.status_code == 422
    assert [one["field"] for one in answer.json()["errors"]] == [field]
    assert await shop.everything() == before


async def test_without_a_price_a_service_costs_hours_times_rate(boss: httpx.AsyncClient):
    made = await add(boss, price_minor=None, norm_minutes=90)
    assert (made["price_minor"], made["current_price_minor"]) == (None, 375_000)
    fixed = (await boss.patch(f"{PATH}/{made['id']}", json={"price_minor": 100})).json()
    assert (fixed["price_minor"], fixed["current_price_minor"]) == (100, 100)
    unfixed = (await boss.patch(f"{PATH}/{made['id']}", json={"price_minor": None})).json()
    assert (unfixed["price_minor"], unfixed["version"]) == (None, 3)


async def test_the_same_again_changes_nothing(shop: Shop, boss: httpx.AsyncClient):
    before = await shop.everything()
    same = {"name_en": "Oil and filter", "price_minor": 150_000, "active": True}
    assert (await boss.patch(f"{PATH}/1", json=same)).json()["version"] == 1
    assert (await boss.patch(f"{PATH}/1", json={})).json()["version"] == 1
    assert (await boss.post(f"{PATH}/1/restore")).json()["version"] == 1
    assert await shop.everything() == before


async def test_whoever_saw_an_older_version_gets_the_present_values(boss: httpx.AsyncClient):
    await boss.patch(f"{PATH}/1", json={"price_minor": 100, "version": 1})
    answer = await boss.patch(f"{PATH}/1", json={"price_minor": 200, "version": 1})
    assert title(answer) == (409, "RowsChanged")
    [row] = answer.json()["rows"]
    assert (row["id"], row["version"], row["cells"]["price"]) == (1, 2, "1")


@pytest.mark.both_databases
async def test_of_two_who_change_a_service_at_once_one_is_told(boss: httpx.AsyncClient):
    changes = [boss.patch(f"{PATH}/1", json={"price_minor": price, "version": 1}) for price in (100, 200)]
    answers = await asyncio.gather(*changes)
    assert sorted(answer.status_code for answer in answers) == [200, 409]


async def test_cells_are_typed_in_the_readers_language(shop: Shop, boss: httpx.AsyncClient):
    headers = {"Accept-Language": "ru"}
    boss.headers.update(headers)
    answer = await cells(
        boss,
        (1, 1, "price", "1 250,50"),
        (1, 1, "hours", "0,75"),
        (2, 1, "price", ""),
        (2, 1, "category", "тормоза"),
        (2, 1, "template", "Сложный ремонт"),
    )
    assert answer.status_code == 200, answer.text
    first, second = answer.json()["rows"]
    assert (first["version"], first["cells"]["price"], first["cells"]["hours"]) == (2, "1250,50", "0,75")
    assert (second["cells"]["price"], second["cells"]["category"]) == ("", "Тормоза")
    row = (await boss.get(f"{PATH}/2")).json()
    assert (row["price_minor"], row["category"]["code"], row["template"]["id"]) == (None, "brakes", 3)
    assert len(await shop.rows(AuditEntry, action="service_changed")) == 2


async def test_a_block_is_changed_whole_or_not_at_all(shop: Shop, boss: httpx.AsyncClient):
    template = (await boss.get(f"{PATH}/1")).json()["template"]
    before = await shop.everything()
    answer = await cells(
        boss,
        *((id, 1, "price", "900") for id in range(1, 19)),
        (19, 1, "price", "-1"),
        (19, 1, "hours", "0"),
        (20, 1, "category", "Nowhere"),
        (20, 1, "name_ru", ""),
        (20, 1, "position", "1"),
    )
    assert title(answer) == (422, "CellsRefused")
    wrong = {(one["id"], one["field"]) for one in answer.json()["errors"]}
    assert wrong == {(19, "price"), (19, "hours"), (20, "category"), (20, "name_ru"), (20, "position")}
    assert await shop.everything() == before
    assert template["active"]


async def test_an_archived_template_is_kept_but_not_given(shop: Shop, boss: httpx.AsyncClient):
    await archive_template(shop, 1)
    assert title(await boss.post(PATH, json=NEW)) == (422, "TemplateUnknown")
    assert title(await boss.patch(f"{PATH}/6", json={"template_id": 1})) == (422, "TemplateUnknown")
    assert (await boss.patch(f"{PATH}/1", json={"name_en": "Oil", "template_id": 1})).status_code == 200
    answer = await cells(boss, (6, 1, "template", "1"))
    assert [(one["id"], one["field"]) for one in answer.json()["errors"]] == [(6, "template")]


async def archive_template(shop: Shop, template_id: int) -> None:
    async with shop.runtime.transaction(SYSTEM) as unit:
        (await unit.session.get_one(RepairTemplate, template_id)).active = False


async def test_a_copy_stands_behind_its_original_and_is_not_on_offer(boss: httpx.AsyncClient):
    copy = (await boss.post(f"{PATH}/6/copy")).json()
    assert (copy["name_ru"], copy["price_minor"], copy["active"]) == (
        "Передние колодки (копия)",
        250_000,
        False,
    )
    restored = (await boss.post(f"{PATH}/{copy['id']}/restore")).json()
    assert restored["version"] == 2
    places = await order_of(boss)
    assert places.index(copy["id"]) == places.index(6) + 1


async def test_a_service_takes_parts_which_its_copy_takes_too(shop: Shop, boss: httpx.AsyncClient):
    item = {"article": "W 914/2", "name_ru": "Фильтр", "kind": "part", "unit": "piece", "price_minor": 100}
    oil = item | {"article": "5W-30", "name_ru": "Масло", "kind": "consumable", "unit": "l"}
    ids = [(await boss.post("/api/admin/catalog/inventory", json=one)).json()["id"] for one in (item, oil)]
    parts = [{"item_id": ids[1], "quantity": "4.3"}, {"item_id": ids[0], "quantity": 1}]
    answer = await boss.put(f"{PATH}/1/parts", json={"parts": parts})
    assert [(one["item_id"], one["quantity"]) for one in answer.json()] == [(ids[1], "4.3"), (ids[0], "1")]
    assert [one.reaction for one in await shop.enqueued("service_parts_changed")] == ["push_catalog_changed"]
    copy = (await boss.post(f"{PATH}/1/copy")).json()
    assert (await boss.get(f"{PATH}/{copy['id']}/parts")).json() == answer.json()
    assert title(await boss.put(f"{PATH}/1/parts", json={"parts": [parts[0], parts[0]]})) == (
        422,
        "ItemTwice",
    )
    other = {"parts": [parts[0]], "replaces": [parts[1]]}
    stale = await boss.put(f"{PATH}/1/parts", json=other)
    assert title(stale) == (409, "PartsChanged")
    assert stale.json()["parts"] == answer.json()
    # What a service takes is a part of it: it does not keep it from being deleted.
    assert (await boss.delete(f"{PATH}/{copy['id']}")).json() == {"outcome": "deleted"}


async def test_a_paste_of_many_cells_tells_open_pages_once(shop: Shop, boss: httpx.AsyncClient):
    cells = [{"id": id, "version": 1, "field": "price", "value": "1001"} for id in range(1, 21)]
    assert (await boss.patch(f"{PATH}/cells", json={"cells": cells})).status_code == 200
    assert len(await shop.audited("service_changed")) == 20
    assert [one.reaction for one in await shop.enqueued("service_changed")] == ["push_catalog_changed"]


async def test_lines_of_a_description_stay_apart_where_it_is_told_in_one(boss: httpx.AsyncClient):
    await boss.patch(f"{PATH}/1", json={"description_ru": "Раз\nДва"})
    address = Address.parse("/services/1")
    assert address
    assert "Раз Два" in (await read_page(address, Query(), "ru")).head


async def test_an_edit_of_a_deleted_service_meets_no_later_one(shop: Shop, boss: httpx.AsyncClient):
    former = await add(boss)
    assert (await boss.delete(f"{PATH}/{former['id']}")).json() == {"outcome": "deleted"}
    later = await add(boss)
    cell = {"id": former["id"], "version": 1, "field": "price", "value": "777"}
    answer = await boss.patch(f"{PATH}/cells", json={"cells": [cell]})
    assert (title(answer), answer.json()["gone"]) == ((409, "RowsChanged"), [former["id"]])
    assert (await boss.get(f"{PATH}/{later['id']}/parts")).is_success


async def test_the_copy_of_a_long_name_has_room_for_its_ending(boss: httpx.AsyncClient):
    made = await add(boss, name_ru="я" * 200)
    copy = (await boss.post(f"{PATH}/{made['id']}/copy")).json()
    assert copy["name_ru"].endswith("я (копия)")
    assert len(copy["name_ru"]) == 200


@pytest.mark.both_databases
async def test_services_are_moved_before_one_another_and_to_the_end(shop: Shop, boss: httpx.AsyncClient):
    expected = await order_of(boss)
    for moved, before in [(5, 2), (3, 2), (9, 1), (1, 9), (2, None), (2, None), (4, 4)]:
        answer = await boss.post(MOVES, json={"id": moved, "before": before})
        assert answer.status_code == 200, answer.text
        if moved != before:
            expected.remove(moved)
            expected.insert(expected.index(before) if before else len(expected), moved)
        assert await order_of(boss) == expected
    assert await order_of(boss, sort="-position") == expected[::-1]
    await boss.post(MOVES, json={"id": 7, "before": None, "after": 20})
    places = await order_of(boss)
    assert places.index(7) == places.index(20) + 1
    assert title(await boss.post(MOVES, json={"id": 1, "before": 99})) == (404, "ServiceNotFound")
    assert title(await boss.post(MOVES, json={"id": 99, "before": 1})) == (404, "ServiceNotFound")


async def test_a_move_into_a_gap_touches_one_row(shop: Shop, boss: httpx.AsyncClient):
    await boss.post(MOVES, json={"id": 5, "before": 2})
    before = {one.id: one.position for one in await shop.rows(ServiceTemplate)}
    assert before[2] - before[1] == STEP
    await boss.post(MOVES, json={"id": 9, "before": 5})
    after = {one.id: one.position for one in await shop.rows(ServiceTemplate)}
    assert [id for id in after if after[id] != before[id]] == [9]


@pytest.mark.both_databases
async def test_moves_at_the_same_time_all_succeed(boss: httpx.AsyncClient):
    moves = [boss.post(MOVES, json={"id": id, "before": 26 - id}) for id in range(1, 9)]
    answers = await asyncio.gather(*moves)
    assert {answer.status_code for answer in answers} == {200}
    assert sorted(await order_of(boss)) == list(range(1, 26))


@pytest.mark.both_databases
async def test_what_nobody_ordered_is_deleted_with_what_it_is_found_by(shop: Shop, boss: httpx.AsyncClient):
    assert await shop.rows(SearchToken, kind=SERVICE, owner_id=7)
    assert (await boss.delete(f"{PATH}/7")).json() == {"outcome": "deleted"}
    assert await shop.rows(ServiceTemplate, id=7) == []
    assert await shop.rows(SearchToken, kind=SERVICE, owner_id=7) == []
    assert title(await boss.delete(f"{PATH}/7")) == (404, "ServiceNotFound")


@pytest.mark.both_databases
async def test_what_was_ordered_is_archived_instead(shop: Shop, boss: httpx.AsyncClient):
    order = await shop.place_order("front_pads")
    assert (await boss.delete(f"{PATH}/6")).json() == {"outcome": "archived"}
    assert (await boss.get(f"{PATH}/6")).json()["active"] is False
    assert await order_of(boss, archived=True) == [6]
    assert await shop.rows(SearchToken, kind=SERVICE, owner_id=6)
    assert [action for action, _ in await shop.audited("service_archived", "service_deleted")] == [
        "service_archived"
    ]
    assert (await boss.delete(f"{PATH}/6")).json() == {"outcome": "archived"}
    assert (await shop.order(order.id)).service_name_en == "Front pads"


@pytest.mark.both_databases
async def test_an_order_and_the_deletion_of_its_service_at_once_leave_no_error(
    callers: Callers, boss: httpx.AsyncClient
):
    wanted = {"service_id": 6, "plate": "А123ВС777", "make": "Lada", "model": "Vesta"}
    ordered, deleted = await asyncio.gather(
        callers.client.post("/api/orders", json=wanted), boss.delete(f"{PATH}/6")
    )
    assert deleted.status_code == 200
    outcome = {201: "archived", 404: "deleted"}[ordered.status_code]
    # An order may also come just after the service was archived, or just before it was deleted.
    assert deleted.json()["outcome"] == outcome


async def test_running_orders_keep_name_price_and_stages(shop: Shop, boss: httpx.AsyncClient):
    order = await shop.order((await shop.assigned_order("oil_and_filter")).id)
    changed = {"name_en": "Else", "name_ru": "Иное", "price_minor": None, "norm_minutes": 600}
    assert (await boss.patch(f"{PATH}/1", json={**changed, "template_id": 3})).status_code == 200
    await boss.post(f"{PATH}/1/archive")
    kept = await shop.order(order.id)
    assert kept == order.model_copy(update={"now": kept.now})
    assert (kept.service_name_en, kept.price_minor, len(kept.stages)) == ("Oil and filter", 150_000, 4)


async def test_lists_are_searched_filtered_and_sorted(boss: httpx.AsyncClient):
    assert await order_of(boss, q="КОЛОДКИ") == [6, 7]
    assert await order_of(boss, category_id=3) == [6, 7, 8]
    assert await order_of(boss, category_id=3, sort="-hours") == [7, 6, 8]
    assert (await order_of(boss, sort="name_en"))[:2] == [22, 2]
    assert await order_of(boss, archived=True) == []
    answer = await boss.get(PATH, params={"sort": "price"})
    assert answer.status_code == 422


async def test_a_repetition_does_nothing_twice(shop: Shop, boss: httpx.AsyncClient):
    async def twice(method: str, path: str, body: Any = None) -> Any:
        headers = {"Idempotency-Key": uuid.uuid4().hex}
        first, second = [await boss.request(method, path, json=body, headers=headers) for _ in range(2)]
        assert (first.status_code, first.json()) == (second.status_code, second.json())
        return first.json()

    made = await twice("POST", PATH, NEW)
    copy = await twice("POST", f"{PATH}/{made['id']}/copy")
    await twice("PATCH", f"{PATH}/{made['id']}", {"price_minor": 1, "version": 1})
    await twice("POST", MOVES, {"id": made["id"], "before": 1})
    cell = {"id": made["id"], "version": 2, "field": "price", "value": "7"}
    await twice("PATCH", f"{PATH}/cells", {"cells": [cell]})
    assert await twice("DELETE", f"{PATH}/{copy['id']}") == {"outcome": "deleted"}
    assert len(await shop.rows(ServiceTemplate)) == 26


async def test_an_order_says_that_the_price_is_another_one_now(callers: Callers, boss: httpx.AsyncClient):
    wanted = {"service_id": 1, "price_minor": 150_000, "plate": "А123ВС777", "make": "Lada", "model": "Vesta"}
    await boss.patch(f"{PATH}/1", json={"price_minor": 190_050})
    answer = await callers.client.post("/api/orders", json=wanted, headers={"Accept-Language": "ru"})
    assert title(answer) == (409, "PriceChanged")
    assert "1\xa0900,50\xa0₽" in answer.json()["detail"]
    await boss.patch(f"{PATH}/1", json={"description_en": "Its price stays."})
    assert (await callers.client.post("/api/orders", json=wanted | {"price_minor": 190_050})).is_success


@pytest.mark.parametrize("method", ["GET", "DELETE"])
async def test_a_name_is_not_taken_for_the_id_of_a_row(boss: httpx.AsyncClient, method: str):
    answer = await boss.request(method, f"{PATH}/cells")
    assert (answer.status_code, answer.headers["allow"]) == (405, "PATCH")
    assert (await boss.request(method, f"{PATH}/other")).status_code == 422

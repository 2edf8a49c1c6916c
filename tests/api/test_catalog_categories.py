"""The categories of services over REST."""

import asyncio
from typing import Any

import httpx
import pytest

from autoservice.modules.catalog.services.models import ServiceCategory
from tests.support.accounts import title
from tests.support.runtime import Callers, Shop

PATH, MOVES = "/api/admin/catalog/categories", "/api/admin/catalog/category-moves"


@pytest.fixture
def boss(callers: Callers) -> httpx.AsyncClient:
    """The administrator, signed in."""
    return callers.administrator


async def listed(boss: httpx.AsyncClient) -> dict[str, int]:
    return {one["code"]: one["services"] for one in (await boss.get(PATH)).json()}


async def test_a_category_is_added_renamed_and_deleted_while_it_is_empty(shop: Shop, boss: httpx.AsyncClient):
    made = (await boss.post(PATH, json={"name_en": "Glass", "icon": "body"})).json()
    assert (made["code"], made["name_ru"], made["position"], made["services"]) == ("glass", "Glass", 11, 0)
    change: dict[str, Any] = {"name_ru": "Стёкла", "icon": "other", "version": 1}
    changed = (await boss.patch(f"{PATH}/{made['id']}", json=change)).json()
    assert (changed["name_ru"], changed["icon"], changed["version"]) == ("Стёкла", "other", 2)
    assert title(await boss.patch(f"{PATH}/{made['id']}", json=change | {"name_ru": "Окна"})) == (
        409,
        "RowsChanged",
    )
    assert (await boss.delete(f"{PATH}/{made['id']}")).status_code == 204
    assert title(await boss.delete(f"{PATH}/{made['id']}")) == (404, "CategoryNotFound")
    assert [action for action, _ in await shop.audited(*ACTIONS)] == list(ACTIONS)


ACTIONS = ("service_category_created", "service_category_changed", "service_category_deleted")


@pytest.mark.both_databases
async def test_a_category_with_services_stays(shop: Shop, boss: httpx.AsyncClient):
    await boss.post("/api/admin/catalog/services/24/archive")
    before = await shop.everything()
    for category_id in (1, 3):
        assert title(await boss.delete(f"{PATH}/{category_id}")) == (409, "CategoryInUse")
    assert await shop.everything() == before
    assert (await listed(boss))["brakes"] == 3


@pytest.mark.parametrize("name", ["тормоза", " ТОРМОЗА ", "Brakes"])
async def test_two_categories_have_no_name_in_common(boss: httpx.AsyncClient, name: str):
    field = "name_en" if name.isascii() else "name_ru"
    other = {"name_ru": "Иное", "name_en": "Else"}
    assert title(await boss.post(PATH, json=other | {field: name})) == (422, "CategoryNameTaken")
    answer = await boss.patch(f"{PATH}/1", json={field: name})
    assert [one["field"] for one in answer.json()["errors"]] == [field]


@pytest.mark.both_databases
async def test_of_two_who_add_the_same_category_one_is_told(shop: Shop, boss: httpx.AsyncClient):
    new = {"name_ru": "Стёкла", "name_en": "Glass"}
    answers = await asyncio.gather(*(boss.post(PATH, json=new) for _ in range(3)))
    assert sorted(answer.status_code for answer in answers) == [201, 422, 422]
    assert len(await shop.rows(ServiceCategory)) == 11


async def test_categories_are_moved(boss: httpx.AsyncClient):
    rows = (await boss.post(MOVES, json={"id": 10, "before": 2})).json()
    assert [one["id"] for one in rows] == [1, 10, 2, 3, 4, 5, 6, 7, 8, 9]
    rows = (await boss.post(MOVES, json={"id": 1, "before": None})).json()
    assert [one["id"] for one in rows] == [10, 2, 3, 4, 5, 6, 7, 8, 9, 1]
    rows = (await boss.post(MOVES, json={"id": 1, "before": None, "after": 10})).json()
    assert [one["id"] for one in rows] == [10, 1, 2, 3, 4, 5, 6, 7, 8, 9]
    assert title(await boss.post(MOVES, json={"id": 1, "before": 99})) == (404, "CategoryNotFound")


async def test_cells_of_categories_are_changed_together(boss: httpx.AsyncClient):
    def change(*changes: tuple[int, str, str]) -> dict[str, Any]:
        return {"cells": [{"id": i, "version": 1, "field": f, "value": v} for i, f, v in changes]}

    refused = await boss.patch(f"{PATH}/cells", json=change((1, "name_en", "Brakes"), (2, "icon", "Lamp")))
    assert refused.status_code == 422
    swap = change((1, "name_en", "Brakes"), (3, "name_en", "Maintenance"), (2, "icon", "Car body"))
    answer = await boss.patch(f"{PATH}/cells", json=swap, headers={"Accept-Language": "en"})
    assert [row["cells"]["name_en"] for row in answer.json()["rows"]] == [
        "Brakes",
        "Diagnostics",
        "Maintenance",
    ]
    assert (await boss.get(PATH)).json()[1]["icon"] == "body"


async def test_only_icons_of_the_program_are_taken(boss: httpx.AsyncClient):
    assert (
        await boss.post(PATH, json={"name_en": "Glass", "icon": "https://example.com"})
    ).status_code == 422

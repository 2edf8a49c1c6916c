"""What happens to rows of the catalog at the same moment; on PostgreSQL, where several write at once."""

import asyncio

import pytest

from autoservice.modules.catalog.sheets.errors import ImportOutdated
from autoservice.modules.catalog.sheets.schemas import ImportOptions, SheetName
from autoservice.shared.cells import CellChanges
from tests.support.inventory import add_item, move
from tests.support.locks import two_writers, until_somebody_waits
from tests.support.runtime import Callers, Shop

pytestmark = two_writers

ITEMS = "/api/admin/catalog/inventory"


async def test_of_two_items_that_become_the_same_one_is_refused_at_its_cell(shop: Shop, callers: Callers):
    first, second = await add_item(shop, article="A1"), await add_item(shop, article="A2")

    def renamed(item_id: int) -> CellChanges:
        cell = {"id": item_id, "version": 1, "field": "article", "value": "A3"}
        return CellChanges.model_validate({"cells": [cell]})

    async with shop.runtime.transaction(shop.people.administrator) as unit:
        await unit.services.inventory.edit_cells(renamed(first.id), "ru")
        other = callers.administrator.patch(f"{ITEMS}/cells", json=renamed(second.id).model_dump())
        editing = asyncio.create_task(other)
        await until_somebody_waits(shop)
    refused = (await editing).json()
    assert refused["title"] == "CellsRefused"
    assert [(error["id"], error["field"]) for error in refused["errors"]] == [(second.id, "article")]


async def test_a_file_does_not_change_a_unit_in_which_something_has_just_moved(shop: Shop):
    item = await add_item(shop, article="OIL", maker="", unit="l")
    data = "Артикул;Ед.\r\nOIL;шт\r\n".encode()
    admin, name = shop.people.administrator, SheetName.INVENTORY
    async with shop.runtime.read_only(admin) as unit:
        shown = await unit.services.sheets.prepare_file(name, data, ImportOptions(), "ru")
    async with shop.runtime.transaction(admin) as unit:
        added = await unit.services.sheets.add_import(name, "a.csv", data, ImportOptions(), shown)
    async with shop.runtime.read_only(admin) as unit:
        prepared = await unit.services.sheets.prepare_import(added.id, None, "ru", name)
    await move(shop, item.id, kind="receipt", quantity="1.5", unit_cost_minor=1)
    with pytest.raises(ImportOutdated):
        async with shop.runtime.transaction(admin) as unit:
            await unit.services.sheets.apply_import(added.id, prepared, "ru")

"""An import of many new parts: all that one by one would be written, by few statements."""

import pytest
from sqlalchemy import Engine, event

from autoservice.modules.catalog.inventory.models import InventoryItem, StockMovement
from autoservice.modules.catalog.sheets.schemas import ImportOptions, SheetName
from autoservice.shared.access import SYSTEM
from autoservice.shared.audit import AuditEntry, verify
from autoservice.shared.row_ids import take_ids
from tests.support.inventory import add_item, balance
from tests.support.runtime import Callers, Shop

pytestmark = pytest.mark.both_databases

ROWS = 1200
HEADING = "Артикул;Производитель;Наименование;Цена;Минимум;Остаток;Себестоимость\r\n"
FILE = HEADING + "".join(f"P{n:05};Mann;Фильтр номер{n};10,50;4;{n % 7};3,20\r\n" for n in range(ROWS))


async def import_stock(shop: Shop) -> int:
    """Import the file; returns by how many statements it was written."""
    admin, name, data = shop.people.administrator, SheetName.INVENTORY, FILE.encode()
    async with shop.runtime.read_only(admin) as unit:
        shown = await unit.services.sheets.prepare_file(name, data, ImportOptions(), "ru")
    async with shop.runtime.transaction(admin) as unit:
        added = await unit.services.sheets.add_import(name, "a.csv", data, ImportOptions(), shown)
    async with shop.runtime.read_only(admin) as unit:
        prepared = await unit.services.sheets.prepare_import(added.id, None, "ru", name)
    statements = []
    engine: Engine = shop.runtime.adapters.engine.sync_engine

    def note(*told: object) -> None:
        statements.append(told[2])

    event.listen(engine, "before_cursor_execute", note)
    async with shop.runtime.transaction(admin) as unit:
        await unit.services.sheets.apply_import(added.id, prepared, "ru")
    event.remove(engine, "before_cursor_execute", note)
    return len(statements)


async def test_many_new_items_come_with_their_stock_tokens_and_entries_by_few_statements(
    shop: Shop, callers: Callers
):
    before = await add_item(shop, "2", article="EARLIER")
    assert await import_stock(shop) < ROWS / 10
    items = {item.article: item for item in await shop.rows(InventoryItem)}
    assert len(items) == ROWS + 1
    [one] = [items["P00005"]]
    stock = await balance(shop, one.id)
    assert (one.low, one.version, stock.on_hand, stock.value) == (False, 1, 5000, 1600)
    assert items["P00003"].low
    assert items["P00007"].low
    movements = [row for row in await shop.rows(StockMovement) if row.item_id != before.id]
    assert len(movements) == sum(1 for n in range(ROWS) if n % 7)
    assert {(row.kind, row.unit_cost_minor, row.actor_id) for row in movements} == {
        ("receipt", 320, shop.people.administrator.user_id)
    }
    entries = await shop.rows(AuditEntry)
    of_one = [(entry.action, entry.after) for entry in entries if entry.subject == f"inventory_item:{one.id}"]
    [receipt] = [row for row in movements if row.item_id == one.id]
    assert of_one == [
        ("inventory_item_added", {"price_minor": 1050, "minimum": 4000, "unit": "piece", "active": True}),
        (
            "stock_received",
            {
                "movement_id": receipt.id,
                "on_hand_change": 5000,
                "reserved_change": 0,
                "value_change": 1600,
                "unit_cost_minor": 320,
            },
        ),
    ]
    async with shop.runtime.read_only(SYSTEM) as unit:
        await verify(unit.session)
    found = await callers.administrator.get("/api/catalog/inventory", params={"q": "номер1199"})
    assert [row["article"] for row in found.json()["items"]] == ["P01199"]
    after = await add_item(shop, "1", article="LATER")
    assert after.id > max(item.id for item in items.values())
    assert (await balance(shop, after.id)).on_hand == 1000


async def test_ids_that_are_taken_are_those_of_nothing_else_even_of_what_is_gone(shop: Shop):
    last = await add_item(shop, article="LAST")
    async with shop.runtime.transaction(SYSTEM) as unit:
        await unit.services.inventory.delete_item(last.id)
        ids = await take_ids(unit.session, InventoryItem, 3)
    assert ids == sorted(set(ids))
    assert ids[0] > last.id
    async with shop.runtime.transaction(SYSTEM) as unit:
        assert await take_ids(unit.session, InventoryItem, 0) == []

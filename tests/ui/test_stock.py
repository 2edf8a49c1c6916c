"""The pages of the stock: what is typed in the viewer's language moves it; errors stand at their fields."""

from autoservice.modules.catalog.inventory.models import InventoryItem, StockCount, StockMovement
from autoservice.modules.catalog.inventory.schemas import CountedItems
from autoservice.ui.features.add_item import AddItemState
from autoservice.ui.features.archive_item import ArchiveItemState
from autoservice.ui.features.close_count import CloseCountState
from autoservice.ui.features.move_stock import CorrectStockState, ReceiveStockState
from autoservice.ui.features.open_count import OpenCountState
from autoservice.ui.pages.admin_catalog.stock.count_page import CountLinesState, CountState
from autoservice.ui.pages.admin_catalog.stock.item_page import ItemState, MovementsState
from autoservice.ui.pages.admin_catalog.stock.items_page import StockState
from tests.support.inventory import Numbers, add_item, balance, move, use
from tests.support.runtime import Shop
from tests.ui.desk import STOCK, Desk

NEW = {
    "article": "OC 90",
    "maker": "Knecht",
    "kind": "part",
    "unit": "piece",
    "name_ru": "Фильтр",
    "name_en": "",
    "price_minor": "1 250,50",
    "minimum": "",
    "place": "А-1",
    "supplier": "",
}


async def test_an_item_is_added_as_it_was_typed(shop: Shop, desk: Desk):
    await desk.send(AddItemState, "add_item", form=NEW)
    [item] = await shop.rows(InventoryItem)
    assert (item.article, item.price_minor, item.name_en) == ("OC 90", 125050, "Фильтр")
    assert desk.pipeline.wire.last(AddItemState, "added") == "Knecht OC 90"


async def test_what_is_wrong_with_a_new_item_stands_at_its_field(shop: Shop, desk: Desk):
    for wrong, field in (
        ({"price_minor": "дорого"}, "price_minor"),
        ({"price_minor": "1,250"}, "price_minor"),
        ({"minimum": "-1"}, "minimum"),
        ({"article": " "}, "article"),
        ({"name_ru": "", "name_en": ""}, "name_ru"),
        ({"unit": "ведро"}, "unit"),
    ):
        desk.pipeline.wire.clear()
        await desk.send(AddItemState, "add_item", form={**NEW, **wrong})
        assert set(desk.pipeline.wire.last(AddItemState, "errors")) == {field}, wrong
    assert await shop.rows(InventoryItem) == []


async def test_stock_is_received_and_corrected_on_the_items_page(shop: Shop, desk: Desk):
    oil = await add_item(shop, unit="l", article="5W-30")
    path = f"{STOCK}/{oil.id}"
    receipt = {"item_id": str(oil.id), "quantity": "4,3", "unit_cost_minor": "619,99"}
    await desk.send(ReceiveStockState, "receive_stock", path, form=receipt)
    correction = {"item_id": str(oil.id), "quantity": "-0,3", "reason": "Пролили"}
    await desk.send(CorrectStockState, "correct_stock", path, form=correction)
    assert await balance(shop, oil.id) == Numbers(4000, 0, 266596 - 18600)
    await desk.send(CorrectStockState, "correct_stock", path, form={**correction, "quantity": "-5"})
    await desk.send(ReceiveStockState, "receive_stock", path, form={**receipt, "quantity": "много"})
    assert "в наличии 4" in desk.pipeline.wire.last(CorrectStockState, "errors")[""]
    assert set(desk.pipeline.wire.last(ReceiveStockState, "errors")) == {"quantity"}
    assert len(await shop.rows(StockMovement)) == 2


async def test_the_pages_show_the_stock_and_its_movements_in_the_viewers_language(shop: Shop, desk: Desk):
    order, oil = await shop.place_order(), await add_item(shop, "4.3", cost=61999, unit="l", article="5W-30")
    await use(shop, "issue", order.id, oil.id, "0.3")
    await move(shop, oil.id, kind="correction", quantity="-0.1", reason="Пролили")
    await desk.open(STOCK, StockState)
    await desk.shows("5W-30", "3,9", "1 позиция")
    await desk.open(f"{STOCK}/{oil.id}", ItemState, MovementsState)
    await desk.shows("3,9\u00a0л", "Пролили", f"Заказ №\u00a0{order.number}", "\N{MINUS SIGN}0,3")
    await desk.open(f"{STOCK}/999", ItemState)
    await desk.pipeline.wire.wait_until(lambda wire: wire.last(ItemState, "missing") is True)


async def test_an_item_is_archived_and_restored_on_the_page(shop: Shop, desk: Desk):
    pads = await add_item(shop, "1")
    row = {"item_id": str(pads.id), "name": "Колодки"}
    await desk.send(ArchiveItemState, "archive", **row)
    assert desk.pipeline.wire.last(ArchiveItemState, "saved") == "Колодки: в архиве."
    await desk.send(ArchiveItemState, "restore", **row)
    assert [item.active for item in await shop.rows(InventoryItem)] == [True]
    await desk.send(ArchiveItemState, "archive", item_id="x", name="Колодки")
    assert desk.pipeline.wire.last(ArchiveItemState, "errors")


async def test_only_what_was_never_used_is_deleted_and_only_after_a_question(shop: Shop, desk: Desk):
    unused, used = await add_item(shop, article="A-1"), await add_item(shop, "1", article="A-2")
    for item in (unused, used):
        await desk.send(ArchiveItemState, "archive", item_id=str(item.id), name=item.article)
    assert [one.active for one in await shop.rows(InventoryItem)] == [False, False]
    await desk.send(ArchiveItemState, "delete_item")
    for item in (unused, used):
        await desk.send(ArchiveItemState, "ask", item_id=str(item.id), name=item.article)
        await desk.send(ArchiveItemState, "delete_item")
    assert "остаётся в архиве" in desk.pipeline.wire.last(ArchiveItemState, "saved")
    assert [one.article for one in await shop.rows(InventoryItem)] == ["A-2"]


async def test_a_count_is_begun_filled_and_applied_on_its_pages(shop: Shop, desk: Desk):
    oil = await add_item(shop, "4.3", unit="l", article="5W-30")
    await desk.send(OpenCountState, "open_count", form={"counted_at": "вчера", "note": ""})
    assert set(desk.pipeline.wire.last(OpenCountState, "errors")) == {"counted_at"}
    await desk.send(OpenCountState, "open_count", form={"counted_at": "", "note": "Масла"})
    [count] = await shop.rows(StockCount)
    path = f"{STOCK}/counts/{count.id}"
    assert desk.pipeline.wire.redirects[-1] == path
    await desk.open(path, CountState, CountLinesState)
    await desk.shows("5W-30", "Масла")
    await desk.send(CloseCountState, "apply_count", path, count_id=str(count.id))
    assert desk.pipeline.wire.last(CloseCountState, "errors")[""] == "Ещё ничего не подсчитано."
    lines = CountedItems.model_validate({"lines": [{"item_id": oil.id, "counted": "4"}]})
    async with shop.runtime.transaction(shop.people.administrator) as unit:
        await unit.services.stock_counts.enter_lines(count.id, lines)
    await desk.send(CloseCountState, "apply_count", path, count_id=str(count.id))
    assert (await balance(shop, oil.id)).on_hand == 4000


async def test_a_count_is_discarded_on_its_page(shop: Shop, desk: Desk):
    await desk.send(OpenCountState, "open_count", form={"counted_at": "2026-01-31T18:30", "note": ""})
    [count] = await shop.rows(StockCount)
    # Half past six in Moscow.
    assert count.counted_at.isoformat() == "2026-01-31T15:30:00+00:00"
    await desk.send(CloseCountState, "discard_count", count_id=str(count.id))
    assert await shop.rows(StockCount) == []
    assert desk.pipeline.wire.redirects[-1] == f"{STOCK}/counts"

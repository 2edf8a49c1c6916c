"""The parts on the order page: searched, added as typed, and shown to each viewer in their language."""

from typing import Any

from babel.dates import format_date

from autoservice.modules.orders.parts.models import OrderPart
from autoservice.modules.orders.workflow import HoldReason
from autoservice.modules.progress.schemas import StageHold, StageStep
from autoservice.ui.current import Viewer
from autoservice.ui.entities.order.step import step_view_model
from autoservice.ui.entities.order_part import OrderPartsViewModel
from autoservice.ui.features.change_part import ChangePartState
from autoservice.ui.pages.order_detail.parts import OrderPartsView
from autoservice.ui.widgets.inventory_picker import InventoryPickerState
from tests.support.inventory import add_item
from tests.support.parts import add, in_days, let_take, place, send, step
from tests.support.runtime import Callers, MovableClock, Shop
from tests.ui.desk import Desk

FORM = {"name": "w914", "item_id": "1", "quantity": "1", "price_minor": ""}


async def rows(shop: Shop, clock: MovableClock, order_id: int, who: str, locale: str) -> list[Any]:
    """The parts as the page of somebody shows them."""
    return list((await shown(shop, clock, order_id, who, locale)).rows)


async def shown(shop: Shop, clock: MovableClock, order_id: int, who: str, locale: str) -> OrderPartsViewModel:
    """All that the page of somebody shows of the parts."""
    view = OrderPartsView("", f"/orders/{order_id}")
    viewer = Viewer(getattr(shop.people, who), locale, "Europe/Moscow", clock())
    values = await view.render(None, viewer)
    parts: OrderPartsViewModel = values["parts"]
    return parts


async def test_items_are_found_a_page_at_a_time_and_forgotten_once_one_is_added(shop: Shop, desk: Desk):
    order = await shop.place_order()
    for number in range(23):
        await add_item(shop, "2", article=f"W 914/{number}", name_ru=f"Фильтр {number:02}")
    path = f"/orders/{order.id}"
    await desk.send(InventoryPickerState, "search", path, text="W914")
    wire = desk.pipeline.wire
    found = wire.last(InventoryPickerState, "found")
    assert (len(found), found[0]["stock"]) == (20, "2\N{NO-BREAK SPACE}шт")
    await desk.send(InventoryPickerState, "read_more", path)
    assert [one["name"] for one in wire.last(InventoryPickerState, "found")][-1] == "Фильтр 22"
    await desk.send(InventoryPickerState, "add_part", path, form={**FORM, "price_minor": "1 450,50"})
    assert wire.last(InventoryPickerState, "found") == []
    assert wire.last(InventoryPickerState, "added") == "В резерве: Фильтр 00"
    [part] = await shop.rows(OrderPart)
    assert (part.item_id, part.quantity, part.price_minor, part.state) == (1, 1000, 145050, "reserved")


async def test_a_quantity_of_4_3_litres_stays_so(shop: Shop, desk: Desk):
    order = await shop.place_order()
    form = {"name": "Масло", "item_id": "free", "unit": "l", "quantity": "4,3", "price_minor": ""}
    await desk.send(InventoryPickerState, "add_part", f"/orders/{order.id}", form=form)
    [part] = await shop.rows(OrderPart)
    assert (part.name_ru, part.unit, part.quantity, part.item_id) == ("Масло", "l", 4300, None)


async def test_what_is_wrong_stands_at_its_field_and_nothing_is_added(shop: Shop, desk: Desk):
    order = await shop.place_order()
    await add_item(shop)
    for wrong, field in (
        ({"item_id": None}, "name"),
        ({"item_id": "free", "unit": "piece", "name": " "}, "name"),
        ({"quantity": "много"}, "quantity"),
        ({"quantity": "1,5"}, "quantity"),
        ({"quantity": "0"}, "quantity"),
        ({"price_minor": "1,250"}, "price_minor"),
        ({"item_id": "999"}, ""),
        ({"item_id": "x"}, ""),
    ):
        desk.pipeline.wire.clear()
        path = f"/orders/{order.id}"
        await desk.send(InventoryPickerState, "add_part", path, form={**FORM, **wrong})
        assert set(desk.pipeline.wire.last(InventoryPickerState, "errors")) == {field}, wrong
    assert await shop.rows(OrderPart) == []


async def test_each_viewer_reads_the_parts_in_their_language_and_clients_without_what_is_the_shops(
    shop: Shop, callers: Callers, clock: MovableClock
):
    order, pads = await shop.assigned_order(), await add_item(shop, "1")
    part = await add(callers, order.id, item_id=pads.id, quantity="2", price_minor=60000)
    day = in_days(7)
    await step(callers, part, "order", expected_on=day.isoformat(), supplier="Авто-Плюс")
    [own] = await rows(shop, clock, order.id, "mechanic", "ru")
    assert (own.name, own.quantity) == ("Фильтр масляный", "2\N{NO-BREAK SPACE}шт")
    assert own.facts == "Mann W 914/2 · Авто-Плюс · на складе: 1\N{NO-BREAK SPACE}шт"
    assert (own.state, own.can_reserve) == (
        f"Заказано, ждём {format_date(day, 'd MMMM', locale='ru')}",
        False,
    )
    [seen] = await rows(shop, clock, order.id, "client", "en")
    assert (seen.state, seen.facts) == (
        f"On order, expected on {format_date(day, 'MMMM d', locale='en')}",
        "Mann W 914/2",
    )
    assert (seen.actions, seen.hold_url, seen.can_reserve) == ([], "", False)
    assert "1,200" in seen.price


async def test_the_usual_parts_are_offered_to_the_shop_as_long_as_the_order_lacks_some(
    shop: Shop, callers: Callers, clock: MovableClock
):
    order, pads = await shop.assigned_order(), await add_item(shop)

    async def offered(who: str = "mechanic") -> str:
        return str((await shown(shop, clock, order.id, who, "ru")).usual_url)

    assert await offered() == ""
    await let_take(shop, order.jobs[0].service_id or 0, (pads, "2"))
    place = f"/api/orders/{order.id}/parts/usual"
    assert [await offered(who) for who in ("mechanic", "administrator", "client")] == [place, place, ""]
    assert (await callers.mechanic.post(place)).status_code == 201
    assert await offered() == ""


async def test_work_is_held_until_the_day_of_its_part_if_a_hold_can_name_it(
    shop: Shop, callers: Callers, clock: MovableClock
):
    order = await shop.assigned_order()
    part = await add(callers, order.id, name="Шланг")
    for day, named in ((in_days(7), in_days(7).isoformat()), (in_days(800), "")):
        await step(callers, part, "order", expected_on=day.isoformat())
        [own] = await rows(shop, clock, order.id, "mechanic", "ru")
        assert own.hold_until == named


async def test_a_mechanic_whose_work_waits_for_parts_is_told_that_they_have_arrived(
    shop: Shop, callers: Callers, clock: MovableClock
):
    order = await shop.assigned_order()
    parts = [await add(callers, order.id, name=name) for name in ("Шланг", "Хомут")]
    async with shop.runtime.transaction(shop.people.mechanic) as unit:
        await unit.services.progress.start_stage(order.id, order.stages[0].id, StageStep())
    [first, _] = await rows(shop, clock, order.id, "mechanic", "ru")
    assert first.hold_url == f"/api/orders/{order.id}/stages/{order.stages[0].id}/block"
    async with shop.runtime.transaction(shop.people.mechanic) as unit:
        held = StageHold(reason=HoldReason.PARTS)
        await unit.services.progress.block_stage(order.id, order.stages[0].id, held)
    viewer = Viewer(shop.people.mechanic, "ru", "Europe/Moscow", clock())
    told = []
    for part in parts:
        told.append(step_view_model(await shop.order(order.id), viewer).has_parts)
        await step(callers, part, "arrive")
    assert [*told, step_view_model(await shop.order(order.id), viewer).has_parts] == [False, False, True]


async def test_the_form_of_a_change_begins_with_the_present_values_and_saves_what_is_typed(
    shop: Shop, callers: Callers, desk: Desk
):
    order, wire = await shop.assigned_order(), desk.pipeline.wire
    part = await add(callers, order.id, name="Масло", unit="l", quantity="4.3", price_minor=12_345)
    path = f"/orders/{order.id}"
    await desk.send(ChangePartState, "edit", path, part_id=str(part["id"]))
    assert wire.last(ChangePartState, "values") == {"quantity": "4,3", "price_minor": "123,45"}
    assert (wire.last(ChangePartState, "name"), wire.last(ChangePartState, "unit")) == ("Масло", "л")
    typed = {"quantity": "4,5", "price_minor": " "}
    await desk.send(ChangePartState, "change_part", path, form=typed)
    [row] = await shop.rows(OrderPart)
    assert (row.quantity, row.price_minor, wire.last(ChangePartState, "part_id")) == (4500, 0, "")


async def test_a_change_that_is_refused_says_why_and_the_form_stays_open(
    shop: Shop, callers: Callers, desk: Desk
):
    order, wire = await shop.assigned_order(), desk.pipeline.wire
    part = await add(callers, order.id, name="Болт", quantity="2", price_minor=1_000)
    path = f"/orders/{order.id}"
    await desk.send(ChangePartState, "edit", path, part_id=str(part["id"]))
    for typed, field, sentence in (
        ({"quantity": "много"}, "quantity", "«много» — не число."),
        ({"quantity": "1,5"}, "quantity", ""),
        ({"price_minor": "-1"}, "price_minor", "Число не может быть меньше нуля."),
        ({"price_minor": "10,01"}, "", "за эту работу вместе с запчастями"),
    ):
        form = {"quantity": "2", "price_minor": "10", **typed}
        await desk.send(ChangePartState, "change_part", path, form=form)
        errors = wire.last(ChangePartState, "errors")
        assert list(errors) == [field], typed
        assert sentence in errors[field], typed
    assert wire.last(ChangePartState, "part_id") == str(part["id"])
    [row] = await shop.rows(OrderPart)
    assert (row.quantity, row.price_minor, row.version) == (2000, 1_000, 1)


async def test_a_part_that_was_changed_meanwhile_offers_its_present_values(
    shop: Shop, callers: Callers, desk: Desk
):
    order, wire = await shop.assigned_order(), desk.pipeline.wire
    part = await add(callers, order.id, name="Болт", quantity="4")
    path = f"/orders/{order.id}"
    await desk.send(ChangePartState, "edit", path, part_id=str(part["id"]))
    await send(callers, "PATCH", place(part), version=1, quantity="3")
    form = {"quantity": "2", "price_minor": ""}
    await desk.send(ChangePartState, "change_part", path, form=form)
    assert wire.last(ChangePartState, "outdated") is True
    await desk.send(ChangePartState, "edit", path, part_id=str(part["id"]))
    assert wire.last(ChangePartState, "values")["quantity"] == "3"
    await desk.send(ChangePartState, "change_part", path, form=form)
    [row] = await shop.rows(OrderPart)
    assert row.quantity == 2000

"""A mechanic's work list: the next step of each order, what can be done now first."""

from datetime import timedelta

import pytest

from autoservice.modules.orders.schemas import OrdersFilter, OrderView
from autoservice.modules.orders.workflow import HoldReason
from autoservice.modules.progress.schemas import StageHold, StageStep
from autoservice.ui.current import Viewer
from autoservice.ui.engine import rooms
from autoservice.ui.engine.paging import ListAddress
from autoservice.ui.entities.order.view_models import OrderViewModel
from autoservice.ui.pages.mechanic_dashboard import AssignedOrdersState
from autoservice.ui.widgets.order_list.state import AGE_SECONDS, OrdersView
from tests.support.runtime import MovableClock, Shop
from tests.ui.pipeline import running_pipeline


async def shown(shop: Shop, clock: MovableClock) -> list[OrderViewModel]:
    """The mechanic's list."""
    query, address = OrdersFilter(active=True), ListAddress("/work", (), "cursor")
    view = OrdersView(AssignedOrdersState, "", query, address)
    values = await view.render(None, Viewer(shop.people.mechanic, "en", "Europe/Moscow", clock()))
    rows: list[OrderViewModel] = values["orders"]
    return rows


async def start(shop: Shop, order: OrderView, number: int = 1) -> None:
    async with shop.runtime.transaction(shop.people.mechanic) as unit:
        await unit.services.progress.start_stage(order.id, order.stages[number - 1].id, StageStep())


async def hold(shop: Shop, order: OrderView) -> None:
    async with shop.runtime.transaction(shop.people.mechanic) as unit:
        held = StageHold(reason=HoldReason.PARTS)
        await unit.services.progress.block_stage(order.id, order.stages[0].id, held)


@pytest.fixture
async def orders(shop: Shop, clock: MovableClock) -> dict[str, OrderView]:
    """Orders of every kind that a mechanic has, an hour apart."""
    found: dict[str, OrderView] = {}
    for name in ("held", "due long", "due", "begun", "another's turn", "his part done"):
        found[name] = await shop.assigned_order()
        clock.now += timedelta(hours=1)
    await start(shop, found["held"])
    await hold(shop, found["held"])
    await start(shop, found["begun"])
    for name, numbers in (("another's turn", [0]), ("his part done", [1, 2, 3])):
        async with shop.runtime.transaction(shop.people.administrator) as unit:
            for number in numbers:
                given = found[name].stages[number].id, shop.people.other_mechanic.user_id
                await unit.services.assignment.assign_stage(found[name].id, *given)
    await shop.complete(found["his part done"], count=1)
    clock.now += timedelta(minutes=10)
    return found


async def test_what_can_be_done_now_stands_first_and_what_waits_longest_before_the_rest(
    shop: Shop, orders: dict[str, OrderView], clock: MovableClock
):
    names = {str(order.id): name for name, order in orders.items()}
    rows = await shown(shop, clock)
    assert [names[row.id] for row in rows] == [
        "begun", "due long", "due", "held", "another's turn", "his part done"
    ]  # fmt: skip
    assert [row.step.heading for row in rows] == [
        "To do now", "", "", "Orders on hold", "Later", "Your part is done"
    ]  # fmt: skip


async def test_each_order_tells_its_next_step_and_since_when(
    shop: Shop, orders: dict[str, OrderView], clock: MovableClock
):
    told = [(row.step.name, row.step.label, row.step.time) for row in await shown(shop, clock)]
    assert told[0] == ("Intake", "Begun", "10 min of about 5 min")
    assert told[1] == ("Intake", "Not begun", "waits 5 h 10 min")
    assert told[3][:2] == ("Intake", "On hold")
    assert told[3][2].startswith("Waiting for parts since ")
    assert told[4] == ("Work (Oil and filter)", "", "after “Intake”")
    assert told[5] == ("", "", "")


async def test_a_step_waits_since_the_one_before_it_was_done(shop: Shop, clock: MovableClock):
    order = await shop.assigned_order()
    clock.now += timedelta(hours=3)
    await shop.complete(order, count=1)
    clock.now += timedelta(minutes=130)
    [row] = await shown(shop, clock)
    assert (row.step.name, row.step.time) == ("Work (Oil and filter)", "waits 2 h 10 min")


async def test_lists_of_others_have_no_steps(shop: Shop, orders: dict[str, OrderView], clock: MovableClock):
    view = OrdersView(AssignedOrdersState, "", OrdersFilter(), ListAddress("/orders", (), "cursor"))
    values = await view.render(None, Viewer(shop.people.client, "en", "Europe/Moscow", clock()))
    assert {row.step.name + row.step.heading for row in values["orders"]} == {""}


async def test_times_in_the_list_are_told_anew_each_minute(shop: Shop):
    session = await shop.sign_in(shop.people.mechanic)
    async with running_pipeline() as pipeline:
        await pipeline.hydrate(session, path="/work")
        await pipeline.send(AssignedOrdersState, "filter_status", session, "/work", status="")
        await pipeline.chain(AssignedOrdersState, "open")
        await pipeline.wire.wait_until(lambda wire: AssignedOrdersState.get_full_name() in wire.text)
        [(_, view)] = rooms._rooms
        assert view.seconds_left() == AGE_SECONDS

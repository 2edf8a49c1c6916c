"""The dashboard: each number is that of the list it leads to, and money is what was agreed."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from autoservice.modules.admin.dashboard.schemas import Dashboard
from autoservice.modules.orders.commands import OrderHold, Reopening
from autoservice.modules.orders.discounts.schemas import OrderDiscount
from autoservice.modules.orders.models import Order
from autoservice.modules.orders.promises.schemas import OrderPromise
from autoservice.modules.orders.schemas import Focus, OrdersFilter, OrdersSort, OrderView
from autoservice.modules.orders.workflow import HoldReason, OrderStatus
from autoservice.modules.progress.schemas import StageHold, StageStep
from autoservice.shared.access import SYSTEM
from autoservice.shared.errors import AccessDenied
from tests.support.board import plan, read_board
from tests.support.runtime import MovableClock, Shop

pytestmark = pytest.mark.both_databases


async def read(shop: Shop) -> Dashboard:
    async with shop.runtime.read_only(shop.people.administrator) as unit:
        return await unit.services.dashboard.read_dashboard()


async def listed(shop: Shop, **filters: Any) -> set[int]:
    """The orders of a list, which counts as many as it has."""
    async with shop.runtime.read_only(shop.people.administrator) as unit:
        page = await unit.services.orders.list_orders(OrdersFilter(sort=OrdersSort.QUEUE, **filters))
    assert page.total == len(page.items)
    return {order.id for order in page.items}


async def deliver(shop: Shop, order: OrderView) -> OrderView:
    return await shop.complete(order, len(order.stages))


async def hold(shop: Shop, order: OrderView, reason: HoldReason) -> None:
    async with shop.runtime.transaction(shop.people.administrator) as unit:
        await unit.services.order_life.hold_order(order.id, OrderHold(reason=reason))


async def slip(shop: Shop, order: OrderView, clock: MovableClock) -> None:
    """Promise the order for the next hour, and let that pass."""
    local = (clock.now + timedelta(hours=1)).astimezone(UTC) + timedelta(hours=3)
    async with shop.runtime.transaction(shop.people.administrator) as unit:
        at = local.replace(tzinfo=None, second=0, microsecond=0)
        await unit.services.promises.promise_order(order.id, OrderPromise(at=at))
    clock.forward(hours=2)
    async with shop.runtime.transaction(SYSTEM) as unit:
        assert await unit.services.promises.record_slip(order.id)


async def test_each_number_counts_the_orders_of_its_list(shop: Shop, clock: MovableClock):
    clock.now = clock.now.replace(hour=6)
    names = ("asked for", "given", "planned", "planned and given", "in the shop", "held", "stage held",
             "late", "late and ready", "done")  # fmt: skip
    found = {name: await shop.place_order() for name in names}
    for name in ("given", "planned and given", "in the shop", "stage held", "late", "late and ready", "done"):
        found[name] = await shop.assign(found[name])
    for name in ("planned", "planned and given"):
        await plan(shop, found[name], shop.today)
    for name in ("in the shop", "late"):
        await shop.complete(found[name])
    await hold(shop, found["held"], HoldReason.APPROVAL)
    blocked = found["stage held"]
    async with shop.runtime.transaction(shop.people.mechanic) as unit:
        progress, stage = unit.services.progress, blocked.stages[0].id
        await progress.start_stage(blocked.id, stage, StageStep())
        await progress.block_stage(blocked.id, stage, StageHold(reason=HoldReason.PARTS))
    for name in ("late", "late and ready"):
        await slip(shop, found[name], clock)
    await shop.complete(found["late and ready"], len(found["late and ready"].stages) - 1)
    await deliver(shop, found["done"])
    ids = {order.id: name for name, order in found.items()}
    expected = {
        Focus.TODAY: {"planned", "planned and given", "in the shop", "stage held", "late", "late and ready"},
        Focus.LATE: {"late"},
        Focus.APPROVAL: {"held"},
        Focus.PARTS: {"stage held"},
        Focus.NEW: {"asked for", "given", "planned"},
    }
    lists = {focus: {ids[id] for id in await listed(shop, focus=focus)} for focus in Focus}
    assert lists == expected
    dashboard = await read(shop)
    assert {focus: getattr(dashboard.orders, focus) for focus in Focus} == {
        focus: len(names) for focus, names in expected.items()
    }
    assert dashboard.orders.open == len(await listed(shop, active=True)) == len(names) - 1
    for state in dashboard.orders.states:
        assert state.count == len(await listed(shop, focus=Focus.TODAY, status=state.status))
    assert sum(state.count for state in dashboard.orders.states) == dashboard.orders.today
    assert [order.id for order in dashboard.late_orders] == [found["late"].id]


async def test_money_is_what_was_completed_today_and_this_month_at_the_price_that_was_agreed(
    shop: Shop, clock: MovableClock
):
    # In Moscow it is a quarter past midnight of the 15th, in UTC still the 14th.
    clock.now = datetime(2026, 12, 14, 21, 15, tzinfo=UTC)
    orders = [await shop.assigned_order(service) for service in ("oil_and_filter", "front_pads", "muffler")]
    discounts = (OrderDiscount(basis_points=1234, reason="x"), OrderDiscount(amount_minor=10**9, reason="x"))
    for order, discount in zip(orders[:2], discounts, strict=True):
        async with shop.runtime.transaction(shop.people.administrator) as unit:
            await unit.services.discounts.discount_order(order.id, discount)
    before = await deliver(shop, await shop.assigned_order())
    clock.forward(minutes=-30)
    yesterday = await deliver(shop, orders[2])
    clock.forward(minutes=30)
    today = [await deliver(shop, order) for order in orders[:2]]
    dashboard = await read(shop)
    prices = [order.price_minor for order in (*today, before)]
    assert (dashboard.day.orders, dashboard.day.revenue_minor) == (3, sum(prices))
    assert today[1].price_minor == 0 < today[0].price_minor < orders[0].price_minor
    assert (dashboard.month.orders, dashboard.month.revenue_minor) == (4, sum(prices) + yesterday.price_minor)
    day = {"completed_from": dashboard.today, "completed_to": dashboard.today}
    assert await listed(shop, **day) == {order.id for order in (*today, before)}
    assert len(await listed(shop, completed_from=dashboard.today.replace(day=1))) == 4
    clock.forward(days=31)
    later = await read(shop)
    assert (later.day.orders, later.month.orders) == (0, 0)


async def test_an_order_that_is_opened_again_is_not_completed_until_it_is_handed_over_once_more(
    shop: Shop, clock: MovableClock
):
    order = await deliver(shop, await shop.assigned_order())
    async with shop.runtime.transaction(shop.people.administrator) as unit:
        command = Reopening(stage_ids=[order.stages[1].id], reason="leaks")
        await unit.services.reopening.reopen_order(order.id, command)
    assert (await read(shop)).month.orders == 0
    clock.forward(hours=1)
    await shop.complete(order, 9)
    [row] = await shop.rows(Order)
    assert (row.status, row.completed_at) == (OrderStatus.DELIVERED, clock.now)


async def test_load_is_that_of_the_board(shop: Shop):
    order, new = await shop.assigned_order(), await shop.place_order()
    await shop.complete(order)
    await plan(shop, new, shop.today)
    board, load = await read_board(shop), (await read(shop)).load
    assert [(one.mechanic_id, one.stages, one.load_minutes) for one in load] == [
        (lane.mechanic_id, lane.count, lane.load_minutes) for lane in board.lanes
    ]
    assert sum(one.load_minutes for one in load) > 0


async def test_a_shop_that_has_nothing_yet_is_told_where_to_begin(shop: Shop):
    dashboard = await read(shop)
    steps = dashboard.first_steps
    assert (steps.opening_hours, steps.mechanics, steps.orders, steps.are_done) == (False, True, False, False)
    assert (dashboard.orders.open, dashboard.day.revenue_minor, dashboard.low_stock) == (0, 0, 0)
    await shop.place_order()
    assert (await read(shop)).first_steps.orders


@pytest.mark.parametrize("who", ["client", "mechanic"])
async def test_the_dashboard_and_its_lists_are_for_administrators(shop: Shop, who: str):
    async with shop.runtime.read_only(getattr(shop.people, who)) as unit:
        with pytest.raises(AccessDenied):
            await unit.services.dashboard.read_dashboard()
        for asked in ({"focus": Focus.LATE}, {"completed_from": shop.today}):
            with pytest.raises(AccessDenied):
                await unit.services.orders.list_orders(OrdersFilter.model_validate(asked))

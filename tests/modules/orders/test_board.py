"""The board: each open order stands under one day or under none, and what was planned before is not lost."""

from datetime import date, timedelta
from typing import Final

import pytest

from autoservice.modules.orders.board.schemas import Board, BoardLane, BoardQuery
from autoservice.modules.orders.commands import OrderHold
from autoservice.modules.orders.opening_hours.schemas import OpeningHours, OpenPeriod, SpecialDay
from autoservice.modules.orders.schemas import OrderView
from autoservice.modules.orders.workflow import HoldReason
from autoservice.shared.errors import AccessDenied
from tests.support.board import lane_of, plan, read_board
from tests.support.runtime import MovableClock, Shop

DAY: Final = timedelta(days=1)
NINE_TO_FIVE: Final = OpenPeriod(opens="9:00", closes="17:00")


def orders_on(board: Board) -> set[int]:
    return {card.order_id for lane in board.lanes for card in lane.cards}


async def hold(shop: Shop, order: OrderView) -> None:
    async with shop.runtime.transaction(shop.people.administrator) as unit:
        await unit.services.order_life.hold_order(order.id, OrderHold(reason=HoldReason.PARTS))


async def open_daily(shop: Shop, *, off: date | None = None) -> None:
    """Let the shop be open for eight hours each day but one."""
    special = [SpecialDay(day=off)] if off else []
    async with shop.runtime.transaction(shop.people.administrator) as unit:
        hours = OpeningHours(version=0, week=[[NINE_TO_FIVE]] * 7, special_days=special)
        await unit.services.opening_hours.set_opening_hours(hours)


@pytest.mark.both_databases
async def test_each_open_order_stands_in_one_place(shop: Shop, clock: MovableClock):
    names = ("asked for", "begun", "held", "for today", "for tomorrow", "begun early", "held for tomorrow",
             "done", "left over")  # fmt: skip
    found = {name: await shop.assigned_order() for name in names}
    await plan(shop, found["left over"], shop.today)
    clock.forward(days=1)
    today, tomorrow = shop.today, shop.today + DAY
    for name in ("for tomorrow", "begun early", "held for tomorrow"):
        await plan(shop, found[name], tomorrow)
    await plan(shop, found["for today"], today)
    for name in ("begun", "begun early"):
        await shop.complete(found[name])
    for name in ("held", "held for tomorrow"):
        await hold(shop, found[name])
    await shop.complete(found["done"], len(found["done"].stages))
    ids = {order.id: name for name, order in found.items()}
    places = {
        "today": await read_board(shop),
        "tomorrow": await read_board(shop, tomorrow),
        "later": await read_board(shop, tomorrow + DAY),
        "none": await read_board(shop, without_day=True),
    }
    assert {place: {ids[id] for id in orders_on(board)} for place, board in places.items()} == {
        "today": {"begun", "for today", "begun early", "left over"},
        "tomorrow": {"for tomorrow", "held for tomorrow"},
        "later": set(),
        "none": {"asked for", "held"},
    }
    assert {board.orders_without_day for board in places.values()} == {2}


async def test_a_lane_has_what_is_left_of_its_mechanics_work_that_day(shop: Shop):
    order, new = await shop.assigned_order(), await shop.place_order()
    await shop.complete(order)
    await plan(shop, new, shop.today)
    board = await read_board(shop)
    nobody, *_ = board.lanes
    assert (nobody.mechanic_id, nobody.count) == (None, len(new.stages))
    lane, left = lane_of(board, shop.people.mechanic), order.stages[1:]
    assert [card.id for card in lane.cards] == [stage.id for stage in left]
    assert (lane.count, lane.load_minutes) == (len(left), sum(stage.norm_minutes for stage in left))
    assert {card.plate for card in lane.cards} == {order.vehicle.plate}
    assert lane_of(board, shop.people.other_mechanic).count == 0
    assert board.load_minutes == nobody.load_minutes + lane.load_minutes


@pytest.mark.both_databases
async def test_a_long_lane_counts_the_rest_and_begins_with_what_is_left_over(shop: Shop, clock: MovableClock):
    orders = [await shop.place_order() for _ in range(14)]
    # The queue has the newest first: by itself the oldest would be among the rest.
    late = await plan(shop, orders[0], shop.today)
    clock.forward(days=1)
    for order in orders[1:]:
        await plan(shop, order, shop.today)
    lane = lane_of(await read_board(shop), None)
    assert (len(lane.cards), lane.count) == (50, 56)
    assert lane.load_minutes > sum(card.norm_minutes for card in lane.cards)
    assert {card.order_id for card in lane.cards[:4]} == {late.id}
    assert {card.scheduled_on for card in lane.cards[4:]} == {shop.today}


async def test_an_order_leaves_one_day_for_another(shop: Shop):
    tomorrow = shop.today + DAY
    order = await plan(shop, await shop.place_order(), tomorrow)
    await plan(shop, order, tomorrow + DAY)
    assert orders_on(await read_board(shop, tomorrow)) == set()
    assert orders_on(await read_board(shop, tomorrow + DAY)) == {order.id}


async def test_nothing_is_open_on_a_day_that_is_over(shop: Shop, clock: MovableClock):
    past = shop.today
    await plan(shop, await shop.place_order(), past)
    clock.forward(days=1)
    board = await read_board(shop, past)
    assert (board.is_over, board.lanes, board.today) == (True, [], shop.today)


async def test_the_day_is_that_of_the_shops_own_calendar(shop: Shop, clock: MovableClock):
    # Half an hour before midnight in Moscow it is still the evening in UTC, half an hour after it, too.
    clock.now = clock.now.replace(hour=20, minute=30) + DAY
    before = (await read_board(shop)).today
    clock.forward(hours=1)
    assert (await read_board(shop)).today == before + DAY


async def test_a_day_has_the_hours_that_the_shop_is_open(shop: Shop):
    tomorrow = shop.today + DAY
    assert (await read_board(shop)).open_minutes is None
    assert (await read_board(shop)).capacity_minutes is None
    await open_daily(shop, off=tomorrow)
    board = await read_board(shop)
    assert (board.open_minutes, board.capacity_minutes) == (480, 2 * 480)
    assert (await read_board(shop, tomorrow)).open_minutes == 0
    assert (await read_board(shop, without_day=True)).open_minutes is None


@pytest.mark.parametrize(
    ("load", "open_minutes", "mechanic_id", "is_working", "overload"),
    [
        (480, 480, 7, True, 0),
        (510, 480, 7, True, 30),
        (30, 0, 7, True, 30),
        (510, None, 7, True, 0),
        # Nobody and who has left have no hours.
        (510, 480, None, True, 0),
        (510, 480, 7, False, 0),
    ],
)
def test_an_overload_is_what_goes_beyond_the_hours_of_the_day(
    load: int, open_minutes: int | None, mechanic_id: int | None, is_working: bool, overload: int
):
    lane = BoardLane(mechanic_id=mechanic_id, is_working=is_working, load_minutes=load)
    day = date(2026, 12, 4)
    board = Board(today=day, day=day, open_minutes=open_minutes, orders_without_day=0, lanes=[lane])
    assert board.overload(lane) == overload


@pytest.mark.parametrize("who", ["client", "mechanic"])
async def test_the_board_is_for_those_who_give_out_work(shop: Shop, who: str):
    async with shop.runtime.read_only(getattr(shop.people, who)) as unit:
        with pytest.raises(AccessDenied):
            await unit.services.board.read_board(BoardQuery())

"""The administrator's board: its address names the day, and an order is planned from it."""

from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import pytest_asyncio

from autoservice.modules.orders.assignees import NOBODY
from autoservice.modules.orders.board.schemas import BoardQuery
from autoservice.modules.orders.opening_hours.schemas import OpeningHours, OpenPeriod
from autoservice.modules.orders.schemas import OrderView
from autoservice.modules.progress.schemas import StageStep
from autoservice.shared.i18n import format_hours
from autoservice.ui.current import Viewer
from autoservice.ui.pages.admin_board.days import read_query
from autoservice.ui.pages.admin_board.state import BoardState, BoardView
from tests.support.board import plan
from tests.support.runtime import MovableClock, Shop
from tests.ui.desk import Desk
from tests.ui.pipeline import running_pipeline

PATH = "/admin/board"
DAY = timedelta(days=1)


@pytest_asyncio.fixture
async def board(shop: Shop) -> AsyncIterator[Desk]:
    """An administrator before the board of today."""
    token = await shop.sign_in(shop.people.administrator)
    async with running_pipeline() as pipeline:
        await pipeline.hydrate(token, PATH)
        desk = Desk(pipeline, token)
        await desk.open(PATH, BoardState)
        yield desk


def shown(board: Desk, var: str) -> Any:
    return board.pipeline.wire.last(BoardState, var)


async def orders_become(board: Desk, *orders: OrderView) -> None:
    """Wait until the lanes have these orders and no others."""
    ids = {str(order.id) for order in orders}

    def is_so(_wire: Any) -> bool:
        try:
            lanes = shown(board, "lanes")
        except IndexError:
            return False
        return {card["order_id"] for lane in lanes for card in lane["cards"]} == ids

    await board.pipeline.wire.wait_until(is_so)


async def choose(board: Desk, order: OrderView, number: int = 1) -> None:
    stage = order.stages[number - 1]
    former = str(stage.mechanic_id or NOBODY)
    seen = {"order_id": str(order.id), "stage_id": str(stage.id), "former": former}
    await board.send(BoardState, "choose", PATH, **seen, title="Приёмка")


async def save_day(board: Desk, day: str) -> None:
    await board.send(BoardState, "plan", PATH, form={"day": day})


@pytest.mark.parametrize(
    ("text", "query"),
    [
        ("", BoardQuery()),
        ("2026-12-04", BoardQuery(day=date(2026, 12, 4))),
        ("none", BoardQuery(without_day=True)),
        ("tomorrow", BoardQuery()),
        ("2026-02-30", BoardQuery()),
        ("9999-12-31", BoardQuery()),
        ("1", BoardQuery()),
    ],
)
def test_the_address_names_a_day_or_none_and_else_it_is_today(text: str, query: BoardQuery):
    assert read_query(text) == query


async def test_orders_come_to_the_day_that_is_open_and_leave_it(board: Desk, shop: Shop):
    order = await shop.place_order()
    await orders_become(board)
    await plan(shop, order, shop.today)
    await shop.relay_all()
    await orders_become(board, order)
    await plan(shop, order, shop.today + DAY)
    await shop.relay_all()
    await orders_become(board)


async def test_an_order_is_planned_for_another_day(board: Desk, shop: Shop):
    order = await plan(shop, await shop.place_order(), shop.today)
    await choose(board, order)
    asked = shown(board, "chosen")
    assert (asked["day"], asked["can_plan"]) == (shop.today.isoformat(), True)
    tomorrow = shop.today + DAY
    await save_day(board, tomorrow.isoformat())
    assert (await shop.order(order.id)).scheduled_on == tomorrow
    assert shown(board, "saved").startswith("Назначено: ")
    assert shown(board, "chosen")["stage_id"] == ""
    # A second press finds nothing that is asked about.
    before = await shop.everything()
    await save_day(board, (tomorrow + DAY).isoformat())
    assert await shop.everything() == before


@pytest.mark.parametrize("day", ["", "2020-01-01", "some day"])
async def test_a_day_that_cannot_be_is_refused_at_its_field_and_asked_again(
    board: Desk, shop: Shop, day: str
):
    order = await shop.place_order()
    await choose(board, order)
    await save_day(board, day)
    assert list(shown(board, "errors")) == ["day"]
    assert (await shop.order(order.id)).scheduled_on is None
    await save_day(board, shop.today.isoformat())
    assert (await shop.order(order.id)).scheduled_on == shop.today


async def test_a_day_that_somebody_else_has_planned_meanwhile_is_kept(board: Desk, shop: Shop):
    order = await shop.place_order()
    await choose(board, order)
    await plan(shop, order, shop.today)
    await save_day(board, (shop.today + DAY).isoformat())
    assert list(shown(board, "errors")) == [""]
    assert shown(board, "chosen")["stage_id"] == ""
    assert (await shop.order(order.id)).scheduled_on == shop.today


async def test_what_is_begun_has_no_other_day_and_stays_somebodys(board: Desk, shop: Shop):
    order = await shop.complete(await shop.assigned_order())
    await choose(board, order, number=2)
    asked = shown(board, "chosen")
    assert (asked["can_plan"], asked["can_unassign"]) == (False, True)
    async with shop.runtime.transaction(shop.people.mechanic) as unit:
        await unit.services.progress.start_stage(order.id, order.stages[1].id, StageStep())
    await choose(board, order, number=2)
    assert shown(board, "chosen")["can_unassign"] is False


async def test_the_chosen_stage_is_given_to_another(board: Desk, shop: Shop):
    order, other = await shop.assigned_order(), shop.people.other_mechanic.user_id
    await choose(board, order)
    await board.send(BoardState, "give_to", PATH, mechanic=str(other))
    stages = (await shop.order(order.id)).stages
    assert [stage.mechanic_id == other for stage in stages] == [True, False, False, False]


@pytest.mark.parametrize("field", ["order_id", "stage_id", "former"])
async def test_a_stage_that_is_none_is_not_asked_about(board: Desk, shop: Shop, field: str):
    order = await shop.place_order()
    seen = {"order_id": str(order.id), "stage_id": str(order.stages[0].id), "former": NOBODY}
    await board.send(BoardState, "choose", PATH, **{**seen, field: "999999x"}, title="")
    assert list(shown(board, "errors")) == [""]
    seen["stage_id"] = "999999"
    await board.send(BoardState, "choose", PATH, **seen, title="")
    assert list(shown(board, "errors")) == [""]


async def test_another_day_is_a_place_of_its_own(board: Desk):
    await board.send(BoardState, "go_to", PATH, form={"day": "2026-12-04"})
    await board.send(BoardState, "go_to", PATH, form={})
    assert board.pipeline.wire.redirects == [f"{PATH}?day=2026-12-04", f"{PATH}?day="]


async def values(shop: Shop, query: BoardQuery) -> Any:
    viewer = Viewer(shop.people.administrator, "en", "Europe/Moscow", shop.runtime.clock())
    return await BoardView("", query).render(None, viewer)


async def test_words_tell_what_is_left_over_and_too_much(shop: Shop, clock: MovableClock):
    # 2026-12-04 is a Friday; the shop is open for six minutes a day.
    clock.now = datetime(2026, 12, 4, 9, tzinfo=UTC)
    async with shop.runtime.transaction(shop.people.administrator) as unit:
        week = [[OpenPeriod(opens="9:00", closes="9:06")]] * 7
        await unit.services.opening_hours.set_opening_hours(OpeningHours(version=0, week=week))
    late = await plan(shop, await shop.assigned_order(), shop.today)
    early = await plan(shop, await shop.assigned_order(), shop.today + 3 * DAY)
    clock.forward(days=1)
    async with shop.runtime.transaction(shop.people.mechanic) as unit:
        await unit.services.progress.start_stage(early.id, early.stages[0].id, StageStep())
    today = await values(shop, BoardQuery())
    lane = next(one for one in today["lanes"] if one.id == str(shop.people.mechanic.user_id))
    minutes = 2 * sum(stage.norm_minutes for stage in late.stages)
    assert lane.load == f"{format_hours('en', minutes)} of 0.1 norm-hours"
    assert lane.overload == f"Overload: {format_hours('en', minutes - 6)} h too much"
    assert {(card.left_over, card.planned) for card in lane.cards} == {
        ("Left over from December 4", ""),
        ("", "Was planned for December 7"),
    }
    day = today["day"]
    assert (day.title, day.hours) == ("Today, Sat, Dec 5, 2026", "The shop is open for 0.1 h.")
    assert day.load == f"{format_hours('en', minutes)} of 0.2 norm-hours"
    # Of what is over nothing is left to be seen.
    assert (day.previous_url, day.next_url) == ("", f"{PATH}?day=2026-12-06")
    sunday = (await values(shop, BoardQuery(day=date(2026, 12, 6))))["day"]
    assert (sunday.title, sunday.previous_url) == ("Sun, Dec 6, 2026", PATH)


async def test_the_board_is_read_anew_when_the_shops_day_ends(shop: Shop, clock: MovableClock):
    # In Moscow it is half past eleven in the evening.
    clock.now = datetime(2026, 12, 4, 20, 30, tzinfo=UTC)
    assert BoardView("", BoardQuery()).seconds_left() == 30 * 60

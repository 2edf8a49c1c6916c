"""The board, as tests read it and plan for it."""

from datetime import date

from autoservice.modules.orders.board.schemas import Board, BoardLane, BoardQuery
from autoservice.modules.orders.commands import Scheduling
from autoservice.modules.orders.schemas import OrderView
from autoservice.shared.access import Actor
from tests.support.runtime import Shop


async def read_board(shop: Shop, day: date | None = None, *, without_day: bool = False) -> Board:
    """The board of a day, of today without one."""
    async with shop.runtime.read_only(shop.people.administrator) as unit:
        return await unit.services.board.read_board(BoardQuery(day=day, without_day=without_day))


def lane_of(board: Board, mechanic: Actor | None) -> BoardLane:
    """The lane of a mechanic, or nobody's."""
    id = mechanic.user_id if mechanic else None
    return next(lane for lane in board.lanes if lane.mechanic_id == id)


async def plan(shop: Shop, order: OrderView, day: date) -> OrderView:
    """Plan the order for a day; returns it as it is then."""
    async with shop.runtime.transaction(shop.people.administrator) as unit:
        await unit.services.order_life.schedule_order(order.id, Scheduling(day=day))
    return await shop.order(order.id)

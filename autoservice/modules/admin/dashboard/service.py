"""The service of the dashboard."""

from datetime import date, timedelta
from typing import Final

from autoservice.modules.admin.dashboard.ports import DashboardRepository
from autoservice.modules.admin.dashboard.schemas import Dashboard, FirstSteps, MechanicLoad, Money
from autoservice.modules.catalog.inventory.schemas import ItemFilter
from autoservice.modules.catalog.inventory.service import InventoryService
from autoservice.modules.orders.board.schemas import Board
from autoservice.modules.orders.board.service import BoardService
from autoservice.modules.orders.schemas import Focus, OrdersFilter, OrdersSort, OrderView
from autoservice.modules.orders.service import OrdersService
from autoservice.modules.orders.shop_days import start_of
from autoservice.shared.access import Permission
from autoservice.shared.service import Service, requires
from autoservice.shared.unit import Unit

# So many of the late orders are shown; their number says how many there are.
SHOWN: Final = 8


class DashboardService(Service):
    """What is to be done in the shop today, and what it has earned."""

    def __init__(
        self,
        unit: Unit,
        dashboard: DashboardRepository,
        orders: OrdersService,
        board: BoardService,
        inventory: InventoryService,
        zone: str,
        currency: str,
    ) -> None:
        super().__init__(unit)
        self._dashboard = dashboard
        self._orders = orders
        self._board = board
        self._inventory = inventory
        self._zone = zone
        self._currency = currency

    @requires(Permission.READ_REPORTS)
    async def read_dashboard(self) -> Dashboard:
        """Return the shop's today.

        As many queries however much there is. They go through the open orders and through those that were
        completed this month, each by an index, and through no others.
        """
        board = await self._board.read_load()
        day, month = await self._sum_money(board.today)
        return Dashboard(
            today=board.today,
            currency=self._currency,
            orders=await self._dashboard.count_orders(board.today),
            late_orders=await self._late_orders(),
            open_minutes=board.open_minutes,
            load=_load(board),
            day=day,
            month=month,
            low_stock=(await self._inventory.list_items(ItemFilter(low=True, size=1))).total,
            first_steps=await self._first_steps(board),
        )

    async def _sum_money(self, today: date) -> tuple[Money, Money]:
        days = today.replace(day=1), today, today + timedelta(days=1)
        month, day, end = (start_of(one, self._zone) for one in days)
        return await self._dashboard.sum_money(month, day, end, self._currency)

    async def _late_orders(self) -> list[OrderView]:
        query = OrdersFilter(focus=Focus.LATE, sort=OrdersSort.QUEUE, size=SHOWN)
        return list((await self._orders.list_orders(query)).items)

    async def _first_steps(self, board: Board) -> FirstSteps:
        return FirstSteps(
            opening_hours=board.open_minutes is not None,
            mechanics=any(lane.has_hours for lane in board.lanes),
            orders=await self._dashboard.has_orders(),
        )


def _load(board: Board) -> list[MechanicLoad]:
    return [
        MechanicLoad(
            mechanic_id=lane.mechanic_id,
            name=lane.name,
            is_working=lane.is_working,
            stages=lane.count,
            load_minutes=lane.load_minutes,
            overload_minutes=board.overload(lane),
        )
        for lane in board.lanes
    ]

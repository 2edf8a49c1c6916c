"""The service of promises: what was promised, and what cannot be kept."""

from datetime import datetime
from typing import Any, Protocol

from autoservice.events.orders import PromiseMade, PromiseMoved, PromiseSlipped
from autoservice.modules.orders.changes import LockedOrder, lock_order
from autoservice.modules.orders.errors import StaleVersion
from autoservice.modules.orders.estimates import Estimates
from autoservice.modules.orders.ports import OrderRepository
from autoservice.modules.orders.promises.columns import moment_of
from autoservice.modules.orders.promises.rules import check_promise, find_slip_reason, is_late
from autoservice.modules.orders.promises.schemas import OrderPromise
from autoservice.modules.orders.schemas import OrderView
from autoservice.modules.orders.service import OrdersService
from autoservice.modules.orders.status import NOTHING_LEFT, OrderAction
from autoservice.shared.access import Permission
from autoservice.shared.service import Service, requires
from autoservice.shared.unit import Unit


class PromisesRepository(Protocol):
    """Which orders are promised."""

    async def promised_after(self, order_id: int) -> list[int]:
        """Return the ids of the next open orders, after that one, whose promise is not known to slip."""
        ...


class PromisesService(Service):
    """Promises of the shop to its clients."""

    def __init__(
        self,
        unit: Unit,
        orders: OrderRepository,
        promises: PromisesRepository,
        views: OrdersService,
        estimates: Estimates,
        zone: str,
    ) -> None:
        super().__init__(unit)
        self._orders = orders
        self._promises = promises
        self._views = views
        self._estimates = estimates
        self._zone = zone

    @requires(Permission.PROMISE_ORDER)
    async def promise_order(self, order_id: int, command: OrderPromise) -> None:
        """Promise an order for a time, or for another one than before; the same again is no second promise.

        Raises ``OrderNotFound``, ``StaleVersion``, ``OrderFinished``, and the errors of ``PROMISE_REFUSED``.
        """
        order = await lock_order(self._unit, self._orders, order_id)
        order.permit_order(OrderAction.PROMISE)
        row = order.row
        if command.version not in (None, row.version):
            raise StaleVersion()
        if (command.at, self._zone) == (row.promised_local, row.promised_zone):
            return
        before = moment_of(row.promised_local, row.promised_zone)
        check_promise(command.at, self._zone, self._unit.now, before, command.reason)
        self._promise(order, command)

    def _promise(self, order: LockedOrder, command: OrderPromise) -> None:
        row = order.row
        former, kind = row.promised_local, PromiseMoved if row.promised_local else PromiseMade
        reason = command.reason.value if command.reason and former else None
        row.promise(command.at, self._zone, reason)
        told: dict[str, Any] = {"at": command.at.isoformat(), "zone": self._zone}
        if reason:
            told["reason"] = reason
        before = {"at": former.isoformat()} if former else None
        order.record(kind(row.id), before=before, after=told, **told)

    @requires(Permission.RUN_REACTIONS)
    async def find_slips(self, after: int = 0) -> tuple[list[int], int | None]:
        """Return which promised orders will be late, and after which order to go on; ``None`` at the end."""
        ids = await self._promises.promised_after(after)
        orders = await self._views.get_orders(ids)
        expected = await self._estimates.find_earliest(orders, self._unit.now)
        late = [order.id for order in orders if self._is_late(order, expected[order.id])]
        return late, max(ids, default=None)

    @requires(Permission.RUN_REACTIONS)
    async def record_slip(self, order_id: int) -> bool:
        """Record that the promise of an order cannot be kept, once for each; returns whether it did."""
        order = await lock_order(self._unit, self._orders, order_id)
        [view] = await self._views.get_orders([order_id])
        expected = await self._estimates.find_earliest([view], self._unit.now)
        if order.row.slipped_at or not self._is_late(view, expected[order_id]):
            return False
        reason = find_slip_reason(order.stages).value
        order.row.slip(reason, self._unit.now)
        order.record(PromiseSlipped(order_id), after={"reason": reason}, reason=reason)
        return True

    def _is_late(self, order: OrderView, expected: datetime | None) -> bool:
        if order.promised_at is None or order.status in NOTHING_LEFT:
            return False
        return is_late(order.promised_at, expected, self._unit.now)

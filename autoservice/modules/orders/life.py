"""The service that moves orders as a whole: planned, taken in, paused, handed over, cancelled, reopened."""

from autoservice.events.orders import (
    OrderCancelled,
    OrderCheckedIn,
    OrderDelivered,
    OrderHeld,
    OrderResumed,
    OrderScheduled,
)
from autoservice.events.progress import StageCompleted
from autoservice.modules.catalog.repair_templates.codes import HANDOVER, INTAKE
from autoservice.modules.orders.changes import LockedOrder, lock_order
from autoservice.modules.orders.commands import Cancellation, OrderHold, OrderStep, Scheduling
from autoservice.modules.orders.order_errors import ReasonMissing
from autoservice.modules.orders.order_rules import find_open
from autoservice.modules.orders.parts.following import PartsFollowUpService
from autoservice.modules.orders.ports import OrderRepository
from autoservice.modules.orders.said import audited
from autoservice.modules.orders.shop_days import check_day
from autoservice.modules.orders.status import OrderAction
from autoservice.shared.access import Permission
from autoservice.shared.service import Service, requires
from autoservice.shared.unit import Unit


class OrderLifeService(Service):
    """The course of an order, as far as it does not follow from its stages alone."""

    def __init__(self, unit: Unit, orders: OrderRepository, parts: PartsFollowUpService, zone: str) -> None:
        super().__init__(unit)
        self._orders = orders
        self._parts = parts
        self._zone = zone

    @requires(Permission.MANAGE_ORDERS)
    async def schedule_order(self, order_id: int, command: Scheduling) -> None:
        """Plan the day of a car that is not here yet; raises ``DayOutOfRange`` and as ``permit_order``."""
        order = await self._permitted(order_id, OrderAction.SCHEDULE, command)
        check_day(command.day, self._unit.now, self._zone, "day")
        row = order.row
        before = audited(row, "scheduled_on")
        if row.scheduled_on == command.day:
            return
        row.scheduled_on = command.day
        day = audited(row, "scheduled_on")
        order.record(OrderScheduled(order_id), before=dict(before), after=dict(day), **day)

    @requires(Permission.WORK_ON_STAGE)
    async def check_in_order(self, order_id: int, command: OrderStep) -> None:
        """Take the car in, which completes the intake; raises as ``permit_order``."""
        order = await self._permitted(order_id, OrderAction.CHECK_IN, command)
        await self._complete(order, INTAKE)
        order.record(OrderCheckedIn(order_id))

    @requires(Permission.MANAGE_ORDERS)
    async def hold_order(self, order_id: int, command: OrderHold) -> None:
        """Put the whole order on hold; raises ``DayOutOfRange`` and as ``permit_order``."""
        order = await self._permitted(order_id, OrderAction.HOLD, command)
        check_day(command.until, self._unit.now, self._zone, "until")
        before = audited(order.row, "held_reason", "held_until")
        order.row.hold(command.reason, command.remark, command.until, self._unit.now)
        after = audited(order.row, "held_reason", "held_until")
        shown = {"reason": after["held_reason"], "until": after["held_until"]}
        order.record(OrderHeld(order_id), before=dict(before), after=dict(after), **shown)

    @requires(Permission.MANAGE_ORDERS)
    async def resume_order(self, order_id: int, command: OrderStep) -> None:
        """Let the work on the order go on; raises as ``permit_order``."""
        order = await self._permitted(order_id, OrderAction.RESUME, command)
        before = audited(order.row, "held_reason")
        order.row.end_hold()
        order.record(OrderResumed(order_id), before=dict(before))

    @requires(Permission.WORK_ON_STAGE)
    async def deliver_order(self, order_id: int, command: OrderStep) -> None:
        """Hand the car over, which completes the last stage; raises as ``permit_order``."""
        order = await self._permitted(order_id, OrderAction.DELIVER, command)
        await self._complete(order, HANDOVER)
        order.record(OrderDelivered(order_id))

    @requires(Permission.CANCEL_ORDER)
    async def cancel_order(self, order_id: int, command: Cancellation) -> None:
        """Cancel an order that is not done, and release its parts.

        Raises ``ReasonMissing`` for the shop, and as ``permit_order``.
        """
        order = await self._permitted(order_id, OrderAction.CANCEL, command)
        by_shop = self._actor.may(Permission.MANAGE_ORDERS)
        if by_shop and not command.reason:
            raise ReasonMissing()
        order.row.cancel(command.reason, self._unit.now)
        order.record(OrderCancelled(order_id), after={"by_shop": by_shop}, by_shop=by_shop)
        await self._parts.drop_unused(order)

    async def _permitted(self, order_id: int, action: OrderAction, command: OrderStep) -> LockedOrder:
        order = await lock_order(self._unit, self._orders, order_id)
        order.permit_order(action, command.version)
        return order

    async def _complete(self, order: LockedOrder, code: str) -> None:
        """Complete the stage of that code, which becomes the actor's if it was nobody's."""
        stage = find_open(order.stages, code)
        assert stage is not None  # noqa: S101 - the rule has found it
        before = {"state": stage.state}
        if stage.mechanic_id is None:
            stage.assign(self._actor.user_id)
        stage.complete(self._actor, self._unit.now)
        completed = StageCompleted(order.row.id, stage.id)
        order.record(completed, before=before, after=stage.audited(self._actor))
        await self._parts.issue_used(order, stage)

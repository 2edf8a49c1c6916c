"""``/api/orders/{id}/...``: the course of an order as a whole."""

from fastapi import APIRouter

from autoservice.api.access import CurrentActor, requires_permission
from autoservice.api.documents import DocumentedRoute, fails_with
from autoservice.api.request_keys import Key
from autoservice.modules.orders.commands import (
    Cancellation,
    OrderHold,
    OrderStep,
    Reopening,
    Scheduling,
)
from autoservice.modules.orders.order_errors import (
    ORDER_REFUSED,
    REOPENING_REFUSED,
    TAKING_REFUSED,
    AlreadyCheckedIn,
    DayOutOfRange,
    OrderBegun,
    OrderNotDone,
    OrderNotOnHold,
    OrderNotReady,
    OrderReady,
    ReasonMissing,
    StageToReopenMissing,
)
from autoservice.modules.orders.schemas import OrderView
from autoservice.runtime.current import transaction
from autoservice.shared.access import Permission
from autoservice.shared.validation import Id

router = APIRouter(prefix="/orders/{order_id}", tags=["orders"], route_class=DocumentedRoute)


@router.post("/schedule")
@requires_permission(Permission.MANAGE_ORDERS)
@fails_with(*ORDER_REFUSED, OrderBegun, OrderReady, DayOutOfRange)
async def schedule_order(order_id: Id, command: Scheduling, actor: CurrentActor, key: Key) -> OrderView:
    """Plan the day on which the car comes."""
    async with transaction(actor, key.of(command)) as unit:
        if not unit.is_repetition:
            await unit.services.order_life.schedule_order(order_id, command)
        return await unit.services.orders.get_order(order_id)


@router.post("/check-in")
@requires_permission(Permission.WORK_ON_STAGE)
@fails_with(*TAKING_REFUSED, AlreadyCheckedIn)
async def check_in_order(
    order_id: Id, actor: CurrentActor, key: Key, command: OrderStep | None = None
) -> OrderView:
    """Take the car in, which completes the intake."""
    command = command or OrderStep()
    async with transaction(actor, key.of(command)) as unit:
        if not unit.is_repetition:
            await unit.services.order_life.check_in_order(order_id, command)
        return await unit.services.orders.get_order(order_id)


@router.post("/hold")
@requires_permission(Permission.MANAGE_ORDERS)
@fails_with(*ORDER_REFUSED, OrderReady, DayOutOfRange)
async def hold_order(order_id: Id, command: OrderHold, actor: CurrentActor, key: Key) -> OrderView:
    """Put the whole order on hold for a reason; the remark is for the shop only."""
    async with transaction(actor, key.of(command)) as unit:
        if not unit.is_repetition:
            await unit.services.order_life.hold_order(order_id, command)
        return await unit.services.orders.get_order(order_id)


@router.post("/resume")
@requires_permission(Permission.MANAGE_ORDERS)
@fails_with(*ORDER_REFUSED, OrderNotOnHold)
async def resume_order(
    order_id: Id, actor: CurrentActor, key: Key, command: OrderStep | None = None
) -> OrderView:
    """Go on with an order that was on hold."""
    command = command or OrderStep()
    async with transaction(actor, key.of(command)) as unit:
        if not unit.is_repetition:
            await unit.services.order_life.resume_order(order_id, command)
        return await unit.services.orders.get_order(order_id)


@router.post("/deliver")
@requires_permission(Permission.WORK_ON_STAGE)
@fails_with(*TAKING_REFUSED, OrderNotReady)
async def deliver_order(
    order_id: Id, actor: CurrentActor, key: Key, command: OrderStep | None = None
) -> OrderView:
    """Hand the car over, which completes the last stage."""
    command = command or OrderStep()
    async with transaction(actor, key.of(command)) as unit:
        if not unit.is_repetition:
            await unit.services.order_life.deliver_order(order_id, command)
        return await unit.services.orders.get_order(order_id)


@router.post("/cancel")
@requires_permission(Permission.CANCEL_ORDER)
@fails_with(*ORDER_REFUSED, OrderReady, OrderBegun, ReasonMissing)
async def cancel_order(order_id: Id, command: Cancellation, actor: CurrentActor, key: Key) -> OrderView:
    """Cancel an order: the shop with a reason, the client while nothing is begun."""
    async with transaction(actor, key.of(command)) as unit:
        if not unit.is_repetition:
            await unit.services.order_life.cancel_order(order_id, command)
        return await unit.services.orders.get_order(order_id)


@router.post("/reopen")
@requires_permission(Permission.MANAGE_ORDERS)
@fails_with(*REOPENING_REFUSED, OrderNotDone, StageToReopenMissing)
async def reopen_order(order_id: Id, command: Reopening, actor: CurrentActor, key: Key) -> OrderView:
    """Open an order that is ready or delivered again, from the named stages on."""
    async with transaction(actor, key.of(command)) as unit:
        if not unit.is_repetition:
            await unit.services.reopening.reopen_order(order_id, command)
        return await unit.services.orders.get_order(order_id)

"""The rules of orders as a whole, as pure functions: why something cannot be done on one now."""

from collections.abc import Sequence
from typing import TypeVar

from autoservice.modules.catalog.repair_templates.codes import HANDOVER, INTAKE
from autoservice.modules.orders.order_errors import (
    AlreadyCheckedIn,
    HandoverBegun,
    OrderBegun,
    OrderNotDone,
    OrderNotOnHold,
    OrderNotReady,
    OrderReady,
    RequestClosed,
)
from autoservice.modules.orders.promises.errors import OrderDone
from autoservice.modules.orders.rules import Refusal, refuse_finished, refuse_taking_over
from autoservice.modules.orders.workflow import (
    BEGUN,
    OPEN_REQUESTS,
    OrderFacts,
    OrderStatus,
    StageFacts,
    is_closed,
)
from autoservice.shared.access import Actor, Permission

Stage = TypeVar("Stage", bound=StageFacts)


def refuse_assign(order: OrderFacts, _by: Actor) -> Refusal:
    """Refuse to give out the work of a finished order."""
    return refuse_finished(order)


def refuse_promise(order: OrderFacts, _by: Actor) -> Refusal:
    """Refuse to promise when a car will be ready that is."""
    return refuse_finished(order) or (OrderDone if order.status == OrderStatus.READY else None)


def refuse_extra_work(order: OrderFacts, _by: Actor) -> Refusal:
    """Refuse to propose work on a finished order."""
    return refuse_finished(order)


def refuse_discount(order: OrderFacts, _by: Actor) -> Refusal:
    """Refuse to change what a finished order comes to."""
    return refuse_finished(order)


def refuse_photo(order: OrderFacts, _by: Actor) -> Refusal:
    """Refuse to add to a request whose work is begun, on hold or over."""
    return None if order.status in OPEN_REQUESTS else RequestClosed


def refuse_add_jobs(order: OrderFacts, _by: Actor) -> Refusal:
    """Refuse to add a service to what is done, or being handed over: its last stage is not done twice."""
    handed_over = any(stage.code == HANDOVER and stage.state in BEGUN for stage in order.stages)
    return _refuse_done(order) or (HandoverBegun if handed_over else None)


def refuse_schedule(order: OrderFacts, _by: Actor) -> Refusal:
    """Refuse to plan the day of a car that is in the shop already."""
    return _refuse_done(order) or (OrderBegun if _is_begun(order) else None)


def refuse_check_in(order: OrderFacts, by: Actor) -> Refusal:
    """Refuse to take a car in twice, or in place of the mechanic who does."""
    stage = find_open(order.stages, INTAKE)
    if refused := refuse_finished(order):
        return refused
    return AlreadyCheckedIn if stage is None else refuse_taking_over(order, stage, by)


def refuse_hold(order: OrderFacts, _by: Actor) -> Refusal:
    """Refuse to pause what is done."""
    return _refuse_done(order)


def refuse_resume(order: OrderFacts, _by: Actor) -> Refusal:
    """Refuse to resume what nobody has put on hold."""
    return refuse_finished(order) or (None if order.held_reason else OrderNotOnHold)


def refuse_deliver(order: OrderFacts, by: Actor) -> Refusal:
    """Refuse to hand over a car while required work is open, all of which the refusal names."""
    if refused := refuse_finished(order):
        return refused
    handover = find_open(order.stages, HANDOVER)
    if order.status != OrderStatus.READY or handover is None:
        return OrderNotReady(_open_work(order.stages))
    return refuse_taking_over(order, handover, by)


def refuse_cancel(order: OrderFacts, by: Actor) -> Refusal:
    """Refuse to cancel what is done; clients also what is begun."""
    if refused := _refuse_done(order):
        return refused
    return OrderBegun if _is_begun(order) and not by.may(Permission.MANAGE_ORDERS) else None


def refuse_reopen(order: OrderFacts, _by: Actor) -> Refusal:
    """Refuse to open again what is not done, or was cancelled."""
    if order.status == OrderStatus.CANCELLED:
        return refuse_finished(order)
    return None if order.status in (OrderStatus.READY, OrderStatus.DELIVERED) else OrderNotDone


def find_open(stages: Sequence[Stage], code: str) -> Stage | None:
    """Return the open stage of that code, if there is one."""
    return next((stage for stage in stages if stage.code == code and not is_closed(stage)), None)


def _refuse_done(order: OrderFacts) -> Refusal:
    return refuse_finished(order) or (OrderReady if order.status == OrderStatus.READY else None)


def _is_begun(order: OrderFacts) -> bool:
    return any(stage.state in BEGUN for stage in order.stages)


def _open_work(stages: Sequence[StageFacts]) -> list[StageFacts]:
    open_ones = (stage for stage in stages if stage.required and not is_closed(stage))
    return [stage for stage in open_ones if stage.code != HANDOVER]

"""An order as a whole: its status and progress, which follow from its stages, and what may be done on it."""

from collections.abc import Iterable, Sequence
from enum import StrEnum
from typing import Final, Protocol

from autoservice.modules.catalog.repair_templates.codes import HANDOVER, INTAKE
from autoservice.modules.orders import order_rules
from autoservice.modules.orders.said import NothingSaid, Said
from autoservice.modules.orders.workflow import (
    FINISHED_ORDERS,
    OrderFacts,
    OrderStatus,
    StageFacts,
    StageState,
    is_closed,
)
from autoservice.shared.access import Actor, Permission

# With these there is nothing left to wait for but the client.
NOTHING_LEFT: Final = FINISHED_ORDERS | {OrderStatus.READY}


class StageWork(Protocol):
    """How much work a stage is, and how far it is."""

    @property
    def state(self) -> str: ...
    @property
    def norm_minutes(self) -> int: ...


NOTHING_SAID: Final = NothingSaid()


def derive_status(current: str, stages: Sequence[StageFacts], said: Said = NOTHING_SAID) -> OrderStatus:
    """Return the status that follows from the stages and from what was said; a finished order stays so.

    Ready means that all required work is closed and only the handover is left;
    the handover's own completion delivers the car. No hold outlasts the work.
    """
    present = OrderStatus(current)
    if said.cancelled_at:
        return OrderStatus.CANCELLED
    if present in FINISHED_ORDERS:
        return present
    required = [stage for stage in stages if stage.required]
    if all(is_closed(stage) for stage in required):
        return OrderStatus.DELIVERED
    if all(is_closed(stage) for stage in required if stage.code != HANDOVER):
        return OrderStatus.READY
    if said.held_reason or _is_blocked(stages):
        return OrderStatus.ON_HOLD
    return _by_activity(stages, planned=said.scheduled_on is not None)


def find_client_rank(status: str) -> int:
    """Return the place of orders of that status in their client's list, the highest first."""
    if status in FINISHED_ORDERS:
        return 0
    return 2 if status == OrderStatus.READY else 1


def _is_blocked(stages: Sequence[StageFacts]) -> bool:
    states = {stage.state for stage in stages}
    return StageState.BLOCKED in states and StageState.IN_PROGRESS not in states


def _by_activity(stages: Sequence[StageFacts], *, planned: bool) -> OrderStatus:
    moving = {StageState.IN_PROGRESS, StageState.BLOCKED, StageState.DONE}
    begun = [stage for stage in stages if stage.state in moving]
    if any(stage.code != INTAKE for stage in begun):
        return OrderStatus.IN_PROGRESS
    if begun:
        return OrderStatus.CHECKED_IN
    assigned = any(stage.state == StageState.ASSIGNED for stage in stages)
    return OrderStatus.SCHEDULED if assigned or planned else OrderStatus.REQUESTED


def progress_percent(stages: Iterable[StageWork]) -> int:
    """Return done norm-hours over active norm-hours, rounded down, so that 100 means all of it."""
    active = [stage for stage in stages if stage.state != StageState.SKIPPED]
    total = sum(stage.norm_minutes for stage in active)
    done = sum(stage.norm_minutes for stage in active if stage.state == StageState.DONE)
    return 100 * done // total if total else 0


class OrderAction(StrEnum):
    """What can be done on an order as a whole."""

    ASSIGN = "assign"
    PROMISE = "promise"
    SCHEDULE = "schedule"
    CHECK_IN = "check_in"
    HOLD = "hold"
    RESUME = "resume"
    DELIVER = "deliver"
    CANCEL = "cancel"
    REOPEN = "reopen"
    PROPOSE_WORK = "propose_work"
    ADD_JOBS = "add_jobs"
    DISCOUNT = "discount"
    SHARE = "share"
    ADD_PHOTO = "add_photo"


ORDER_RULES: Final = {
    OrderAction.ASSIGN: (Permission.ASSIGN_MECHANIC, order_rules.refuse_assign),
    OrderAction.PROMISE: (Permission.PROMISE_ORDER, order_rules.refuse_promise),
    OrderAction.SCHEDULE: (Permission.MANAGE_ORDERS, order_rules.refuse_schedule),
    OrderAction.CHECK_IN: (Permission.WORK_ON_STAGE, order_rules.refuse_check_in),
    OrderAction.HOLD: (Permission.MANAGE_ORDERS, order_rules.refuse_hold),
    OrderAction.RESUME: (Permission.MANAGE_ORDERS, order_rules.refuse_resume),
    OrderAction.DELIVER: (Permission.WORK_ON_STAGE, order_rules.refuse_deliver),
    OrderAction.CANCEL: (Permission.CANCEL_ORDER, order_rules.refuse_cancel),
    OrderAction.REOPEN: (Permission.MANAGE_ORDERS, order_rules.refuse_reopen),
    OrderAction.DISCOUNT: (Permission.MANAGE_ORDERS, order_rules.refuse_discount),
    OrderAction.SHARE: (Permission.SHARE_ORDER, order_rules.refuse_extra_work),
    OrderAction.PROPOSE_WORK: (Permission.PROPOSE_WORK, order_rules.refuse_extra_work),
    OrderAction.ADD_PHOTO: (Permission.PLACE_ORDER, order_rules.refuse_photo),
    OrderAction.ADD_JOBS: (Permission.MANAGE_ORDERS, order_rules.refuse_add_jobs),
}


def check_order(action: OrderAction, order: OrderFacts, by: Actor) -> None:
    """Check that ``by`` may do ``action`` on the order now; raises the refusal of its rule."""
    permission, refuse = ORDER_RULES[action]
    by.check(permission)
    if refused := refuse(order, by):
        raise refused


def available_on_order(order: OrderFacts, by: Actor) -> list[OrderAction]:
    """Return the actions on the order that ``check_order`` lets ``by`` do now."""
    return [
        action
        for action, (permission, refuse) in ORDER_RULES.items()
        if by.may(permission) and not refuse(order, by)
    ]

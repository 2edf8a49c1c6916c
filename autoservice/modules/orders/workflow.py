"""The rules of stages as pure tables and functions: their states, and what may be done on them by whom.

Each action on a stage has one rule. ``check`` enforces it, ``available`` asks it, so that what a
page offers and what a command refuses cannot differ. Nothing here reads a clock or a database.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from operator import attrgetter
from typing import Final, Protocol

from autoservice.modules.orders.errors import (
    NotYourStage,
    OrderFinished,
    StageAlreadyCompleted,
    StageAlreadyStarted,
    StageNotAssigned,
    StageNotBlocked,
    StageOnHold,
    StageOutOfOrder,
    StageTransitionRefused,
)
from autoservice.shared.access import Actor, Permission
from autoservice.shared.errors import DomainError

HANDOVER: Final = "handover"
INTAKE: Final = "intake"
# Stages of the whole order; the others belong to one job each.
SHARED_STAGES: Final = frozenset({INTAKE, HANDOVER})


class OrderStatus(StrEnum):
    """Where a repair order stands."""

    REQUESTED = "requested"
    SCHEDULED = "scheduled"
    CHECKED_IN = "checked_in"
    IN_PROGRESS = "in_progress"
    ON_HOLD = "on_hold"
    READY = "ready"
    DELIVERED = "delivered"
    CANCELLED = "cancelled"


class StageState(StrEnum):
    """Where one stage of an order stands."""

    PENDING = "pending"
    ASSIGNED = "assigned"
    IN_PROGRESS = "in_progress"
    BLOCKED = "blocked"
    DONE = "done"
    SKIPPED = "skipped"


class HoldReason(StrEnum):
    """What a stage on hold waits for."""

    PARTS = "parts"
    APPROVAL = "approval"
    CLIENT = "client"
    SUBLET = "sublet"
    BAY = "bay"


class StageAction(StrEnum):
    """What can be done on a stage."""

    START = "start"
    COMPLETE = "complete"
    BLOCK = "block"
    RESUME = "resume"
    ASSIGN = "assign"
    COMMENT = "comment"
    ATTACH = "attach"


STAGE_TRANSITIONS: Final[dict[StageState, frozenset[StageState]]] = {
    StageState.PENDING: frozenset({StageState.ASSIGNED, StageState.SKIPPED}),
    StageState.ASSIGNED: frozenset({StageState.ASSIGNED, StageState.IN_PROGRESS, StageState.SKIPPED}),
    StageState.IN_PROGRESS: frozenset(
        {StageState.IN_PROGRESS, StageState.BLOCKED, StageState.DONE, StageState.SKIPPED}
    ),
    StageState.BLOCKED: frozenset({StageState.IN_PROGRESS, StageState.SKIPPED}),
    StageState.DONE: frozenset({StageState.IN_PROGRESS}),
    StageState.SKIPPED: frozenset(),
}

CLOSED: Final = frozenset({StageState.DONE, StageState.SKIPPED})
UNDER_WAY: Final = frozenset({StageState.IN_PROGRESS, StageState.BLOCKED})
# The longest remark about a hold.
REMARK_LIMIT: Final = 500
FINISHED_ORDERS: Final = frozenset({OrderStatus.DELIVERED, OrderStatus.CANCELLED})


class StageFacts(Protocol):
    """What the rules need to know of a stage."""

    @property
    def job_id(self) -> int | None: ...
    @property
    def position(self) -> int: ...
    @property
    def parallel_group(self) -> int | None: ...
    @property
    def code(self) -> str: ...
    @property
    def state(self) -> str: ...
    @property
    def required(self) -> bool: ...
    @property
    def mechanic_id(self) -> int | None: ...


class OrderFacts(Protocol):
    """What the rules need to know of an order."""

    @property
    def status(self) -> str: ...
    @property
    def stages(self) -> Sequence[StageFacts]: ...


def may_become(state: str, target: StageState) -> bool:
    """Return whether the table has a transition from ``state`` to ``target``."""
    return target in STAGE_TRANSITIONS[StageState(state)]


def is_closed(stage: StageFacts) -> bool:
    """Return whether nothing is left to do in the stage."""
    return stage.state in CLOSED


def first_open_predecessor(stages: Iterable[StageFacts], stage: StageFacts) -> StageFacts | None:
    """Return the earliest required stage that must be closed before ``stage``.

    Stages of one parallel group do not wait for each other, nor do those of different jobs.
    """
    still_open = (other for other in stages if other.required and not is_closed(other))
    earlier = (other for other in still_open if other.position < stage.position)
    waited_for = (other for other in earlier if _is_sequential(other, stage))
    return min(waited_for, key=attrgetter("position"), default=None)


def _is_sequential(one: StageFacts, other: StageFacts) -> bool:
    """Return whether the later one waits for the earlier one, as shared stages do with those of all jobs."""
    if one.parallel_group is not None and one.parallel_group == other.parallel_group:
        return False
    return one.job_id is None or other.job_id is None or one.job_id == other.job_id


def is_override(stage: StageFacts, by: Actor) -> bool:
    """Return whether ``by`` would act in the place of the mechanic responsible."""
    return stage.mechanic_id != by.user_id


# Why an action is refused now; nothing where it is not.
Refusal = type[DomainError] | None


def refuse_finished(order: OrderFacts) -> Refusal:
    """Refuse changes of a delivered or cancelled order."""
    return OrderFinished if order.status in FINISHED_ORDERS else None


def _out_of_turn(order: OrderFacts, stage: StageFacts) -> Refusal:
    return StageOutOfOrder if first_open_predecessor(order.stages, stage) else None


def _not_the_worker(stage: StageFacts, by: Actor) -> Refusal:
    overrides = by.may(Permission.OVERRIDE_STAGE)
    if stage.mechanic_id is None:
        return StageNotAssigned if overrides else NotYourStage
    return NotYourStage if is_override(stage, by) and not overrides else None


def _no_transition(stage: StageFacts, target: StageState) -> Refusal:
    if stage.state == StageState.BLOCKED:
        return StageOnHold
    return None if may_become(stage.state, target) else StageTransitionRefused


def _refuse_start(order: OrderFacts, stage: StageFacts, by: Actor) -> Refusal:
    if refused := _not_the_worker(stage, by):
        return refused
    if stage.state in (StageState.IN_PROGRESS, StageState.DONE):
        return StageAlreadyStarted
    return (
        _no_transition(stage, StageState.IN_PROGRESS) or _out_of_turn(order, stage) or refuse_finished(order)
    )


def _refuse_complete(order: OrderFacts, stage: StageFacts, by: Actor) -> Refusal:
    if stage.state == StageState.DONE:
        return StageAlreadyCompleted
    if refused := _not_the_worker(stage, by):
        return refused
    # A stage that nobody has begun is begun by its completion.
    unable = None if stage.state == StageState.ASSIGNED else _no_transition(stage, StageState.DONE)
    return unable or _out_of_turn(order, stage) or refuse_finished(order)


def _refuse_block(order: OrderFacts, stage: StageFacts, by: Actor) -> Refusal:
    return _not_the_worker(stage, by) or _no_transition(stage, StageState.BLOCKED) or refuse_finished(order)


def _refuse_resume(order: OrderFacts, stage: StageFacts, by: Actor) -> Refusal:
    not_blocked = None if stage.state == StageState.BLOCKED else StageNotBlocked
    return _not_the_worker(stage, by) or not_blocked or refuse_finished(order)


def _refuse_assign(order: OrderFacts, stage: StageFacts, _by: Actor) -> Refusal:
    return StageAlreadyCompleted if is_closed(stage) else refuse_finished(order)


@dataclass(frozen=True)
class Rule:
    """Who may do something at all, and why not now."""

    permission: Permission
    refuse: Callable[[OrderFacts, StageFacts, Actor], Refusal] = lambda *_: None


RULES: Final[dict[StageAction, Rule]] = {
    StageAction.START: Rule(Permission.WORK_ON_STAGE, _refuse_start),
    StageAction.COMPLETE: Rule(Permission.WORK_ON_STAGE, _refuse_complete),
    StageAction.BLOCK: Rule(Permission.WORK_ON_STAGE, _refuse_block),
    StageAction.RESUME: Rule(Permission.WORK_ON_STAGE, _refuse_resume),
    StageAction.ASSIGN: Rule(Permission.ASSIGN_MECHANIC, _refuse_assign),
    StageAction.COMMENT: Rule(Permission.WORK_ON_STAGE),
    StageAction.ATTACH: Rule(Permission.WORK_ON_STAGE),
}


def check(action: StageAction, order: OrderFacts, stage: StageFacts, by: Actor) -> None:
    """Check that ``by`` may do ``action`` on the stage now; raises the refusal of its rule."""
    rule = RULES[action]
    by.check(rule.permission)
    if refused := rule.refuse(order, stage, by):
        raise refused()


def available(order: OrderFacts, stage: StageFacts, by: Actor) -> list[StageAction]:
    """Return the actions on the stage that ``check`` lets ``by`` do now."""
    return [
        action
        for action, rule in RULES.items()
        if by.may(rule.permission) and not rule.refuse(order, stage, by)
    ]

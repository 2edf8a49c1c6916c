"""The rules of stages as pure functions: what may be done on them, by whom, and why not now.

Each action on a stage has one rule. ``check`` enforces it, ``available`` asks it, so that what a
page offers and what a command refuses cannot differ. Nothing here reads a clock or a database.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from autoservice.modules.catalog.repair_templates.codes import HANDOVER, INTAKE
from autoservice.modules.orders.checklist import find_missing
from autoservice.modules.orders.errors import (
    NothingToUndo,
    NotYourStage,
    NotYourStep,
    OrderFinished,
    StageAlreadyCompleted,
    StageAlreadyStarted,
    StageNotAssigned,
    StageNotBlocked,
    StageOnHold,
    StageOutOfOrder,
    StageTransitionRefused,
    StepBuiltUpon,
    UndoTooLate,
    WorkBegun,
)
from autoservice.modules.orders.order_errors import (
    ChecklistItemNotFound,
    HandoverNotSkipped,
    OrderOnHold,
    StageNotClosed,
)
from autoservice.modules.orders.workflow import (
    FINISHED_ORDERS,
    UNDER_WAY,
    OrderFacts,
    StageAction,
    StageFacts,
    StageState,
    begun_successor,
    is_closed,
    is_override,
    may_become,
    open_predecessors,
)
from autoservice.shared.access import Actor, Permission
from autoservice.shared.errors import DomainError

# Why an action is refused now; nothing where it is not. An error that names what is missing is an instance.
Refusal = type[DomainError] | DomainError | None


def refuse_finished(order: OrderFacts) -> Refusal:
    """Refuse changes of a delivered or cancelled order."""
    return OrderFinished if order.status in FINISHED_ORDERS else None


def _out_of_turn(order: OrderFacts, stage: StageFacts) -> Refusal:
    before = open_predecessors(order.stages, stage)
    return StageOutOfOrder(before) if before else None


def _pauses(order: OrderFacts, stage: StageFacts) -> Refusal:
    """Refuse to begin work on an order on hold; the car may be taken in meanwhile."""
    return OrderOnHold if order.held_reason and stage.code != INTAKE else None


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
    unable = _no_transition(stage, StageState.IN_PROGRESS) or _out_of_turn(order, stage)
    return unable or refuse_finished(order) or _pauses(order, stage)


def refuse_complete(order: OrderFacts, stage: StageFacts, by: Actor) -> Refusal:
    """Refuse to complete a stage that is another's, out of turn, on hold, or lacks answers or its photo."""
    if stage.state == StageState.DONE:
        return StageAlreadyCompleted
    if refused := _not_the_worker(stage, by):
        return refused
    # A stage that nobody has begun is begun by its completion.
    is_new = stage.state == StageState.ASSIGNED
    unable = None if is_new else _no_transition(stage, StageState.DONE)
    refused = unable or _out_of_turn(order, stage) or refuse_finished(order)
    return refused or (_pauses(order, stage) if is_new else None) or find_missing(stage)


def refuse_taking_over(order: OrderFacts, stage: StageFacts, by: Actor) -> Refusal:
    """Refuse as ``refuse_complete`` does; but who runs the shop takes over what is nobody's."""
    if stage.mechanic_id is None and by.may(Permission.MANAGE_ORDERS):
        return _out_of_turn(order, stage) or find_missing(stage)
    return refuse_complete(order, stage, by)


def _refuse_block(order: OrderFacts, stage: StageFacts, by: Actor) -> Refusal:
    return _not_the_worker(stage, by) or _no_transition(stage, StageState.BLOCKED) or refuse_finished(order)


def _refuse_resume(order: OrderFacts, stage: StageFacts, by: Actor) -> Refusal:
    not_blocked = None if stage.state == StageState.BLOCKED else StageNotBlocked
    refused = _not_the_worker(stage, by) or not_blocked or refuse_finished(order)
    return refused or _pauses(order, stage)


def _refuse_skip(order: OrderFacts, stage: StageFacts, _by: Actor) -> Refusal:
    if is_closed(stage):
        return StageAlreadyCompleted
    return HandoverNotSkipped if stage.code == HANDOVER else refuse_finished(order)


def _refuse_reopen(order: OrderFacts, stage: StageFacts, _by: Actor) -> Refusal:
    if not is_closed(stage):
        return StageNotClosed
    return StepBuiltUpon if begun_successor(order.stages, stage) else refuse_finished(order)


def _refuse_answer(order: OrderFacts, stage: StageFacts, by: Actor) -> Refusal:
    if not stage.checklist:
        return ChecklistItemNotFound
    if is_closed(stage):
        return StageAlreadyCompleted
    return _not_the_worker(stage, by) or _out_of_turn(order, stage) or refuse_finished(order)


def _refuse_undo(order: OrderFacts, stage: StageFacts, by: Actor) -> Refusal:
    # What was left out may be nobody's.
    not_theirs = None if stage.state == StageState.SKIPPED else _not_the_worker(stage, by)
    if refused := not_theirs or refuse_finished(order):
        return refused
    if stage.undo_until is None:
        return NothingToUndo
    if stage.undo_by != by.user_id:
        return NotYourStep
    if begun_successor(order.stages, stage):
        return StepBuiltUpon
    return UndoTooLate if order.now > stage.undo_until else None


def _refuse_assign(order: OrderFacts, stage: StageFacts, _by: Actor) -> Refusal:
    return StageAlreadyCompleted if is_closed(stage) else refuse_finished(order)


def _refuse_unassign(order: OrderFacts, stage: StageFacts, by: Actor) -> Refusal:
    if refused := _refuse_assign(order, stage, by):
        return refused
    if stage.mechanic_id is None:
        return StageNotAssigned
    # Begun work is always somebody's: it can only change hands.
    return WorkBegun if stage.state in UNDER_WAY else None


@dataclass(frozen=True)
class Rule:
    """Who may do something at all, and why not now."""

    permission: Permission
    refuse: Callable[[OrderFacts, StageFacts, Actor], Refusal] = lambda *_: None


RULES: Final[dict[StageAction, Rule]] = {
    StageAction.START: Rule(Permission.WORK_ON_STAGE, _refuse_start),
    StageAction.COMPLETE: Rule(Permission.WORK_ON_STAGE, refuse_complete),
    StageAction.BLOCK: Rule(Permission.WORK_ON_STAGE, _refuse_block),
    StageAction.RESUME: Rule(Permission.WORK_ON_STAGE, _refuse_resume),
    StageAction.UNDO: Rule(Permission.WORK_ON_STAGE, _refuse_undo),
    StageAction.SKIP: Rule(Permission.OVERRIDE_STAGE, _refuse_skip),
    StageAction.REOPEN: Rule(Permission.OVERRIDE_STAGE, _refuse_reopen),
    StageAction.ANSWER: Rule(Permission.WORK_ON_STAGE, _refuse_answer),
    StageAction.ASSIGN: Rule(Permission.ASSIGN_MECHANIC, _refuse_assign),
    StageAction.UNASSIGN: Rule(Permission.ASSIGN_MECHANIC, _refuse_unassign),
    StageAction.COMMENT: Rule(Permission.WORK_ON_STAGE),
    StageAction.ATTACH: Rule(Permission.WORK_ON_STAGE),
}


def check(action: StageAction, order: OrderFacts, stage: StageFacts, by: Actor) -> None:
    """Check that ``by`` may do ``action`` on the stage now; raises the refusal of its rule."""
    rule = RULES[action]
    by.check(rule.permission)
    if refused := rule.refuse(order, stage, by):
        raise refused


def available(order: OrderFacts, stage: StageFacts, by: Actor) -> list[StageAction]:
    """Return the actions on the stage that ``check`` lets ``by`` do now."""
    return [
        action
        for action, rule in RULES.items()
        if by.may(rule.permission) and not rule.refuse(order, stage, by)
    ]

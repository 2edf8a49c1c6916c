"""The rules of stages as pure functions: what may be done on them, by whom, and why not now.

Each action on a stage has one rule. ``check`` enforces it, ``available`` asks it, so that what a
page offers and what a command refuses cannot differ. Nothing here reads a clock or a database.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

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
from autoservice.modules.orders.workflow import (
    FINISHED_ORDERS,
    UNDER_WAY,
    OrderFacts,
    StageAction,
    StageFacts,
    StageState,
    begun_successor,
    first_open_predecessor,
    is_closed,
    is_override,
    may_become,
)
from autoservice.shared.access import Actor, Permission
from autoservice.shared.errors import DomainError

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


def _refuse_undo(order: OrderFacts, stage: StageFacts, by: Actor) -> Refusal:
    if refused := _not_the_worker(stage, by) or refuse_finished(order):
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
    StageAction.COMPLETE: Rule(Permission.WORK_ON_STAGE, _refuse_complete),
    StageAction.BLOCK: Rule(Permission.WORK_ON_STAGE, _refuse_block),
    StageAction.RESUME: Rule(Permission.WORK_ON_STAGE, _refuse_resume),
    StageAction.UNDO: Rule(Permission.WORK_ON_STAGE, _refuse_undo),
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
        raise refused()


def available(order: OrderFacts, stage: StageFacts, by: Actor) -> list[StageAction]:
    """Return the actions on the stage that ``check`` lets ``by`` do now."""
    return [
        action
        for action, rule in RULES.items()
        if by.may(rule.permission) and not rule.refuse(order, stage, by)
    ]

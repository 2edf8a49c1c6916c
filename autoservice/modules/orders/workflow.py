"""The states of stages and orders as pure tables, and which stages wait for which.

What may be done on a stage, and by whom, is in ``rules``.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from operator import attrgetter
from typing import Any, Final, Protocol

from autoservice.shared.access import Actor


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
    UNDO = "undo"
    ASSIGN = "assign"
    UNASSIGN = "unassign"
    SKIP = "skip"
    REOPEN = "reopen"
    ANSWER = "answer"
    COMMENT = "comment"
    ATTACH = "attach"


STAGE_TRANSITIONS: Final[dict[StageState, frozenset[StageState]]] = {
    StageState.PENDING: frozenset({StageState.ASSIGNED, StageState.SKIPPED}),
    StageState.ASSIGNED: frozenset(
        {StageState.PENDING, StageState.ASSIGNED, StageState.IN_PROGRESS, StageState.SKIPPED}
    ),
    StageState.IN_PROGRESS: frozenset(
        {StageState.IN_PROGRESS, StageState.BLOCKED, StageState.DONE, StageState.SKIPPED}
    ),
    StageState.BLOCKED: frozenset({StageState.IN_PROGRESS, StageState.SKIPPED}),
    # Closed ones are opened again: the one that is named goes on, what was built upon it is to be done anew.
    StageState.DONE: frozenset({StageState.IN_PROGRESS, StageState.ASSIGNED, StageState.PENDING}),
    StageState.SKIPPED: frozenset({StageState.PENDING, StageState.ASSIGNED}),
}

CLOSED: Final = frozenset({StageState.DONE, StageState.SKIPPED})
UNDER_WAY: Final = frozenset({StageState.IN_PROGRESS, StageState.BLOCKED})
BEGUN: Final = UNDER_WAY | {StageState.DONE}
# How long a step can be taken back.
UNDO_TIME: Final = timedelta(minutes=1)
# The longest remark about a hold, and the longest reason.
REMARK_LIMIT: Final = 500
# As long as an order stands so, its client may add to what was asked for.
OPEN_REQUESTS: Final = frozenset({OrderStatus.REQUESTED, OrderStatus.SCHEDULED, OrderStatus.CHECKED_IN})
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
    @property
    def undo_state(self) -> str | None: ...
    @property
    def undo_by(self) -> int | None: ...
    @property
    def undo_until(self) -> datetime | None: ...
    @property
    def name_ru(self) -> str: ...
    @property
    def name_en(self) -> str: ...
    @property
    def checklist(self) -> Sequence[Mapping[str, str]]: ...
    @property
    def answers(self) -> Mapping[str, Any]: ...
    @property
    def photo_needed(self) -> bool: ...
    @property
    def photo_count(self) -> int: ...


class OrderFacts(Protocol):
    """What the rules need to know of an order; ``now`` is the moment for which they are asked."""

    @property
    def now(self) -> datetime: ...

    @property
    def status(self) -> str: ...
    @property
    def held_reason(self) -> str | None: ...
    @property
    def stages(self) -> Sequence[StageFacts]: ...


def may_become(state: str, target: StageState) -> bool:
    """Return whether the table has a transition from ``state`` to ``target``."""
    return target in STAGE_TRANSITIONS[StageState(state)]


def is_closed(stage: StageFacts) -> bool:
    """Return whether nothing is left to do in the stage."""
    return stage.state in CLOSED


def open_predecessors(stages: Iterable[StageFacts], stage: StageFacts) -> list[StageFacts]:
    """Return the required stages that must be closed before ``stage``, the earliest first.

    Stages of one parallel group do not wait for each other, nor do those of different jobs.
    """
    still_open = (other for other in stages if other.required and not is_closed(other))
    earlier = (other for other in still_open if other.position < stage.position)
    return sorted((other for other in earlier if _is_sequential(other, stage)), key=attrgetter("position"))


def first_open_predecessor(stages: Iterable[StageFacts], stage: StageFacts) -> StageFacts | None:
    """Return the earliest of the ``open_predecessors``."""
    return next(iter(open_predecessors(stages, stage)), None)


def begun_successor(stages: Iterable[StageFacts], stage: StageFacts) -> StageFacts | None:
    """Return a begun stage that could not have been begun while ``stage`` was open, if there is one."""
    return next((other for other in successors(stages, stage) if other.state in BEGUN), None)


def successors(stages: Iterable[StageFacts], stage: StageFacts) -> list[StageFacts]:
    """Return the stages that cannot be begun while ``stage`` is open."""
    later = (other for other in stages if other.position > stage.position)
    return [other for other in later if stage.required and _is_sequential(stage, other)]


def waits_for(stage: StageFacts, other: StageFacts) -> bool:
    """Return whether ``stage`` comes after ``other``: it is begun once that is closed."""
    return other.position < stage.position and _is_sequential(other, stage)


def _is_sequential(one: StageFacts, other: StageFacts) -> bool:
    """Return whether the later one waits for the earlier one, as shared stages do with those of all jobs."""
    if one.parallel_group is not None and one.parallel_group == other.parallel_group:
        return False
    return one.job_id is None or other.job_id is None or one.job_id == other.job_id


def is_override(stage: StageFacts, by: Actor) -> bool:
    """Return whether ``by`` would act in the place of the mechanic responsible."""
    return stage.mechanic_id != by.user_id

"""The rules of orders and stages as pure tables and functions.

Terms, states and invariants are those of the project's domain notes. Nothing
here reads a clock or a database.
"""

from collections.abc import Iterable, Sequence
from enum import StrEnum
from typing import Final, Protocol

HANDOVER: Final = "handover"
INTAKE: Final = "intake"
# The stages of the whole order: each job has its own between them.
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
FINISHED_ORDERS: Final = frozenset({OrderStatus.DELIVERED, OrderStatus.CANCELLED})


class StageWork(Protocol):
    """How much work a stage is, and how far it is."""

    @property
    def state(self) -> str: ...
    @property
    def norm_minutes(self) -> int: ...


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
    def norm_minutes(self) -> int: ...


def may_become(state: str, target: StageState) -> bool:
    """Whether the table has a transition from ``state`` to ``target``."""
    return target in STAGE_TRANSITIONS[StageState(state)]


def is_closed(stage: StageFacts) -> bool:
    """Whether nothing is left to do in the stage."""
    return stage.state in CLOSED


def first_open_predecessor(stages: Iterable[StageFacts], stage: StageFacts) -> StageFacts | None:
    """The earliest required stage that must be closed before ``stage``.

    Stages of one parallel group do not wait for each other, nor do those of different jobs.
    """
    before = (other for other in stages if other.position < stage.position and _in_line(other, stage))
    return next(
        (other for other in sorted(before, key=_position) if other.required and not is_closed(other)), None
    )


def _position(stage: StageFacts) -> int:
    return stage.position


def _in_line(one: StageFacts, other: StageFacts) -> bool:
    """Whether the later one waits for the earlier one; a shared stage is in line with all jobs."""
    if one.parallel_group is not None and one.parallel_group == other.parallel_group:
        return False
    return one.job_id is None or other.job_id is None or one.job_id == other.job_id


def derive_status(current: str, stages: Sequence[StageFacts]) -> OrderStatus:
    """The status that follows from the stages; what they cannot tell (cancelled, on hold) stays.

    Ready means that all required work is closed and only the handover is left;
    the handover's own completion delivers the car.
    """
    present = OrderStatus(current)
    if present in FINISHED_ORDERS:
        return present
    required = [stage for stage in stages if stage.required]
    if all(is_closed(stage) for stage in required):
        return OrderStatus.DELIVERED
    if all(is_closed(stage) for stage in required if stage.code != HANDOVER):
        return OrderStatus.READY
    return OrderStatus.ON_HOLD if _is_blocked(stages) else _by_activity(stages)


def _is_blocked(stages: Sequence[StageFacts]) -> bool:
    states = {stage.state for stage in stages}
    return StageState.BLOCKED in states and StageState.IN_PROGRESS not in states


def _by_activity(stages: Sequence[StageFacts]) -> OrderStatus:
    moving = {StageState.IN_PROGRESS, StageState.BLOCKED, StageState.DONE}
    begun = [stage for stage in stages if stage.state in moving]
    if any(stage.code != INTAKE for stage in begun):
        return OrderStatus.IN_PROGRESS
    if begun:
        return OrderStatus.CHECKED_IN
    assigned = any(stage.state == StageState.ASSIGNED for stage in stages)
    return OrderStatus.SCHEDULED if assigned else OrderStatus.REQUESTED


def progress_percent(stages: Iterable[StageWork]) -> int:
    """Done norm-hours over active norm-hours, rounded down, so that 100 means all of it."""
    active = [stage for stage in stages if stage.state != StageState.SKIPPED]
    total = sum(stage.norm_minutes for stage in active)
    done = sum(stage.norm_minutes for stage in active if stage.state == StageState.DONE)
    return 100 * done // total if total else 0

"""When an order will be done, as pure functions.

What is left is counted along the longest path: jobs and parallel groups do not wait for each other, but a
mechanic does one thing at a time, after what is before it. The handover is the client's to time: an order is
done when the car can be collected.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Protocol

from autoservice.modules.catalog.repair_templates.codes import HANDOVER
from autoservice.modules.orders.calendar import Calendar, add_working_minutes, count_working_minutes
from autoservice.modules.orders.status import NOTHING_LEFT
from autoservice.modules.orders.workflow import (
    StageFacts,
    StageState,
    first_open_predecessor,
    is_closed,
    waits_for,
)

# What is assumed of work that has taken longer than planned: it will not be done in the next second.
LEAST_LEFT: Final = 15


class ScheduledStage(StageFacts, Protocol):
    """What a schedule needs to know of a stage."""

    @property
    def norm_minutes(self) -> int: ...
    @property
    def started_at(self) -> datetime | None: ...
    @property
    def blocked_since(self) -> datetime | None: ...


class ScheduledOrder(Protocol):
    """What a schedule needs to know of an order."""

    @property
    def id(self) -> int: ...
    @property
    def status(self) -> str: ...
    @property
    def stages(self) -> Sequence[ScheduledStage]: ...


@dataclass(frozen=True)
class Work:
    """Open work of a mechanic in an order: norm-minutes, and whether it is begun."""

    order_id: int
    mechanic_id: int
    minutes: int
    is_begun: bool


def work_before(order_id: int, work: Iterable[Work]) -> dict[int, int]:
    """Return for how many minutes each mechanic is busy before the order, by begun work and older orders."""
    before: dict[int, int] = {}
    for one in work:
        if one.order_id != order_id and (one.is_begun or one.order_id < order_id):
            before[one.mechanic_id] = before.get(one.mechanic_id, 0) + one.minutes
    return before


def has_estimate(order: ScheduledOrder) -> bool:
    """Return whether it can be said when the order is done: something is left, it waits for nothing unknown
    and what must be done now is somebody's.
    """
    left = _left(order)
    if not left or any(stage.state == StageState.BLOCKED for stage in left):
        return False
    due = (stage for stage in left if first_open_predecessor(order.stages, stage) is None)
    return all(stage.mechanic_id is not None for stage in due)


def estimate_completion(
    order: ScheduledOrder, before: Mapping[int, int], calendar: Calendar, now: datetime
) -> datetime | None:
    """Return when the order will be done (UTC); ``before`` are the minutes that its mechanics are busy first.

    ``None`` where that cannot be said: see ``has_estimate``, and ``add_working_minutes``.
    """
    return earliest_completion(order, before, calendar, now) if has_estimate(order) else None


def earliest_completion(
    order: ScheduledOrder, before: Mapping[int, int], calendar: Calendar, now: datetime
) -> datetime | None:
    """Return when the order is done if it waits for nothing from now on; ``None`` if nothing is left."""
    left = _left(order)
    if not left:
        return None
    durations = {stage.position: _minutes_left(stage, calendar, now) for stage in left}
    return add_working_minutes(now, _longest_path(left, durations, before), calendar)


def _left(order: ScheduledOrder) -> list[ScheduledStage]:
    if order.status in NOTHING_LEFT:
        return []
    return [one for one in order.stages if one.required and not is_closed(one) and one.code != HANDOVER]


def _minutes_left(stage: ScheduledStage, calendar: Calendar, now: datetime) -> int:
    if stage.started_at is None:
        return stage.norm_minutes
    worked_until = stage.blocked_since or now
    worked = count_working_minutes(stage.started_at, worked_until, calendar, stage.norm_minutes)
    return max(stage.norm_minutes - worked, min(stage.norm_minutes, LEAST_LEFT))


def _longest_path(
    stages: Sequence[ScheduledStage], durations: Mapping[int, int], before: Mapping[int, int]
) -> int:
    """Return after how many minutes the last of the stages ends, each begun as early as it can be."""
    busy = dict(before)
    ends: dict[int, int] = {}
    waiting = list(stages)
    while waiting:
        start, stage = min(
            ((_start(one, stages, ends, busy), one) for one in waiting if _is_ready(one, waiting)),
            key=lambda found: (found[0], found[1].position),
        )
        ends[stage.position] = start + durations[stage.position]
        if stage.mechanic_id is not None:
            # Begun work goes on beside what else is begun, and keeps its mechanic from all that is not.
            free = busy.get(stage.mechanic_id, 0)
            duration = durations[stage.position]
            busy[stage.mechanic_id] = free + duration if _is_begun(stage) else start + duration
        waiting.remove(stage)
    return max(ends.values())


def _is_begun(stage: ScheduledStage) -> bool:
    return stage.started_at is not None


def _is_ready(stage: ScheduledStage, waiting: Sequence[ScheduledStage]) -> bool:
    return _is_begun(stage) or not any(waits_for(stage, other) for other in waiting)


def _start(
    stage: ScheduledStage,
    stages: Sequence[ScheduledStage],
    ends: Mapping[int, int],
    busy: Mapping[int, int],
) -> int:
    if _is_begun(stage):
        return 0
    free = busy.get(stage.mechanic_id, 0) if stage.mechanic_id is not None else 0
    after = (ends[other.position] for other in stages if other.position in ends and waits_for(stage, other))
    return max(free, max(after, default=0))

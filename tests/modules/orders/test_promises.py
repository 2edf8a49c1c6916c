"""What may be promised, and when a promise cannot be kept, as rules."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest

from autoservice.modules.orders.promises.columns import moment_of
from autoservice.modules.orders.promises.errors import PromiseAmbiguous, PromiseInGap, ReasonMissing
from autoservice.modules.orders.promises.rules import (
    PromiseReason,
    check_promise,
    find_slip_reason,
    is_late,
)

BERLIN = "Europe/Berlin"
WINTER = datetime(2026, 3, 1, tzinfo=UTC)
AUTUMN = datetime(2026, 10, 1, tzinfo=UTC)
NOON = datetime(2026, 12, 4, 12, tzinfo=UTC)


@dataclass
class Stage:
    state: str
    blocked_reason: str | None = None


def wall(time: str) -> datetime:
    return datetime.fromisoformat(time)


def test_a_time_that_the_clocks_leave_out_is_refused():
    with pytest.raises(PromiseInGap):
        check_promise(wall("2026-03-29T02:30"), BERLIN, WINTER, None, None)
    check_promise(wall("2026-03-29T03:00"), BERLIN, WINTER, None, None)


def test_a_time_that_comes_twice_is_refused():
    with pytest.raises(PromiseAmbiguous):
        check_promise(wall("2026-10-25T02:30"), BERLIN, AUTUMN, None, None)
    check_promise(wall("2026-10-25T03:00"), BERLIN, AUTUMN, None, None)


def test_only_a_later_promise_needs_a_reason():
    before = datetime(2026, 12, 4, 12, tzinfo=UTC)
    check_promise(wall("2026-12-04T13:00"), BERLIN, AUTUMN, before, None)
    with pytest.raises(ReasonMissing):
        check_promise(wall("2026-12-04T13:01"), BERLIN, AUTUMN, before, None)
    check_promise(wall("2026-12-04T13:01"), BERLIN, AUTUMN, before, PromiseReason.PARTS)


def test_a_promise_is_the_time_on_the_wall_in_summer_and_winter():
    assert moment_of(wall("2026-07-01T18:00"), BERLIN) == datetime(2026, 7, 1, 16, tzinfo=UTC)
    assert moment_of(wall("2026-12-01T18:00"), BERLIN) == datetime(2026, 12, 1, 17, tzinfo=UTC)


@pytest.mark.parametrize(
    ("expected", "now", "late"),
    [
        (30, 0, False),
        (31, 0, True),
        (None, 30, False),
        (None, 31, True),
        (-60, 31, True),
    ],
)
def test_late_is_what_comes_more_than_half_an_hour_after(expected: int | None, now: int, late: bool):
    due = None if expected is None else NOON + timedelta(minutes=expected)
    assert is_late(NOON, due, NOON + timedelta(minutes=now)) is late


@pytest.mark.parametrize(
    ("stages", "reason"),
    [
        ([Stage("done"), Stage("blocked", "parts"), Stage("blocked", "bay")], PromiseReason.PARTS),
        ([Stage("in_progress"), Stage("assigned")], PromiseReason.LONGER),
        # A hold of a later version that promises do not know.
        ([Stage("blocked", "weather")], PromiseReason.LONGER),
    ],
)
def test_the_reason_is_what_the_work_waits_for(stages: list[Stage], reason: PromiseReason):
    assert find_slip_reason(stages) is reason

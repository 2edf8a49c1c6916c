"""When an order is done: along the longest path, after what its mechanics have before it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from autoservice.modules.orders.calendar import Calendar
from autoservice.modules.orders.schedule import (
    Work,
    earliest_completion,
    estimate_completion,
    has_estimate,
    work_before,
)

ALWAYS = Calendar("UTC", (((0, 24 * 60),),) * 7)
NOW = datetime(2026, 12, 4, 10, tzinfo=UTC)
ILYA, PETR = 1, 2


@dataclass
class Stage:
    position: int
    norm_minutes: int
    mechanic_id: int | None = ILYA
    job_id: int | None = 1
    parallel_group: int | None = None
    code: str = "work"
    state: str = "assigned"
    required: bool = True
    started_at: datetime | None = None
    blocked_since: datetime | None = None
    undo_state: str | None = None
    undo_by: int | None = None
    undo_until: datetime | None = None
    name_ru: str = "Работы"
    name_en: str = "Work"
    checklist: Sequence[Mapping[str, str]] = ()
    answers: Mapping[str, Any] = field(default_factory=dict)
    photo_needed: bool = False
    photo_count: int = 0


@dataclass
class Order:
    stages: list[Stage]
    status: str = "scheduled"
    id: int = 7
    now: datetime = field(default=NOW)


def minutes(order: Order, before: dict[int, int] | None = None) -> float | None:
    done = estimate_completion(order, before or {}, ALWAYS, NOW)
    return None if done is None else (done - NOW) / timedelta(minutes=1)


def test_stages_of_a_job_follow_each_other():
    assert minutes(Order([Stage(1, 10), Stage(2, 20), Stage(3, 30)])) == 60


def test_the_handover_is_the_clients_to_time():
    assert minutes(Order([Stage(1, 10), Stage(2, 20, code="handover", job_id=None)])) == 10


def test_jobs_of_two_mechanics_do_not_wait_for_each_other():
    assert minutes(Order([Stage(1, 30, job_id=1), Stage(2, 40, PETR, job_id=2)])) == 40


def test_a_mechanic_does_one_thing_at_a_time():
    assert minutes(Order([Stage(1, 30, job_id=1), Stage(2, 40, job_id=2)])) == 70


def test_stages_of_a_parallel_group_go_on_together():
    both = [Stage(1, 30, ILYA, parallel_group=1), Stage(2, 40, PETR, parallel_group=1)]
    assert minutes(Order([*both, Stage(3, 5)])) == 45


def test_a_mechanic_who_waits_does_what_is_not_waited_for():
    # Ilya's second stage waits an hour for Petr: meanwhile he does the other job.
    first = [Stage(1, 10, ILYA), Stage(2, 60, PETR), Stage(3, 10, ILYA)]
    assert minutes(Order([*first, Stage(4, 50, ILYA, job_id=2)])) == 80


def test_an_order_comes_after_what_its_mechanics_have_before_it():
    order = Order([Stage(1, 10, ILYA), Stage(2, 20, PETR)])
    assert minutes(order, {ILYA: 30}) == 60
    assert minutes(order, {PETR: 100}) == 120
    assert minutes(order, {ILYA: 30, PETR: 100}) == 120


def test_begun_work_is_what_is_left_of_it_and_waits_for_nothing():
    begun = Stage(1, 60, state="in_progress", started_at=NOW - timedelta(minutes=20))
    assert minutes(Order([begun, Stage(2, 10)])) == 50
    assert minutes(Order([begun]), {ILYA: 500}) == 40
    # What has taken longer than planned is not done in the next second.
    begun.started_at = NOW - timedelta(hours=9)
    assert minutes(Order([begun])) == 15


def test_what_is_done_skipped_or_optional_takes_no_time():
    stages = [Stage(1, 10, state="done"), Stage(2, 20, state="skipped"), Stage(3, 40, required=False)]
    assert minutes(Order([*stages, Stage(4, 5)])) == 5


@pytest.mark.parametrize(
    ("order", "why"),
    [
        (Order([Stage(1, 10)], status="ready"), "nothing is left"),
        (Order([Stage(1, 10)], status="cancelled"), "it is over"),
        (Order([Stage(1, 10, state="done")]), "all is done"),
        (Order([Stage(1, 10, None, state="pending")]), "nobody does it"),
        (Order([Stage(1, 10, state="blocked"), Stage(2, 5, job_id=2)]), "it is on hold"),
    ],
)
def test_nothing_is_estimated_where_it_cannot_be(order: Order, why: str):
    assert not has_estimate(order), why
    assert minutes(order) is None, why


def test_later_work_of_nobody_is_counted_all_the_same():
    assert minutes(Order([Stage(1, 10), Stage(2, 20, None, state="pending")])) == 30


def test_without_opening_hours_nothing_is_estimated():
    assert estimate_completion(Order([Stage(1, 10)]), {}, Calendar("UTC"), NOW) is None


def test_what_is_on_hold_takes_at_least_what_is_left_of_it():
    started, held = NOW - timedelta(hours=5), NOW - timedelta(hours=4, minutes=40)
    order = Order([Stage(1, 60, state="blocked", started_at=started, blocked_since=held)])
    assert earliest_completion(order, {}, ALWAYS, NOW) == NOW + timedelta(minutes=40)


def test_before_an_order_come_begun_work_and_older_orders():
    work = [
        Work(order_id=5, mechanic_id=ILYA, minutes=10, is_begun=False),
        Work(order_id=7, mechanic_id=ILYA, minutes=20, is_begun=True),
        Work(order_id=9, mechanic_id=ILYA, minutes=40, is_begun=True),
        Work(order_id=9, mechanic_id=ILYA, minutes=80, is_begun=False),
        Work(order_id=5, mechanic_id=PETR, minutes=5, is_begun=True),
    ]
    assert work_before(7, work) == {ILYA: 50, PETR: 5}

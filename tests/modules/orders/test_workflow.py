"""The rules of orders and stages: tables for what must be, hypothesis for what must never be."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autoservice.modules.catalog.repair_templates.codes import HANDOVER
from autoservice.modules.orders.status import derive_status, progress_percent
from autoservice.modules.orders.workflow import (
    OrderStatus,
    StageState,
    first_open_predecessor,
    is_closed,
    may_become,
)

LETTERS = {
    "P": StageState.PENDING,
    "A": StageState.ASSIGNED,
    "I": StageState.IN_PROGRESS,
    "B": StageState.BLOCKED,
    "D": StageState.DONE,
    "S": StageState.SKIPPED,
}
CODES = ("intake", "work", "check", HANDOVER)


@dataclass(frozen=True)
class Facts:
    """A stage as the rules see it."""

    position: int
    state: str
    code: str = "work"
    required: bool = True
    parallel_group: int | None = None
    norm_minutes: int = 10
    job_id: int | None = None
    mechanic_id: int | None = None
    undo_state: str | None = None
    undo_by: int | None = None
    undo_until: datetime | None = None
    name_ru: str = "Работы"
    name_en: str = "Work"
    checklist: Sequence[Mapping[str, str]] = ()
    answers: Mapping[str, Any] = field(default_factory=dict)
    photo_needed: bool = False
    photo_count: int = 0


def quick(letters: str) -> list[Facts]:
    """A quick job (intake, work, check, handover) with its states by their first letters."""
    return [
        Facts(number, LETTERS[letter], code)
        for number, (letter, code) in enumerate(zip(letters, CODES, strict=True), start=1)
    ]


ALLOWED = {
    *("PA", "PS", "AP", "AA", "AI", "AS", "II", "IB", "ID", "IS", "BI", "BS"),
    # Opened again.
    *("DI", "DA", "DP", "SA", "SP"),
}


@pytest.mark.parametrize("before", LETTERS)
@pytest.mark.parametrize("after", LETTERS)
def test_a_stage_moves_only_along_the_table(before: str, after: str):
    assert may_become(LETTERS[before], LETTERS[after]) is (before + after in ALLOWED)


@pytest.mark.parametrize(
    ("letters", "status"),
    [
        ("PPPP", "requested"),
        ("APPP", "scheduled"),
        ("AAAA", "scheduled"),
        ("IAAA", "checked_in"),
        ("DAAA", "checked_in"),
        ("DIAA", "in_progress"),
        ("DDAA", "in_progress"),
        ("SIAA", "in_progress"),
        ("SSAA", "scheduled"),
        ("DBAA", "on_hold"),
        ("BAAA", "on_hold"),
        ("IBAA", "in_progress"),
        ("DDDA", "ready"),
        ("DDDP", "ready"),
        ("DDDI", "ready"),
        ("DSDA", "ready"),
        ("DDDB", "ready"),
        ("DDDD", "delivered"),
        ("SSSS", "delivered"),
    ],
)
def test_the_status_follows_from_the_stages(letters: str, status: str):
    assert derive_status("requested", quick(letters)) == status


@pytest.mark.parametrize("finished", ["delivered", "cancelled"])
def test_a_finished_order_stays_finished(finished: str):
    assert derive_status(finished, quick("DIAA")) == finished


def test_an_optional_stage_does_not_keep_an_order_from_being_ready():
    stages = [*quick("DDDA"), Facts(5, StageState.PENDING, "wash", required=False)]
    assert derive_status("in_progress", stages) == "ready"


FACTS = st.builds(
    Facts,
    position=st.integers(1, 8),
    state=st.sampled_from([state.value for state in StageState]),
    code=st.sampled_from([*CODES, "paint"]),
    required=st.booleans(),
    parallel_group=st.sampled_from([None, 1, 2]),
    norm_minutes=st.integers(0, 500),
    job_id=st.sampled_from([None, 1, 2]),
)
STAGES = st.lists(FACTS, min_size=1, max_size=9, unique_by=lambda stage: stage.position)
STATUSES = st.sampled_from([status.value for status in OrderStatus])
UNFINISHED = STATUSES.filter(lambda status: status not in ("delivered", "cancelled"))


@given(current=UNFINISHED, stages=STAGES)
def test_an_order_is_never_ready_while_required_work_is_open(current: str, stages: list[Facts]):
    open_work = [
        s for s in stages if s.required and s.code != HANDOVER and s.state not in ("done", "skipped")
    ]
    status = derive_status(current, stages)
    assert (status in (OrderStatus.READY, OrderStatus.DELIVERED)) is not bool(open_work)


@given(current=STATUSES, stages=STAGES)
def test_a_derived_status_is_stable(current: str, stages: list[Facts]):
    once = derive_status(current, stages)
    assert derive_status(once, stages) == once


@given(stages=STAGES)
def test_a_stage_waits_for_every_required_predecessor_but_those_of_its_group_and_of_other_jobs(
    stages: list[Facts],
):
    for stage in stages:
        waits_for = [
            other.position
            for other in stages
            if other.position < stage.position
            and other.required
            and not is_closed(other)
            and (stage.parallel_group is None or other.parallel_group != stage.parallel_group)
            and (None in (stage.job_id, other.job_id) or stage.job_id == other.job_id)
        ]
        found = first_open_predecessor(stages, stage)
        assert (found.position if found else None) == min(waits_for, default=None)


def test_stages_of_one_parallel_group_do_not_wait_for_each_other():
    stages = [Facts(1, "assigned", parallel_group=7), Facts(2, "assigned", parallel_group=7)]
    assert first_open_predecessor(stages, stages[1]) is None


def test_stages_without_a_group_are_not_parallel_to_each_other():
    stages = [Facts(1, "assigned"), Facts(2, "assigned")]
    assert first_open_predecessor(stages, stages[1]) is stages[0]


def two_jobs(letters: str) -> list[Facts]:
    """Intake, work and check of one job, work and check of another, handover; as in ``quick``."""
    codes, jobs = ("intake", "work", "check", "work", "check", HANDOVER), (None, 1, 1, 2, 2, None)
    return [
        Facts(number, LETTERS[letter], code, job_id=job)
        for number, (letter, code, job) in enumerate(zip(letters, codes, jobs, strict=True), start=1)
    ]


@pytest.mark.parametrize(
    ("letters", "waiting_for"),
    [
        ("AAAAAA", [None, 1, 1, 1, 1, 1]),
        ("DAAAAA", [None, None, 2, None, 4, 2]),
        ("DAADAA", [None, None, 2, None, None, 2]),
        ("DDDAAA", [None, None, None, None, 4, 4]),
        ("DDDDDA", [None, None, None, None, None, None]),
    ],
)
def test_jobs_wait_for_the_intake_and_the_handover_waits_for_all_jobs(
    letters: str, waiting_for: list[int | None]
):
    stages = two_jobs(letters)
    found = [first_open_predecessor(stages, stage) for stage in stages]
    assert [before.position if before else None for before in found] == waiting_for


@pytest.mark.parametrize(
    ("letters", "status"), [("DDDAAA", "in_progress"), ("DDDDDA", "ready"), ("DDDDDD", "delivered")]
)
def test_an_order_is_ready_when_all_its_jobs_are(letters: str, status: str):
    assert derive_status("in_progress", two_jobs(letters)) == status


@given(stages=STAGES)
def test_progress_is_done_hours_over_active_hours_rounded_down(stages: list[Facts]):
    active = [stage for stage in stages if stage.state != "skipped"]
    total = sum(stage.norm_minutes for stage in active)
    done = sum(stage.norm_minutes for stage in active if stage.state == "done")
    assert progress_percent(stages) == (int(100 * done / total + 1e-9) if total else 0)


@given(stages=STAGES)
def test_a_hundred_percent_means_all_of_it(stages: list[Facts]):
    left = [s for s in stages if s.state not in ("done", "skipped") and s.norm_minutes]
    assert not (progress_percent(stages) == 100 and left)


@pytest.mark.parametrize(
    ("letters", "percent"),
    [("PPPP", 0), ("DPPP", 25), ("DSPP", 33), ("DIBA", 25), ("DDDD", 100), ("SSSS", 0)],
)
def test_progress_by_example(letters: str, percent: int):
    assert progress_percent(quick(letters)) == percent

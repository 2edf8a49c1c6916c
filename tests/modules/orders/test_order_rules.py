"""The rules of orders and stages in full: every state, every action, every person, against tables by hand."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime

import pytest

from autoservice.modules.orders.checklist import find_missing
from autoservice.modules.orders.errors import StageOutOfOrder
from autoservice.modules.orders.order_errors import OrderNotReady
from autoservice.modules.orders.rules import RULES, available, check
from autoservice.modules.orders.status import (
    ORDER_RULES,
    OrderAction,
    available_on_order,
    check_order,
    derive_status,
)
from autoservice.modules.orders.workflow import StageAction
from autoservice.shared.access import Actor, Role
from autoservice.shared.errors import DomainError
from tests.modules.orders.test_workflow import Facts, quick

NOW = datetime(2026, 11, 26, 9, tzinfo=UTC)
PEOPLE = {
    "administrator": Actor(Role.ADMINISTRATOR, 9),
    "mechanic": Actor(Role.MECHANIC, 7),
    "other_mechanic": Actor(Role.MECHANIC, 8),
    "client": Actor(Role.CLIENT, 5),
    "guest": Actor(Role.GUEST),
}


@dataclass(frozen=True)
class Said:
    """An order as the rules see it."""

    stages: Sequence[Facts]
    held_reason: str | None = None
    cancelled_at: datetime | None = None
    scheduled_on: date | None = None
    now: datetime = NOW

    @property
    def status(self) -> str:
        return derive_status("requested", self.stages, self)


def order(letters: str, **said: object) -> Said:
    """A quick order whose stages are the mechanic's, but for the pending ones, which are nobody's."""
    stages = [replace(one, mechanic_id=None if one.state == "pending" else 7) for one in quick(letters)]
    return Said(stages, **said)  # type: ignore[arg-type]


ORDERS = {
    "requested": order("PPPP"),
    "scheduled": order("AAAA"),
    "scheduled by day": order("PPPP", scheduled_on=date(2026, 12, 5)),
    "checked_in": order("DAAA"),
    "in_progress": order("DIAA"),
    "on_hold": order("DBAA"),
    "on_hold as a whole": order("DAAA", held_reason="parts"),
    "on_hold before it began": order("AAAA", held_reason="parts"),
    "ready": order("DDDA"),
    "ready, the handover is nobody's": order("DDDP"),
    "delivered": order("DDDD"),
    # Work was approved when all the other was done already, and somebody had begun to hand the car over.
    "in_progress, the handover is begun": order("DDAI"),
    "cancelled": order("DIAA", cancelled_at=NOW),
}
NOT_BEGUN = "assign promise schedule check_in hold cancel add_jobs"
BEGUN = "assign promise hold cancel add_jobs"
ALLOWED = {
    "administrator": {
        "requested": NOT_BEGUN,
        "scheduled": NOT_BEGUN,
        "scheduled by day": NOT_BEGUN,
        "checked_in": BEGUN,
        "in_progress": BEGUN,
        "in_progress, the handover is begun": "assign promise hold cancel",
        "on_hold": BEGUN,
        "on_hold as a whole": f"{BEGUN} resume",
        "on_hold before it began": f"{NOT_BEGUN} resume",
        "ready": "assign deliver reopen",
        "ready, the handover is nobody's": "assign deliver reopen",
        "delivered": "reopen",
    },
    "mechanic": {
        "requested": "promise",
        "scheduled": "promise check_in",
        "scheduled by day": "promise",
        "checked_in": "promise",
        "in_progress": "promise",
        "in_progress, the handover is begun": "promise",
        "on_hold": "promise",
        "on_hold as a whole": "promise",
        "on_hold before it began": "promise check_in",
        "ready": "deliver",
    },
    "other_mechanic": dict.fromkeys(
        [
            "requested",
            "scheduled",
            "scheduled by day",
            "checked_in",
            "in_progress",
            "in_progress, the handover is begun",
            "on_hold",
            "on_hold as a whole",
            "on_hold before it began",
        ],
        "promise",
    ),
    "client": {
        "requested": "cancel",
        "scheduled": "cancel",
        "scheduled by day": "cancel",
        "on_hold before it began": "cancel",
    },
}


# What may be done as long as an order is open, wherever it stands.
WHILE_OPEN = {
    "administrator": "propose_work share discount",
    "mechanic": "propose_work",
    "other_mechanic": "propose_work",
    "client": "share",
}
FINISHED = ("delivered", "cancelled")
# The request can be added to until the work begins.
REQUESTS = ("requested", "scheduled", "scheduled by day", "checked_in")
OF_REQUESTS = ("administrator", "client")


@pytest.mark.parametrize("named", ORDERS)
def test_each_order_has_the_status_of_its_name(named: str):
    assert ORDERS[named].status == named.partition(",")[0].partition(" ")[0]


@pytest.mark.parametrize("who", PEOPLE)
@pytest.mark.parametrize("named", ORDERS)
def test_of_an_order_exactly_what_the_table_says_may_be_done(named: str, who: str):
    allowed = set(ALLOWED.get(who, {}).get(named, "").split())
    allowed |= set() if named in FINISHED else set(WHILE_OPEN.get(who, "").split())
    allowed |= {"add_photo"} if named in REQUESTS and who in OF_REQUESTS else set()
    assert set(available_on_order(ORDERS[named], PEOPLE[who])) == allowed
    for action in OrderAction:
        assert refused_on_order(action, ORDERS[named], who) is (action not in allowed)


def refused_on_order(action: OrderAction, asked: Said, who: str) -> bool:
    try:
        check_order(action, asked, PEOPLE[who])
    except DomainError:
        return True
    return False


def test_every_action_has_its_rule():
    assert set(ORDER_RULES) == set(OrderAction)
    assert set(RULES) == set(StageAction)


# The second stage of four, after an intake that is done: what may be done on it in each state.
STAGE_ALLOWED = {
    "administrator": {
        "P": "skip assign",
        "A": "start complete skip assign unassign",
        "I": "complete block skip assign",
        "B": "resume skip assign",
        "D": "reopen",
        "S": "reopen",
    },
    "mechanic": {"A": "start complete", "I": "complete block", "B": "resume"},
}
# Work is not begun while the whole order is on hold; what is begun may be completed.
HELD_BACK = {"A": {"start", "complete"}, "B": {"resume"}}
REPORTS = {"comment", "attach"}


@pytest.mark.parametrize("held", [None, "parts"])
@pytest.mark.parametrize("who", PEOPLE)
@pytest.mark.parametrize("letter", "PAIBDS")
def test_on_a_stage_exactly_what_the_table_says_may_be_done(letter: str, who: str, held: str | None):
    asked = order(f"D{letter}AA", held_reason=held)
    allowed = set(STAGE_ALLOWED.get(who, {}).get(letter, "").split())
    allowed -= HELD_BACK.get(letter, set()) if held else set()
    assert set(available(asked, asked.stages[1], PEOPLE[who])) - REPORTS == allowed


@pytest.mark.parametrize("letters", ["DDDD", "cancelled"])
@pytest.mark.parametrize("who", PEOPLE)
def test_the_stages_of_a_finished_order_offer_nothing(who: str, letters: str):
    asked = ORDERS["cancelled"] if letters == "cancelled" else order(letters)
    for stage in asked.stages:
        assert set(available(asked, stage, PEOPLE[who])) <= REPORTS


def test_a_stage_upon_which_something_was_built_is_not_reopened_alone():
    asked = order("DDIA")
    assert "reopen" not in available(asked, asked.stages[1], PEOPLE["administrator"])


def test_a_handover_is_not_skipped():
    asked = order("DDDA")
    assert "skip" not in available(asked, asked.stages[3], PEOPLE["administrator"])


BOLTS, OIL = {"ru": "Болты", "en": "Bolts"}, {"ru": "Масло", "en": "Oil"}


@pytest.mark.parametrize(
    ("answered", "photos", "missing"),
    [
        ((), 0, "a photo, an answer to “Bolts”, an answer to “Oil”"),
        (("1",), 0, "a photo, an answer to “Oil”"),
        (("1", "2"), 0, "a photo"),
        ((), 2, "an answer to “Bolts”, an answer to “Oil”"),
        (("1", "2"), 1, ""),
    ],
)
def test_a_completion_names_all_that_is_missing_at_once(answered: tuple[str, ...], photos: int, missing: str):
    asked = order("DIAA")
    work = replace(
        asked.stages[1],
        checklist=(BOLTS, OIL),
        answers=dict.fromkeys(answered),
        photo_needed=True,
        photo_count=photos,
    )
    refused = find_missing(work)
    assert (refused.describe("en") if refused else "") == missing
    actions = set(available(replace(asked, stages=[asked.stages[0], work]), work, PEOPLE["mechanic"]))
    assert ("complete" in actions) is not bool(missing)
    assert "answer" in actions


def test_out_of_turn_names_every_stage_that_comes_first():
    asked = order("AAAA")
    stages = [replace(stage, name_en=stage.code) for stage in asked.stages]
    with pytest.raises(StageOutOfOrder) as refused:
        check(StageAction.START, replace(asked, stages=stages), stages[2], PEOPLE["mechanic"])
    assert refused.value.text("en").endswith(": intake, work.")


def test_a_car_is_not_handed_over_while_work_is_open_and_all_of_it_is_named():
    asked = order("DIAA")
    stages = [replace(stage, name_en=stage.code) for stage in asked.stages]
    with pytest.raises(OrderNotReady) as refused:
        check_order(OrderAction.DELIVER, replace(asked, stages=stages), PEOPLE["administrator"])
    assert refused.value.text("en") == "The car is not ready yet. Still to be done: work, check."


@pytest.mark.parametrize(
    ("letters", "said", "status"),
    [
        ("DIAA", {"held_reason": "parts"}, "on_hold"),
        ("DDDA", {"held_reason": "parts"}, "ready"),
        ("PPPP", {"scheduled_on": date(2026, 12, 5)}, "scheduled"),
        ("DPPP", {"scheduled_on": date(2026, 12, 5)}, "checked_in"),
        ("DDDA", {"cancelled_at": NOW}, "cancelled"),
    ],
)
def test_what_people_say_counts_as_far_as_the_stages_leave_it_open(
    letters: str, said: dict[str, object], status: str
):
    assert order(letters, **said).status == status

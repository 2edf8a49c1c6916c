"""The sentence on top of an order: what is happening now, in words that need no knowledge of cars."""

from datetime import UTC, datetime
from typing import Any

import pytest

from autoservice.modules.catalog.starting.services import PROCESSES
from autoservice.modules.orders.jobs import JobKind, JobState
from autoservice.modules.orders.schemas import JobView, OrderView, StageView, VehicleView
from autoservice.modules.orders.status import derive_status
from autoservice.modules.orders.workflow import HoldReason, OrderStatus
from autoservice.shared.access import Actor, Role
from autoservice.shared.i18n import LOCALES
from autoservice.ui.current import Viewer
from autoservice.ui.entities.order.now import PHRASES, sentence_of_now

TUESDAY = datetime(2026, 11, 24, 9, tzinfo=UTC)
NOW = datetime(2026, 11, 25, 9, tzinfo=UTC)
JOBS = {1: ("Передние колодки", "Front pads"), 2: ("Замена АКБ", "Battery")}


def stage(id: int, code: str, state: str = "assigned", job: int | None = 1, **more: Any) -> StageView:
    name = code.replace("_", " ").capitalize()
    fields: dict[str, Any] = dict.fromkeys(StageView.model_fields) | {
        "id": id, "job_id": job, "position": id, "code": code, "name_ru": f"«{name}»", "name_en": name,
        "norm_minutes": 10, "state": state, "mechanic_id": 7, "mechanic_name": "Илья", "version": 1,
        "required": True, "published": True, "photo_needed": False, "checklist": [], "skill": "",
        "blocked_remark": "", "override_reason": "", "answers": {}, "photo_count": 0, "actions": [],
    }  # fmt: skip
    return StageView(**(fields | more))


def order(*stages: StageView, status: OrderStatus | None = None) -> OrderView:
    jobs = sorted({stage.job_id for stage in stages if stage.job_id} or {1})
    return OrderView(
        id=1, number="2026-00001", status=status or derive_status("requested", stages), progress=0,
        version=1, client_id=5, client_name="Анна", service_name_ru="", service_name_en="", price_minor=0,
        currency="RUB", note="",
        vehicle=VehicleView(id=1, plate="A1", vin="", make="Lada", model="Vesta", year=None),
        created_at=NOW, updated_at=NOW, jobs=[job(id) for id in jobs], stages=list(stages), now=NOW,
    )  # fmt: skip


def job(id: int) -> JobView:
    russian, english = JOBS[id]
    return JobView(
        id=id, position=id, kind=JobKind.SERVICE, state=JobState.APPROVED, service_id=1, service_version=1,
        name_ru=russian, name_en=english, price_minor=100, currency="RUB", created_at=NOW,
    )  # fmt: skip


def said(order: OrderView, locale: str = "en", role: Role = Role.CLIENT) -> str:
    return sentence_of_now(order, Viewer(Actor(role, 5), locale, "Europe/Moscow", NOW))


def running(code: str, **more: Any) -> OrderView:
    return order(stage(1, code, "in_progress", **more), stage(2, "handover"))


def test_every_stage_of_the_starting_catalog_has_phrases():
    assert PHRASES.keys() == {stage.code for process in PROCESSES.values() for stage in process}


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("code", [*PHRASES, "washing"])
def test_every_stage_is_told_with_and_without_a_mechanic(code: str, locale: str):
    by_name, by_shop = said(running(code), locale), said(running(code, mechanic_id=None), locale)
    assert by_name.startswith("Илья ") or code == "dry"
    assert "Илья" not in by_shop
    for sentence in (by_name, by_shop):
        assert sentence.endswith(".")
        assert "%" not in sentence


def test_work_names_its_job():
    assert said(running("work")) == "Илья is working on “Front pads”."
    assert said(running("work"), "ru") == "Илья выполняет работу «Передние колодки»."
    assert said(running("work", mechanic_id=None)) == "We are working on “Front pads”."


def test_a_stage_of_the_shops_own_is_called_by_its_name():
    assert said(running("washing")) == "Илья is busy with the stage “Washing”."
    assert said(running("washing", mechanic_id=None), "ru") == "Сейчас: «Washing»."
    assert said(running("work", job=None)) == "Илья is busy with the stage “Work”."


@pytest.mark.parametrize(
    ("reason", "client", "shop"),
    [
        (HoldReason.PARTS, "Waiting for parts since Tuesday.", "Waiting for parts since Tuesday."),
        (
            HoldReason.APPROVAL,
            "Waiting for your approval since Tuesday.",
            "Waiting for the client's approval since Tuesday.",
        ),
        (HoldReason.CLIENT, "Waiting for you since Tuesday.", "Waiting for the client since Tuesday."),
    ],
)
def test_on_hold_says_why_and_since_when(reason: HoldReason, client: str, shop: str):
    waiting = order(stage(1, "parts", "blocked", blocked_reason=reason, blocked_since=TUESDAY))
    assert (said(waiting), said(waiting, role=Role.MECHANIC)) == (client, shop)


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("reason", HoldReason)
def test_each_reason_is_told(reason: HoldReason, locale: str):
    for since in (TUESDAY, None):
        waiting = order(stage(1, "parts", "blocked", blocked_reason=reason, blocked_since=since))
        assert "%" not in said(waiting, locale)
        assert " ." not in said(waiting, locale)


def test_of_several_jobs_each_is_told_with_its_own():
    both = order(
        stage(1, "work", "in_progress"),
        stage(2, "parts", "blocked", 2, blocked_reason=HoldReason.PARTS, blocked_since=TUESDAY),
    )
    assert said(both) == "Илья is working on “Front pads”. Waiting for parts since Tuesday (Battery)."


def test_before_anything_is_begun_who_will_do_it_is_told():
    unassigned = order(stage(1, "intake", "pending", None, mechanic_id=None))
    assert said(unassigned) == "We have your order and will soon assign a mechanic."
    assert said(unassigned, role=Role.ADMINISTRATOR) == "No mechanic is assigned yet."
    assert said(order(stage(1, "intake", job=None))) == "Илья will do the work; it has not begun yet."


def test_between_two_stages_all_that_come_next_are_named():
    due = [stage(2, "work"), stage(3, "work", job=2), stage(4, "handover", job=None)]
    assert said(order(stage(1, "intake", "done", None), *due)) == "Next: Work (Front pads), Work (Battery)."
    assert said(order(stage(1, "intake", "done", None), due[0], due[2])) == "Next: Work (Front pads)."


def test_the_end_is_told():
    ready = order(stage(1, "work", "done"), stage(2, "handover", job=None))
    assert said(ready) == "The car is ready: come and collect it."
    assert said(ready, role=Role.MECHANIC) == "The car is ready to be collected."
    leaving = order(stage(1, "work", "done"), stage(2, "handover", "in_progress", None))
    assert said(leaving) == "Илья is handing the car over."
    assert said(order(stage(1, "work", "done"))) == "Everything is done, the car has been collected."
    cancelled = order(stage(1, "work", "in_progress"), status=OrderStatus.CANCELLED)
    assert said(cancelled) == "The order was cancelled."

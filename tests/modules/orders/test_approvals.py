"""Extra work at the same moment: two approvals and an edit end in one consistent order."""

import asyncio
from types import SimpleNamespace
from typing import Any

from autoservice.modules.orders.approvals.errors import (
    ExtraWorkBegun,
    WorkChanged,
    WorkDecided,
    WorkWithdrawn,
)
from autoservice.modules.orders.approvals.models import JobDecision
from autoservice.modules.orders.approvals.rules import JobAction, available_on_job
from autoservice.modules.orders.approvals.schemas import Decision, NewWork, WorkEdit
from autoservice.modules.orders.schemas import OrderView
from autoservice.shared.access import Actor, Role
from autoservice.shared.errors import DomainError
from tests.support.jobs import job
from tests.support.locks import two_writers
from tests.support.runtime import Shop

PADS = {"name": "Передние колодки", "price_minor": 350_000, "norm_minutes": 60}


def offered(state: str, role: Role, *, stage: str = "", status: str = "in_progress") -> list[str]:
    """Return what somebody may do with extra work in that state, whose only stage is in the other."""
    work = job(2, state)
    work.kind = "extra_work"
    stages = [SimpleNamespace(job_id=2, state=stage)] if stage else []
    order: Any = SimpleNamespace(now=work.created_at, status=status, stages=stages)
    return [action.value for action in available_on_job(order, work, Actor(role, 1))]


def test_what_may_be_done_follows_from_state_and_role():
    change, decide = ["edit", "withdraw"], ["approve", "decline"]
    assert offered("proposed", Role.CLIENT) == decide
    assert offered("proposed", Role.MECHANIC) == [*change, "add_photo"]
    assert offered("proposed", Role.ADMINISTRATOR) == [*change, *decide, "add_photo"]
    assert offered("approved", Role.ADMINISTRATOR, stage="assigned") == change
    assert offered("approved", Role.ADMINISTRATOR, stage="in_progress") == []
    assert offered("declined", Role.CLIENT) == ["approve"]
    assert offered("withdrawn", Role.ADMINISTRATOR) == []
    assert offered("proposed", Role.ADMINISTRATOR, status="delivered") == []
    assert offered("proposed", Role.GUEST) == []


def test_nothing_of_that_can_be_done_with_a_service():
    order: Any = SimpleNamespace(status="in_progress", stages=[])
    assert available_on_job(order, job(1), Actor(Role.ADMINISTRATOR, 1)) == []
    assert set(JobAction) == {"edit", "withdraw", "approve", "decline", "add_photo"}


async def attempt(shop: Shop, who: Actor, *run: Any) -> str:
    """Run a command in a transaction of its own; returns the name of its refusal, if it is one."""
    service, method, *arguments = run
    try:
        async with shop.runtime.transaction(who) as unit:
            await getattr(getattr(unit.services, service), method)(*arguments)
    except DomainError as error:
        return error.code
    return "done"


async def proposed(shop: Shop) -> tuple[OrderView, int]:
    order = await shop.assigned_order()
    async with shop.runtime.transaction(shop.people.mechanic) as unit:
        return order, await unit.services.proposals.propose_work(order.id, NewWork.model_validate(PADS))


@two_writers
async def test_two_approvals_and_an_edit_at_once_leave_one_consistent_order(shop: Shop):
    refusals = {one.code for one in (WorkChanged, WorkDecided, ExtraWorkBegun, WorkWithdrawn)}
    for _ in range(5):
        order, job_id = await proposed(shop)
        seen = Decision(version=1, price_minor=350_000, remark="по телефону")
        edited = WorkEdit.model_validate({**PADS, "price_minor": 400_000, "version": 1})
        outcomes = await asyncio.gather(
            attempt(shop, shop.people.client, "decisions", "approve_work", order.id, job_id, seen),
            attempt(shop, shop.people.administrator, "decisions", "approve_work", order.id, job_id, seen),
            attempt(shop, shop.people.mechanic, "proposals", "edit_work", order.id, job_id, edited),
        )
        # Whenever it came, the edit is the last word: what was approved before it is void.
        assert outcomes[2] == "done"
        assert outcomes[:2].count("done") <= 1
        assert set(outcomes) <= refusals | {"done"}
        after = await shop.order(order.id)
        assert (after.jobs[-1].state, after.jobs[-1].version) == ("proposed", 2)
        assert (after.price_minor, len(after.stages)) == (order.price_minor, len(order.stages))
        assert [stage.position for stage in after.stages] == [1, 2, 3, 4]
        assert len(await shop.rows(JobDecision, job_id=job_id)) == outcomes[:2].count("done")


@two_writers
async def test_of_two_approvals_at_once_one_counts(shop: Shop):
    order, job_id = await proposed(shop)
    seen = Decision(version=1, price_minor=350_000)
    outcomes = await asyncio.gather(
        *(
            attempt(shop, shop.people.client, "decisions", "approve_work", order.id, job_id, seen)
            for _ in range(3)
        )
    )
    assert sorted(outcomes) == ["WorkDecided", "WorkDecided", "done"]
    after = await shop.order(order.id)
    assert after.price_minor == order.price_minor + 350_000
    assert [stage.position for stage in after.stages] == [1, 2, 3, 4, 5]

"""One order under random commands of three people, in a real database, against a model of a few lines.

What is offered is what is accepted; the status is the one that follows from the model's stages and words.
"""

import asyncio
from collections.abc import Iterator
from contextlib import AsyncExitStack
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from autoservice.modules.orders.commands import (
    AddedJobs,
    Cancellation,
    OrderHold,
    OrderStep,
    Reopening,
    Scheduling,
)
from autoservice.modules.orders.schemas import OrderView
from autoservice.modules.orders.workflow import HoldReason
from autoservice.modules.progress.schemas import StageStep
from autoservice.shared.access import Actor
from autoservice.shared.errors import DomainError
from tests.support.runtime import MovableClock, Shop, opened_shop

pytestmark = pytest.mark.both_databases

WHY = "Так решили."
# Of whatever length the chain is by then.
STAGE = st.integers(0, 7)
MOST_STAGES = 8
WORKERS = st.sampled_from(["mechanic", "administrator"])
PEOPLE = st.sampled_from(["client", "mechanic", "administrator"])
CLOSED = ("done", "skipped")


class OrderMachine(RuleBasedStateMachine):
    """A quick order (intake, work, check, handover) that may grow by quick jobs, all of it the mechanic's."""

    shop: Shop
    runner: asyncio.Runner
    clock: MovableClock

    @initialize()
    def place_order(self) -> None:
        self.states = ["assigned"] * 4
        # Of which job each stage is; 0 for those of the whole order.
        self.jobs = [0, 1, 1, 0]
        self.held = self.cancelled = self.delivered = False
        self.order = self.run(self.shop.assigned_order())
        self.ids = [stage.id for stage in self.order.stages]

    @property
    def expected_status(self) -> str:
        if self.cancelled:
            return "cancelled"
        if all(state in CLOSED for state in self.states):
            return "delivered"
        if all(state in CLOSED for state in self.states[:-1]):
            return "ready"
        if self.held:
            return "on_hold"
        begun = [index for index, state in enumerate(self.states) if state in ("in_progress", "done")]
        if not begun:
            return "scheduled"
        return "in_progress" if any(begun) else "checked_in"

    @rule(who=WORKERS, index=STAGE)
    def start(self, who: str, index: int) -> None:
        index %= len(self.states)
        if self.on_stage(who, "start", index, "progress", "start_stage", StageStep()):
            self.states[index] = "in_progress"

    @rule(who=WORKERS, index=STAGE)
    def complete(self, who: str, index: int) -> None:
        index %= len(self.states)
        if self.on_stage(who, "complete", index, "progress", "complete_stage", StageStep()):
            self.states[index] = "done"

    @rule(who=PEOPLE, index=STAGE)
    def skip(self, who: str, index: int) -> None:
        index %= len(self.states)
        if self.on_stage(who, "skip", index, "reopening", "skip_stage", WHY, None):
            self.states[index] = "skipped"

    @rule(who=PEOPLE, index=STAGE)
    def reopen_one(self, who: str, index: int) -> None:
        index %= len(self.states)
        if self.on_stage(who, "reopen", index, "reopening", "reopen_stage", WHY, None):
            self.open_again(index)

    @rule(who=PEOPLE)
    def plan(self, who: str) -> None:
        day = (self.clock.now + timedelta(days=3)).date()
        self.on_order(who, "schedule", "order_life", "schedule_order", Scheduling(day=day))

    @rule(who=PEOPLE)
    def check_in(self, who: str) -> None:
        if self.on_order(who, "check_in", "order_life", "check_in_order", OrderStep()):
            self.states[0] = "done"

    @rule(who=PEOPLE, reason=st.sampled_from(HoldReason))
    def hold(self, who: str, reason: HoldReason) -> None:
        if self.on_order(who, "hold", "order_life", "hold_order", OrderHold(reason=reason)):
            self.held = True

    @rule(who=PEOPLE)
    def resume(self, who: str) -> None:
        if self.on_order(who, "resume", "order_life", "resume_order", OrderStep()):
            self.held = False

    @rule(who=PEOPLE)
    def deliver(self, who: str) -> None:
        if self.on_order(who, "deliver", "order_life", "deliver_order", OrderStep()):
            self.states[-1] = "done"

    @rule(who=PEOPLE, sure=st.integers(0, 5))
    def cancel(self, who: str, sure: int) -> None:
        # Not each time, or nearly all orders would end here.
        if not sure and self.on_order(who, "cancel", "order_life", "cancel_order", Cancellation(reason=WHY)):
            self.cancelled = True

    @rule(who=PEOPLE)
    def add_a_service(self, who: str) -> None:
        if len(self.states) == MOST_STAGES:
            return
        if self.on_order(who, "add_jobs", "order_jobs", "add_jobs", AddedJobs(service_id=2)):
            self.states[-1:-1] = ["assigned"] * 2
            self.jobs[-1:-1] = [max(self.jobs) + 1] * 2
            self.ids = [stage.id for stage in self.seen_by("administrator").stages]

    @rule(who=PEOPLE, index=STAGE)
    def reopen_all_from(self, who: str, index: int) -> None:
        index %= len(self.states) - 1
        closed = self.states[index] in CLOSED
        named = Reopening(reason=WHY, comeback=True, stage_ids=[self.ids[index]] if closed else [])
        if self.on_order(who, "reopen", "reopening", "reopen_order", named):
            later = [one for one in range(len(self.ids)) if self.comes_after(one, index)]
            later = [one for one in later if self.states[one] in CLOSED]
            self.open_again(index)
            for one in later:
                self.states[one] = "assigned"

    @rule()
    def do_what_comes_next(self) -> None:
        left = [index for index, state in enumerate(self.states) if state not in CLOSED]
        if left:
            self.complete("mechanic", left[0])

    def open_again(self, index: int) -> None:
        goes_on = self.states[index] == "done" and index != len(self.states) - 1
        before = [state for one, state in enumerate(self.states) if self.comes_after(index, one)]
        before_is_closed = all(state in CLOSED for state in before)
        self.states[index] = "in_progress" if goes_on and before_is_closed else "assigned"

    def comes_after(self, one: int, other: int) -> bool:
        """Whether a stage waits for the other: jobs do not wait for each other."""
        jobs = {self.jobs[one], self.jobs[other]}
        return other < one and (0 in jobs or len(jobs) == 1)

    @invariant()
    def what_is_stored_is_what_the_model_says(self) -> None:
        order = self.seen_by("administrator")
        assert [stage.state for stage in order.stages] == self.states
        assert [stage.position for stage in order.stages] == list(range(1, len(self.states) + 1))
        assert order.status == self.expected_status
        # No hold outlasts the work.
        if order.status in ("ready", "delivered", "cancelled"):
            self.held = False
        assert (order.held_reason is not None) == self.held

    def on_stage(self, who: str, action: str, index: int, *command: Any) -> bool:
        """Try a command on a stage; return whether it was accepted, which it is exactly if offered."""
        offered = action in self.seen_by(who).stages[index].actions
        service, method, *arguments = command
        accepted = self.attempt(who, service, method, self.ids[index], *arguments)
        assert accepted == offered
        return accepted

    def on_order(self, who: str, action: str, service: str, method: str, command: Any) -> bool:
        offered = action in self.seen_by(who).actions
        accepted = self.attempt(who, service, method, command)
        assert accepted == offered
        return accepted

    def attempt(self, who: str, service: str, method: str, *arguments: Any) -> bool:
        async def run() -> bool:
            try:
                async with self.shop.runtime.transaction(self.person(who)) as unit:
                    await getattr(getattr(unit.services, service), method)(self.order.id, *arguments)
            except DomainError:
                return False
            return True

        accepted: bool = self.run(run())
        return accepted

    def seen_by(self, who: str) -> OrderView:
        async def read() -> OrderView:
            async with self.shop.runtime.read_only(self.person(who)) as unit:
                return await unit.services.orders.get_order(self.order.id)

        order: OrderView = self.run(read())
        return order

    def person(self, who: str) -> Actor:
        person: Actor = getattr(self.shop.people, who)
        return person

    def run(self, coroutine: Any) -> Any:
        return self.runner.run(coroutine)


@pytest.fixture
def machine(database_url: str, tmp_path: Path) -> Iterator[type[OrderMachine]]:
    """The machine over a shop whose event loop outlives the single steps."""
    with asyncio.Runner() as runner:
        stack = AsyncExitStack()
        clock = MovableClock()
        shop = runner.run(stack.enter_async_context(opened_shop(database_url, tmp_path, clock=clock)))
        yield type("Machine", (OrderMachine,), {"shop": shop, "runner": runner, "clock": clock})
        runner.run(stack.aclose())


def test_a_whole_order_is_what_its_people_have_done_with_it(machine: type[OrderMachine]):
    limits = settings(
        max_examples=8, stateful_step_count=25, deadline=None, suppress_health_check=list(HealthCheck)
    )
    run_state_machine_as_test(machine, settings=limits)

"""Orders under random steps by random people, in a real database, against a model of the invariants.

Whatever people try and in whatever sequence: the answer is the one the rules give, and what is
stored keeps the invariants of the domain notes (1, 2, 3, 5, 9).
"""

import asyncio
from collections import Counter
from collections.abc import Iterator
from contextlib import AsyncExitStack, suppress
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from sqlalchemy import select
from sqlmodel import col

from autoservice.modules.orders.errors import OrderNotFound
from autoservice.modules.orders.models import OrderStage
from autoservice.modules.orders.schemas import OrderView
from autoservice.modules.orders.workflow import HoldReason
from autoservice.modules.progress.schemas import StageHold, StageStep
from autoservice.shared.access import SYSTEM, Actor
from autoservice.shared.errors import DomainError
from tests.support.runtime import MovableClock, Shop, opened_shop

pytestmark = pytest.mark.both_databases

STAGES = 6
STAGE = st.integers(0, STAGES - 1)
WORKERS = st.sampled_from(["mechanic", "other_mechanic", "administrator"])
MECHANICS = st.sampled_from(["mechanic", "other_mechanic"])
SHAPES = st.fixed_dictionaries(
    {
        # A car always has to be taken in, or the order would be over before it began.
        "required": st.lists(st.booleans(), min_size=STAGES - 1, max_size=STAGES - 1).map(
            lambda more: [True, *more]
        ),
        "groups": st.lists(st.sampled_from([None, None, 1, 2]), min_size=STAGES, max_size=STAGES),
    }
)


class StageMachine(RuleBasedStateMachine):
    """One order of six stages. ``states`` and ``owners`` are what we expect of it."""

    shop: Shop
    runner: asyncio.Runner
    clock: MovableClock

    @initialize(shape=SHAPES)
    def place_order(self, shape: dict[str, Any]) -> None:
        self.required, self.groups = shape["required"], shape["groups"]
        self.states = ["pending"] * STAGES
        self.owners: list[str | None] = [None] * STAGES
        # The state before the last step, if that was a start or completion, and who made it.
        self.steps: list[tuple[str, str] | None] = [None] * STAGES
        self.ends = [self.clock.now] * STAGES
        self.order = self.run(self.shop.place_order("front_pads"))
        self.ids = [stage.id for stage in self.order.stages]
        self.run(self.shape_stages())

    async def shape_stages(self) -> None:
        async with self.shop.runtime.transaction(SYSTEM) as unit:
            query = select(OrderStage).filter_by(order_id=self.order.id).order_by(col(OrderStage.position))
            for index, stage in enumerate((await unit.session.scalars(query)).all()):
                stage.required, stage.parallel_group = self.required[index], self.groups[index]

    @rule(index=STAGE, who=MECHANICS)
    def assign_stage(self, index: int, who: str) -> None:
        expected = self.expect_assignment(index)
        worker = self.person(who).user_id
        assert self.attempt("assignment", "assign_stage", "administrator", index, worker) == expected
        if not expected:
            self.give(index, who)

    @rule(index=STAGE)
    def take_a_stage_away(self, index: int) -> None:
        expected = self.expect_taking_away(index)
        assert self.attempt("assignment", "assign_stage", "administrator", index, None) == expected
        if not expected:
            self.states[index], self.owners[index] = "pending", None

    @rule(who=MECHANICS)
    def assign_everything_that_is_open(self, who: str) -> None:
        if self.delivered:
            return
        self.run(self.shop.assign(self.order, self.person(who)))
        for index in range(STAGES):
            if self.states[index] != "done":
                self.give(index, who)

    @rule(index=STAGE, who=WORKERS)
    def start_stage(self, index: int, who: str) -> None:
        expected = self.expect_start(index, who)
        assert self.attempt("progress", "start_stage", who, index, StageStep()) == expected
        if not expected:
            self.step(index, "in_progress", who)

    @rule(index=STAGE, who=WORKERS)
    def complete_stage(self, index: int, who: str) -> None:
        expected = self.expect_completion(index, who)
        assert self.attempt("progress", "complete_stage", who, index, StageStep()) == expected
        if not expected:
            self.step(index, "done", who)

    @rule(index=STAGE, who=WORKERS)
    def undo_step(self, index: int, who: str) -> None:
        expected = self.expect_undo(index, who)
        assert self.attempt("undo", "undo_step", who, index, StageStep()) == expected
        if not expected:
            self.states[index] = (self.steps[index] or ("",))[0]
            self.steps[index] = None

    @rule(seconds=st.sampled_from([30, 31]))
    def let_time_pass(self, seconds: int) -> None:
        self.clock.forward(seconds=seconds)

    @rule(index=STAGE, who=WORKERS, reason=st.sampled_from(HoldReason))
    def block_stage(self, index: int, who: str, reason: HoldReason) -> None:
        expected = self.expect_block(index, who)
        hold = StageHold(reason=reason, remark="Ждём.")
        assert self.attempt("progress", "block_stage", who, index, hold) == expected
        if not expected:
            self.step(index, "blocked")

    @rule(index=STAGE, who=WORKERS)
    def resume_stage(self, index: int, who: str) -> None:
        expected = self.expect_resumption(index, who)
        assert self.attempt("progress", "resume_stage", who, index, StageStep()) == expected
        if not expected:
            self.step(index, "in_progress")

    @rule(who=WORKERS)
    def complete_the_first_open_stage(self, who: str) -> None:
        still_open = [index for index in range(STAGES) if self.states[index] != "done"]
        if still_open:
            self.complete_stage(still_open[0], who)

    @invariant()
    def what_is_stored_is_what_the_rules_say(self) -> None:
        order = self.run(self.shop.order(self.order.id))
        assert [stage.state for stage in order.stages] == self.states
        assert order.progress == self.expected_progress(order.stages)
        assert (order.status in ("ready", "delivered")) == (not self.open_work())
        assert (order.status == "delivered") == self.delivered
        if self.open_work() and "in_progress" not in self.states:
            assert (order.status == "on_hold") == ("blocked" in self.states)

    @invariant()
    def what_may_be_done_is_what_would_not_be_refused(self) -> None:
        for who in ("mechanic", "other_mechanic", "administrator"):
            order = self.seen_by(who)
            for index, stage in enumerate(order.stages if order else ()):
                refused = {
                    "start": self.expect_start(index, who),
                    "complete": self.expect_completion(index, who),
                    "block": self.expect_block(index, who),
                    "resume": self.expect_resumption(index, who),
                    "undo": self.expect_undo(index, who),
                    "assign": self.expect_assignment(index) if who == "administrator" else "AccessDenied",
                    "unassign": self.expect_taking_away(index) if who == "administrator" else "AccessDenied",
                    "skip": self.expect_skip(index) if who == "administrator" else "AccessDenied",
                    "reopen": self.expect_reopening(index) if who == "administrator" else "AccessDenied",
                    "answer": "ChecklistItemNotFound",
                    "comment": "",
                    "attach": "",
                }
                assert set(stage.actions) == {action for action, error in refused.items() if not error}

    def seen_by(self, who: str) -> OrderView | None:
        async def read() -> OrderView | None:
            async with self.shop.runtime.read_only(self.person(who)) as unit:
                with suppress(OrderNotFound):
                    return await unit.services.orders.get_order(self.order.id)
            return None

        order: OrderView | None = self.run(read())
        return order

    @invariant()
    def only_a_stage_on_hold_has_a_reason(self) -> None:
        order = self.run(self.shop.order(self.order.id))
        assert [bool(stage.blocked_reason) for stage in order.stages] == [
            state == "blocked" for state in self.states
        ]

    @invariant()
    def the_timeline_is_numbered_without_gaps(self) -> None:
        entries = self.run(self.shop.timeline(self.order.id))
        assert [entry.number for entry in entries] == list(range(1, len(entries) + 1))
        done = Counter(entry.stage_id for entry in entries if entry.kind == "stage_completed")
        undone = Counter(entry.stage_id for entry in entries if entry.kind == "stage_completion_undone")
        assert done - undone == Counter(
            {self.ids[index]: 1 for index in range(STAGES) if self.states[index] == "done"}
        )

    def expect_assignment(self, index: int) -> str:
        if self.states[index] == "done":
            return "StageAlreadyCompleted"
        return self.order_finished()

    def expect_taking_away(self, index: int) -> str:
        if refused := self.expect_assignment(index):
            return refused
        if self.owners[index] is None:
            return "StageNotAssigned"
        return "WorkBegun" if self.states[index] in ("in_progress", "blocked") else ""

    def expect_start(self, index: int, who: str) -> str:
        if refused := self.invisible(who) or self.not_the_worker(index, who):
            return refused
        if self.states[index] in ("in_progress", "done"):
            return "StageAlreadyStarted"
        return self.on_hold(index) or self.not_its_turn(index)

    def expect_completion(self, index: int, who: str) -> str:
        if refused := self.invisible(who):
            return refused
        if self.states[index] == "done":
            return "StageAlreadyCompleted"
        return self.not_the_worker(index, who) or self.on_hold(index) or self.not_its_turn(index)

    def expect_block(self, index: int, who: str) -> str:
        if refused := self.invisible(who) or self.not_the_worker(index, who) or self.on_hold(index):
            return refused
        if self.states[index] != "in_progress":
            return "StageTransitionRefused"
        return self.order_finished()

    def expect_resumption(self, index: int, who: str) -> str:
        if refused := self.invisible(who) or self.not_the_worker(index, who):
            return refused
        return self.order_finished() if self.states[index] == "blocked" else "StageNotBlocked"

    def expect_skip(self, index: int) -> str:
        if self.states[index] == "done":
            return "StageAlreadyCompleted"
        return "HandoverNotSkipped" if index == STAGES - 1 else self.order_finished()

    def expect_reopening(self, index: int) -> str:
        if self.states[index] != "done":
            return "StageNotClosed"
        return "StepBuiltUpon" if self.is_built_upon(index) else self.order_finished()

    def expect_undo(self, index: int, who: str) -> str:
        if refused := self.invisible(who) or self.not_the_worker(index, who) or self.order_finished():
            return refused
        last = self.steps[index]
        if last is None:
            return "NothingToUndo"
        if last[1] != who:
            return "NotYourStep"
        if self.is_built_upon(index):
            return "StepBuiltUpon"
        return "UndoTooLate" if self.clock.now > self.ends[index] else ""

    def is_built_upon(self, index: int) -> bool:
        group = self.groups[index]
        later = range(index + 1, STAGES)
        waiting = [one for one in later if group is None or self.groups[one] != group]
        begun = [one for one in waiting if self.states[one] in ("in_progress", "blocked", "done")]
        return self.required[index] and bool(begun)

    def on_hold(self, index: int) -> str:
        return "StageBlocked" if self.states[index] == "blocked" else ""

    def order_finished(self) -> str:
        return "OrderFinished" if self.delivered else ""

    def invisible(self, who: str) -> str:
        return "" if who == "administrator" or who in self.owners else "OrderNotFound"

    def not_the_worker(self, index: int, who: str) -> str:
        if self.owners[index] is None:
            return "StageNotAssigned" if who == "administrator" else "NotYourStage"
        return "" if who in (self.owners[index], "administrator") else "NotYourStage"

    def not_its_turn(self, index: int) -> str:
        group = self.groups[index]
        for before in range(index):
            together = group is not None and self.groups[before] == group
            if self.required[before] and not together and self.states[before] != "done":
                return "StageOutOfOrder"
        return self.order_finished()

    def open_work(self) -> list[int]:
        before_handover = range(STAGES - 1)
        return [index for index in before_handover if self.required[index] and self.states[index] != "done"]

    @property
    def delivered(self) -> bool:
        handed_over = not self.required[-1] or self.states[-1] == "done"
        return not self.open_work() and handed_over

    def expected_progress(self, stages: Any) -> int:
        done = sum(stage.norm_minutes for stage in stages if stage.state == "done")
        return 100 * done // sum(stage.norm_minutes for stage in stages)

    def step(self, index: int, state: str, undoable_by: str = "") -> None:
        self.steps[index] = (self.states[index], undoable_by) if undoable_by else None
        self.ends[index] = self.clock.now + timedelta(minutes=1)
        self.states[index] = state

    def give(self, index: int, who: str) -> None:
        if self.owners[index] != who:
            self.steps[index] = None
        self.owners[index] = who
        if self.states[index] == "pending":
            self.states[index] = "assigned"

    def person(self, who: str) -> Actor:
        person: Actor = getattr(self.shop.people, who)
        return person

    def attempt(self, service: str, command: str, who: str, index: int, argument: Any) -> str:
        """The name of the refusal, or nothing where there was none."""

        async def run() -> str:
            try:
                async with self.shop.runtime.transaction(self.person(who)) as unit:
                    method = getattr(getattr(unit.services, service), command)
                    await method(self.order.id, self.ids[index], argument)
            except DomainError as error:
                return error.code
            return ""

        return self.run(run())

    def run(self, coroutine: Any) -> Any:
        return self.runner.run(coroutine)


@pytest.fixture
def machine(database_url: str, tmp_path: Path) -> Iterator[type[StageMachine]]:
    """The machine over a shop whose event loop outlives the single steps."""
    with asyncio.Runner() as runner:
        stack = AsyncExitStack()
        clock = MovableClock()
        shop = runner.run(stack.enter_async_context(opened_shop(database_url, tmp_path, clock=clock)))
        yield type("Machine", (StageMachine,), {"shop": shop, "runner": runner, "clock": clock})
        runner.run(stack.aclose())


def test_random_steps_never_break_an_invariant(machine: type[StageMachine]):
    limits = settings(
        max_examples=10,
        stateful_step_count=25,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    run_state_machine_as_test(machine, settings=limits)

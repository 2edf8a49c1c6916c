"""Any sequence of steps on parts of two orders leaves the stock the sum of its movements, never negative."""

import asyncio
from collections.abc import Coroutine
from contextlib import AsyncExitStack
from decimal import Decimal
from typing import Any, ClassVar

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from autoservice.modules.orders.parts.models import OrderPart
from autoservice.modules.orders.parts.schemas import NewPart, PartChange, PartReturn, PartStep
from autoservice.shared.errors import DomainError
from tests.support.databases import Databases
from tests.support.inventory import add_item, balance, move, sum_of_movements
from tests.support.runtime import Shop, opened_shop

QUANTITIES = st.integers(1, 6_000).map(lambda number: Decimal(number) / 1000)
STEPS = ("reserve_part", "arrive_part", "issue_part")


class Parts(RuleBasedStateMachine):
    """Parts of two orders that take one item, measured in litres."""

    shop: ClassVar[Shop]
    runner: ClassVar[asyncio.Runner]
    orders: ClassVar[list[int]]
    number: ClassVar[int] = 0

    def __init__(self) -> None:
        super().__init__()
        Parts.number += 1
        self.item = self.run(add_item(self.shop, "10", article=f"OIL-{self.number}", unit="l")).id
        self.parts: list[tuple[int, int]] = []

    def run(self, work: Coroutine[Any, Any, Any]) -> Any:
        return self.runner.run(work)

    def attempt(self, name: str, *arguments: Any) -> Any:
        """Do something as the mechanic, if it is not refused."""
        try:
            return self.run(self._call(name, *arguments))
        except DomainError:
            return None

    async def _call(self, name: str, *arguments: Any) -> Any:
        async with self.shop.runtime.transaction(self.shop.people.mechanic) as unit:
            return await getattr(unit.services.order_parts, name)(*arguments)

    @rule(quantity=QUANTITIES)
    def receive(self, quantity: Decimal) -> None:
        receipt = {"kind": "receipt", "quantity": quantity, "unit_cost_minor": 100}
        self.run(move(self.shop, self.item, **receipt))

    @rule(order=st.sampled_from([0, 1]), quantity=QUANTITIES)
    def add(self, order: int, quantity: Decimal) -> None:
        order_id = self.orders[order]
        part_id = self.attempt("add_part", order_id, NewPart(item_id=self.item, quantity=quantity))
        if part_id:
            self.parts.append((order_id, part_id))

    @rule(data=st.data(), step=st.sampled_from(STEPS))
    def step(self, data: st.DataObject, step: str) -> None:
        if self.parts:
            self.attempt(step, *data.draw(st.sampled_from(self.parts)), PartStep())

    @rule(data=st.data(), quantity=QUANTITIES)
    def change(self, data: st.DataObject, quantity: Decimal) -> None:
        if self.parts:
            order_id, part_id = data.draw(st.sampled_from(self.parts))
            [row] = self.run(self.shop.rows(OrderPart, id=part_id))
            change = PartChange(version=row.version, quantity=quantity)
            self.attempt("change_part", order_id, part_id, change)

    @rule(data=st.data(), quantity=st.none() | QUANTITIES)
    def take_back(self, data: st.DataObject, quantity: Decimal | None) -> None:
        if self.parts:
            place = data.draw(st.sampled_from(self.parts))
            self.attempt("return_part", *place, PartReturn(reason="Лишнее", quantity=quantity))

    @rule(data=st.data())
    def remove(self, data: st.DataObject) -> None:
        if self.parts:
            self.attempt("remove_part", *data.draw(st.sampled_from(self.parts)))

    @invariant()
    def the_stock_is_the_sum_of_its_movements_and_reserved_for_the_reserved_parts(self) -> None:
        numbers = self.run(balance(self.shop, self.item))
        assert numbers == self.run(sum_of_movements(self.shop, self.item))
        assert 0 <= numbers.reserved <= numbers.on_hand
        rows = self.run(self.shop.rows(OrderPart, item_id=self.item))
        assert numbers.reserved == sum(row.quantity for row in rows if row.state == "reserved")


def test_any_sequence_of_steps_on_parts_agrees_with_the_stock(
    sqlite_databases: Databases, tmp_path_factory: pytest.TempPathFactory
):
    with sqlite_databases.fresh() as url, asyncio.Runner() as runner:
        stack = AsyncExitStack()
        shop = runner.run(stack.enter_async_context(opened_shop(url, tmp_path_factory.mktemp("shop"))))
        Parts.shop, Parts.runner = shop, runner
        Parts.orders = [runner.run(shop.assigned_order()).id for _ in range(2)]
        quick = settings(
            max_examples=8, stateful_step_count=25, database=None, suppress_health_check=list(HealthCheck)
        )
        run_state_machine_as_test(Parts, settings=quick)
        runner.run(stack.aclose())

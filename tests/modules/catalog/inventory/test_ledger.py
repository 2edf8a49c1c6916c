"""The ledger against a simple model: any sequence of movements, for two orders, by the real services."""

import asyncio
from collections import defaultdict
from contextlib import AsyncExitStack
from typing import Any, ClassVar

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from autoservice.modules.catalog.inventory.errors import QuantityZero
from autoservice.shared.errors import DomainError
from tests.support.databases import Databases
from tests.support.inventory import Numbers, add_item, balance, move, sum_of_movements, thousandths, use
from tests.support.runtime import Shop, opened_shop

QUANTITIES = st.integers(1, 12_000).map(lambda number: f"{number / 1000:.3f}")
ORDERS = st.sampled_from([0, 1])
COSTS = st.integers(0, 100_000)


class Ledger(RuleBasedStateMachine):
    """One item measured in litres. The model keeps no averages: what things cost is only bounded."""

    shop: ClassVar[Shop]
    runner: ClassVar[asyncio.Runner]
    orders: ClassVar[list[int]]
    number: ClassVar[int] = 0

    def __init__(self) -> None:
        super().__init__()
        Ledger.number += 1
        self.item = self.run(add_item(self.shop, article=f"OIL-{self.number}", unit="l", minimum="3")).id
        self.on_hand = 0
        self.reserved: defaultdict[int, int] = defaultdict(int)
        self.issued: defaultdict[int, int] = defaultdict(int)

    def run(self, work: Any) -> Any:
        return self.runner.run(work)

    def is_done(self, work: Any) -> bool:
        try:
            self.run(work)
        except DomainError:
            return False
        return True

    @property
    def available(self) -> int:
        return self.on_hand - sum(self.reserved.values())

    @rule(quantity=QUANTITIES, cost=COSTS)
    def receive(self, quantity: str, cost: int) -> None:
        self.run(move(self.shop, self.item, kind="receipt", quantity=quantity, unit_cost_minor=cost))
        self.on_hand += thousandths(quantity)

    @rule(quantity=QUANTITIES, less=st.booleans())
    def correct(self, quantity: str, less: bool) -> None:
        signed = f"-{quantity}" if less else quantity
        done = self.is_done(move(self.shop, self.item, kind="correction", quantity=signed, reason="Пересчёт"))
        assert done == (self.available + thousandths(signed) >= 0)
        self.on_hand += thousandths(signed) if done else 0

    @rule(order=ORDERS, quantity=QUANTITIES)
    def reserve(self, order: int, quantity: str) -> None:
        fits = thousandths(quantity) <= self.available
        assert self.is_done(use(self.shop, "reserve", self.orders[order], self.item, quantity)) == fits
        self.reserved[order] += thousandths(quantity) if fits else 0

    @rule(order=ORDERS, quantity=QUANTITIES)
    def release(self, order: int, quantity: str) -> None:
        fits = thousandths(quantity) <= self.reserved[order]
        assert self.is_done(use(self.shop, "release", self.orders[order], self.item, quantity)) == fits
        self.reserved[order] -= thousandths(quantity) if fits else 0

    @rule(order=ORDERS)
    def release_all(self, order: int) -> None:
        self.run(self._release_all(self.orders[order]))
        self.reserved[order] = 0

    async def _release_all(self, order_id: int) -> None:
        async with self.shop.runtime.transaction(self.shop.people.mechanic) as unit:
            await unit.services.stock.release_all(order_id)

    @rule(order=ORDERS, quantity=QUANTITIES)
    def issue(self, order: int, quantity: str) -> None:
        number = thousandths(quantity)
        fits = number <= self.available + self.reserved[order]
        assert self.is_done(use(self.shop, "issue", self.orders[order], self.item, quantity)) == fits
        if fits:
            self.on_hand -= number
            self.reserved[order] -= min(number, self.reserved[order])
            self.issued[order] += number

    @rule(order=ORDERS, quantity=QUANTITIES)
    def take_back(self, order: int, quantity: str) -> None:
        number = thousandths(quantity)
        fits = number <= self.issued[order]
        assert self.is_done(use(self.shop, "return_issued", self.orders[order], self.item, quantity)) == fits
        if fits:
            self.on_hand += number
            self.issued[order] -= number

    @invariant()
    def the_balance_is_that_of_the_model_and_the_sum_of_its_movements(self) -> None:
        numbers = self.run(balance(self.shop, self.item))
        assert (numbers.on_hand, numbers.reserved) == (self.on_hand, sum(self.reserved.values()))
        assert numbers == self.run(sum_of_movements(self.shop, self.item))
        assert 0 <= numbers.reserved <= numbers.on_hand
        assert numbers.value >= 0
        assert numbers.on_hand or not numbers.value


def test_any_sequence_of_movements_agrees_with_a_simple_model(
    sqlite_databases: Databases, tmp_path_factory: pytest.TempPathFactory
):
    with sqlite_databases.fresh() as url, asyncio.Runner() as runner:
        stack = AsyncExitStack()
        shop = runner.run(stack.enter_async_context(opened_shop(url, tmp_path_factory.mktemp("shop"))))
        Ledger.shop, Ledger.runner = shop, runner
        Ledger.orders = [runner.run(shop.place_order()).id for _ in range(2)]
        quick = settings(
            max_examples=8, stateful_step_count=25, database=None, suppress_health_check=list(HealthCheck)
        )
        run_state_machine_as_test(Ledger, settings=quick)
        runner.run(stack.aclose())


@pytest.mark.both_databases
async def test_a_return_comes_back_at_the_cost_that_it_left_with(shop: Shop):
    order = (await shop.place_order()).id
    oil = (await add_item(shop, "10", cost=1000, unit="l")).id
    await use(shop, "issue", order, oil, "4")
    await move(shop, oil, kind="receipt", quantity="6", unit_cost_minor=3000)
    await use(shop, "issue", order, oil, "3")
    # 4 l at 10.00 left first, then 3 l at 20.00: the latest come back first.
    assert await balance(shop, oil) == Numbers(9000, 0, 18000)
    await use(shop, "return_issued", order, oil, "1")
    assert await balance(shop, oil) == Numbers(10000, 0, 20000)
    await use(shop, "return_issued", order, oil, "3")
    assert await balance(shop, oil) == Numbers(13000, 0, 25000)
    await use(shop, "return_issued", order, oil, "3")
    assert await balance(shop, oil) == Numbers(16000, 0, 28000)


async def test_parts_of_a_return_sum_to_what_was_issued(shop: Shop):
    order = (await shop.place_order()).id
    oil = (await add_item(shop, "3", cost=333, unit="l")).id
    await use(shop, "issue", order, oil, "1")
    before = await balance(shop, oil)
    await use(shop, "issue", order, oil, "1.999")
    for _ in range(3):
        await use(shop, "return_issued", order, oil, "0.333")
    await use(shop, "return_issued", order, oil, "1")
    assert await balance(shop, oil) == before


async def test_what_was_issued_and_what_is_left_cost_what_was_received(shop: Shop):
    order = (await shop.place_order()).id
    oil = (await add_item(shop, "4.3", cost=61999, unit="l")).id
    assert await balance(shop, oil) == Numbers(4300, 0, 266596)
    for _ in range(43):
        await use(shop, "issue", order, oil, "0.1")
    assert await balance(shop, oil) == Numbers(0, 0, 0)


@pytest.mark.parametrize("action", ["reserve", "release", "issue", "return_issued"])
@pytest.mark.parametrize("quantity", ["0", "-1"])
async def test_nothing_moves_for_an_order_by_less_than_something(shop: Shop, action: str, quantity: str):
    order, pads = await shop.place_order(), await add_item(shop, "5")
    await use(shop, "reserve", order.id, pads.id, "2")
    await use(shop, "issue", order.id, pads.id, "1")
    before = await balance(shop, pads.id)
    with pytest.raises(QuantityZero):
        await use(shop, action, order.id, pads.id, quantity)
    assert await balance(shop, pads.id) == before

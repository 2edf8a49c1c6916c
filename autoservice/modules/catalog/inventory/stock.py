"""The rules of the ledger: by how much a movement changes a balance, and when it is refused."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from autoservice.modules.catalog.inventory.costing import line_total, share, unit_cost
from autoservice.modules.catalog.inventory.errors import (
    BelowReserved,
    ItemArchived,
    NotEnoughStock,
    NotIssued,
    NotReserved,
    QuantityNotWhole,
    QuantityZero,
    StockTooLarge,
)
from autoservice.modules.catalog.inventory.models import InventoryItem, StockBalance
from autoservice.shared.typed_numbers import from_thousandths, to_thousandths

# What JSON's numbers hold exactly, with room for sums of several balances.
LARGEST: Final = 10**14


@dataclass(frozen=True)
class Change:
    """By how much a movement changes a balance; a return names its issue, a receipt the cost of a unit."""

    on_hand: int = 0
    reserved: int = 0
    value: int = 0
    unit_cost: int | None = None
    issue_id: int | None = None


@dataclass(frozen=True)
class OpenIssue:
    """What is left of an issue after its returns, with the cost that it left with."""

    movement_id: int
    quantity: int
    value: int


@dataclass(frozen=True)
class Stock:
    """An item with its balance, which is locked."""

    item: InventoryItem
    balance: StockBalance

    def thousandths(self, quantity: Decimal) -> int:
        """Return a quantity as the ledger has it; raises ``QuantityNotWhole``."""
        number = to_thousandths(quantity)
        if number % self.item.step:
            raise QuantityNotWhole()
        return number

    def amount(self, quantity: Decimal) -> int:
        """Return a quantity that moves for an order; raises ``QuantityNotWhole``, ``QuantityZero``.

        One below zero would be a movement of the opposite kind, without its rules.
        """
        number = self.thousandths(quantity)
        if number <= 0:
            raise QuantityZero()
        return number

    def receive(self, quantity: int, cost: int) -> Change:
        """Return the change by a receipt at the ``cost`` of a unit; raises ``ItemArchived``."""
        self._check_active()
        return Change(on_hand=quantity, value=line_total(quantity, cost), unit_cost=cost)

    def reserve(self, quantity: int) -> Change:
        """Return the change by a reservation; raises ``ItemArchived``, ``NotEnoughStock``."""
        self._check_active()
        self._check_available(quantity)
        return Change(reserved=quantity)

    def release(self, quantity: int, reserved: int) -> Change:
        """Return the change by a release of what is ``reserved`` for an order; raises ``NotReserved``."""
        if quantity > reserved:
            raise NotReserved(item=self.item.label, reserved=from_thousandths(reserved))
        return Change(reserved=-quantity)

    def issue(self, quantity: int, reserved: int) -> Change:
        """Return the change by an issue, from what is ``reserved`` for the order first.

        Raises ``NotEnoughStock``.
        """
        from_reserve = min(quantity, reserved)
        self._check_available(quantity - from_reserve, reserved)
        return Change(on_hand=-quantity, reserved=-from_reserve, value=-self._cost_of(quantity))

    def take_back(self, quantity: int, issues: Iterable[OpenIssue]) -> list[Change]:
        """Return the changes by a return: one for each issue that it takes back, the latest first.

        Raises ``NotIssued``.
        """
        latest_first = sorted(issues, key=lambda issue: -issue.movement_id)
        issued = sum(issue.quantity for issue in latest_first)
        if quantity > issued:
            raise NotIssued(item=self.item.label, issued=from_thousandths(issued))
        return list(_parts(quantity, latest_first))

    def correct(self, difference: int, cost: int) -> Change:
        """Return the change by a correction; ``cost`` is that of a unit where nothing is on hand.

        Raises ``BelowReserved``.
        """
        balance = self.balance
        if balance.on_hand + difference < balance.reserved:
            on_hand, reserved = map(from_thousandths, (balance.on_hand, balance.reserved))
            raise BelowReserved(item=self.item.label, on_hand=on_hand, reserved=reserved)
        if difference < 0:
            return Change(on_hand=difference, value=-self._cost_of(-difference))
        value = self._cost_of(difference) if balance.on_hand else line_total(difference, cost)
        return Change(on_hand=difference, value=value)

    def apply(self, change: Change) -> None:
        """Add the change to the balance; raises ``StockTooLarge``."""
        balance = self.balance
        if max(balance.on_hand + change.on_hand, balance.value_minor + change.value) > LARGEST:
            raise StockTooLarge()
        balance.on_hand += change.on_hand
        balance.reserved += change.reserved
        balance.value_minor += change.value

    def settle(self) -> bool:
        """Set whether the item is low; returns whether it has just become so."""
        before, self.item.low = self.item.low, self.balance.available < self.item.minimum
        return self.item.low and not before

    @property
    def unit_cost(self) -> int:
        """Return the average cost of a unit."""
        return unit_cost(self.balance.value_minor, self.balance.on_hand)

    def _cost_of(self, quantity: int) -> int:
        return share(self.balance.value_minor, quantity, self.balance.on_hand)

    def _check_active(self) -> None:
        if not self.item.active:
            raise ItemArchived()

    def _check_available(self, quantity: int, reserved: int = 0) -> None:
        if quantity > self.balance.available:
            available = from_thousandths(self.balance.available + reserved)
            raise NotEnoughStock(item=self.item.label, available=available)


def _parts(quantity: int, issues: Iterable[OpenIssue]) -> Iterator[Change]:
    for issue in issues:
        taken = min(quantity, issue.quantity)
        if taken:
            value = share(issue.value, taken, issue.quantity)
            yield Change(on_hand=taken, value=value, issue_id=issue.movement_id)
        quantity -= taken

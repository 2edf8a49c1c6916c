"""Writing the ledger: a change of a balance becomes a movement, its event and its audit entry."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from autoservice.events.catalog import (
    StockCorrected,
    StockIssued,
    StockMoved,
    StockReceived,
    StockReleased,
    StockReserved,
    StockReturned,
)
from autoservice.modules.catalog.inventory.models import StockMovement
from autoservice.modules.catalog.inventory.ports import StockRepository
from autoservice.modules.catalog.inventory.records import record_shortage
from autoservice.modules.catalog.inventory.stock import Change, Stock
from autoservice.modules.catalog.inventory.units import MovementKind
from autoservice.shared.unit import Unit

EVENTS: Final[dict[MovementKind, type[StockMoved]]] = {
    MovementKind.RECEIPT: StockReceived,
    MovementKind.RESERVE: StockReserved,
    MovementKind.RELEASE: StockReleased,
    MovementKind.ISSUE: StockIssued,
    MovementKind.RETURN: StockReturned,
    MovementKind.CORRECTION: StockCorrected,
}
AUDITED: Final = {
    "on_hand_change",
    "reserved_change",
    "value_change",
    "unit_cost_minor",
    "order_id",
    "count_id",
}


class Ledger:
    """The ledger over one unit of work."""

    def __init__(self, unit: Unit, stock: StockRepository) -> None:
        self._unit = unit
        self._stock = stock

    async def move(
        self,
        stock: Stock,
        kind: MovementKind,
        change: Change,
        *,
        effective_at: datetime | None = None,
        **references: Any,
    ) -> StockMovement:
        """Apply a change and record it; raises ``StockTooLarge``.

        ``references`` are the movement's order, count and reason.
        """
        movement = self._apply(stock, kind, change, effective_at=effective_at or self._unit.now, **references)
        await self._stock.add(movement)
        self._record(stock, kind, movement)
        return movement

    async def receive_all(self, receipts: Sequence[tuple[Stock, Change]]) -> list[StockMovement]:
        """Apply and record the receipts of new items; raises ``StockTooLarge``.

        The caller writes the movements behind the items.
        """
        kind, now = MovementKind.RECEIPT, self._unit.now
        ids = await self._stock.new_ids(len(receipts))
        movements = [
            self._apply(stock, kind, change, id=id, effective_at=now)
            for (stock, change), id in zip(receipts, ids, strict=True)
        ]
        for (stock, _), movement in zip(receipts, movements, strict=True):
            self._record(stock, kind, movement)
        return movements

    def _apply(self, stock: Stock, kind: MovementKind, change: Change, **details: Any) -> StockMovement:
        """Return the movement; ``details`` are the moment from which it counts, and its references."""
        stock.apply(change)
        return StockMovement(
            item_id=stock.item.id,
            kind=kind.value,
            on_hand_change=change.on_hand,
            reserved_change=change.reserved,
            value_change=change.value,
            unit_cost_minor=change.unit_cost,
            issue_id=change.issue_id,
            actor_id=self._unit.actor.user_id or None,
            at=self._unit.now,
            **details,
        )

    def _record(self, stock: Stock, kind: MovementKind, movement: StockMovement) -> None:
        event = EVENTS[kind](stock.item.id, movement.id)
        changed = movement.model_dump(include=AUDITED, exclude_none=True)
        self._unit.record(event, event.subject, after={"movement_id": movement.id, **changed})
        if stock.settle():
            record_shortage(self._unit, stock.item)

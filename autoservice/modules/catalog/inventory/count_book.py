"""A count beside the book: by how much they differ, and the corrections that follow."""

from collections.abc import Sequence

from autoservice.modules.catalog.inventory.count_lines import Comparison
from autoservice.modules.catalog.inventory.errors import (
    CountBelowReserved,
    CountedLater,
    CountTooLarge,
    StockTooLarge,
)
from autoservice.modules.catalog.inventory.ledger import Ledger
from autoservice.modules.catalog.inventory.models import (
    InventoryItem,
    StockBalance,
    StockCount,
    StockCountLine,
)
from autoservice.modules.catalog.inventory.ports import StockCountRepository, StockRepository
from autoservice.modules.catalog.inventory.stock import Stock
from autoservice.modules.catalog.inventory.units import MovementKind


class CountBook:
    """The book as it was at the moments of counting."""

    def __init__(self, counts: StockCountRepository, stock: StockRepository, ledger: Ledger) -> None:
        self._counts = counts
        self._stock = stock
        self._ledger = ledger

    async def lock(self, item_ids: Sequence[int]) -> list[Stock]:
        """Lock the balances of the items, in the order of their ids."""
        return await self._stock.lock(item_ids)

    async def check(
        self, count: StockCount, stocks: dict[int, Stock], lines: dict[int, StockCountLine]
    ) -> list[Comparison]:
        """Return the lines beside the book; raises ``CountedLater``, ``CountBelowReserved``."""
        items = [stock.item for stock in stocks.values()]
        later = await self._counts.counted_later(count.counted_at, sorted(stocks))
        if later:
            raise CountedLater([item.label for item in items if item.id in later])
        balances = {id: stock.balance for id, stock in stocks.items()}
        compared = await self.compare(count, items, balances, lines)
        if impossible := [one.item.label for one in compared if not one.is_possible]:
            raise CountBelowReserved(impossible)
        return compared

    async def compare(
        self,
        count: StockCount,
        items: Sequence[InventoryItem],
        balances: dict[int, StockBalance],
        lines: dict[int, StockCountLine],
    ) -> list[Comparison]:
        """Return the items of a count beside what the book said of them at its moment."""
        ids = [item.id for item in items]
        since = await self._stock.changes_since(count.counted_at, ids)
        by_count = await self._stock.changes_by(count.id, ids) if count.applied_at else {}
        return [
            Comparison(
                item,
                balances[item.id],
                lines[item.id].counted if item.id in lines else None,
                balances[item.id].on_hand - since.get(item.id, 0) - by_count.get(item.id, 0),
                count.applied_at is not None,
            )
            for item in items
        ]

    async def correct(self, count: StockCount, stock: Stock, difference: int) -> None:
        """Correct the book by the difference, as of the moment of counting; raises ``CountTooLarge``."""
        if not difference:
            return
        # Only where nothing is on hand there is no average to go by.
        cost = 0 if stock.balance.on_hand else await self._stock.last_cost(stock.item.id)
        change = stock.correct(difference, cost)
        try:
            await self._ledger.move(
                stock, MovementKind.CORRECTION, change, count_id=count.id, effective_at=count.counted_at
            )
        except StockTooLarge:
            raise CountTooLarge([stock.item.label]) from None

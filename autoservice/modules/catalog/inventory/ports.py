"""Ports of the inventory."""

from collections.abc import AsyncIterator, Collection, Sequence
from datetime import datetime
from typing import Protocol

from autoservice.modules.catalog.inventory.models import (
    InventoryItem,
    ServicePart,
    StockBalance,
    StockCount,
    StockCountLine,
    StockMovement,
)
from autoservice.modules.catalog.inventory.schemas import CountFilter, ItemFilter
from autoservice.modules.catalog.inventory.stock import OpenIssue, Stock
from autoservice.shared.pagination import Page, PageRequest


class InventoryRepository(Protocol):
    """Parts and consumables, and what refers to them."""

    async def add(self, item: InventoryItem) -> None:
        """Write a new item with an empty balance; raises ``ArticleTaken``."""
        ...

    async def new_ids(self, count: int) -> list[int]:
        """Return the ids of new items."""
        ...

    async def add_all(self, stocks: Sequence[Stock]) -> None:
        """Write new items that have their ids, with their balances; raises ``IntegrityError``."""
        ...

    async def store(self, item: InventoryItem) -> None:
        """Write the changes of an item now; raises ``ArticleTaken``."""
        ...

    async def delete(self, item_id: int) -> bool:
        """Delete the item with its balance, unless something refers to it; returns whether it is gone."""
        ...

    async def get(self, item_id: int) -> InventoryItem:
        """Return the item; raises ``ItemNotFound``."""
        ...

    async def lock(self, item_ids: Sequence[int]) -> None:
        """Lock the items' rows: nobody begins to measure by one before the transaction ends."""
        ...

    async def by_ids(self, item_ids: Sequence[int], *, kept: bool = False) -> list[InventoryItem]:
        """Return the items with these ids; ``kept``, they stay as they are until the transaction ends."""
        ...

    async def by_articles(self, articles: Collection[str]) -> dict[str, dict[str, InventoryItem]]:
        """Return the items with these keys of articles, by article and by maker."""
        ...

    def in_batches(self) -> AsyncIterator[Sequence[tuple[InventoryItem, StockBalance]]]:
        """Return all items with their balances by article and maker, some at a time."""
        ...

    async def taken(self, items: Sequence[InventoryItem]) -> list[InventoryItem]:
        """Return those of the items whose article and maker another row has."""
        ...

    async def page(self, query: ItemFilter) -> Page[InventoryItem]:
        """Return one page of the items that fit; raises ``UnknownCursor``."""
        ...

    async def balances(self, item_ids: Sequence[int]) -> dict[int, StockBalance]: ...

    async def measured(self, item_ids: Sequence[int]) -> set[int]:
        """Return the items that movements, parts of services or lines of counts measure."""
        ...

    async def parts(self, service_ids: Sequence[int]) -> list[tuple[ServicePart, InventoryItem]]: ...

    async def set_parts(self, service_id: int, parts: Sequence[ServicePart]) -> None:
        """Replace the default parts of a service, which is locked until the transaction ends."""
        ...


class StockRepository(Protocol):
    """The balances and the ledger of movements."""

    async def lock(self, item_ids: Sequence[int]) -> list[Stock]:
        """Lock the balances of the items, in the order of their ids; absent ones are left out."""
        ...

    async def exists(self, item_id: int) -> bool:
        """Return whether there is such an item."""
        ...

    async def add(self, movement: StockMovement) -> None: ...

    async def new_ids(self, count: int) -> list[int]:
        """Return the ids of new movements."""
        ...

    async def add_all(self, movements: Sequence[StockMovement]) -> None:
        """Write movements that have their ids, by one statement."""
        ...

    async def get(self, movement_id: int) -> StockMovement:
        """Return the movement; raises ``MovementNotFound``."""
        ...

    async def page(self, item_id: int, request: PageRequest) -> Page[StockMovement]:
        """Return one page of an item's movements, newest first; raises ``UnknownCursor``."""
        ...

    async def reserved(self, order_id: int) -> dict[int, int]:
        """Return what is reserved for an order, by item."""
        ...

    async def open_issues(self, order_id: int, item_id: int) -> list[OpenIssue]:
        """Return what is left of an order's issues of an item after their returns."""
        ...

    async def last_cost(self, item_id: int) -> int:
        """Return the cost of a unit in the last receipt, or 0."""
        ...

    async def changes_since(self, moment: datetime, item_ids: Sequence[int]) -> dict[int, int]:
        """Return by how much what is on hand has changed since a moment, by item."""
        ...

    async def changes_by(self, count_id: int, item_ids: Sequence[int]) -> dict[int, int]:
        """Return by how much a count has corrected what is on hand, by item."""
        ...


class StockCountRepository(Protocol):
    """Counts of the stock."""

    async def add(self, count: StockCount) -> None: ...

    async def get(self, count_id: int, *, locked: bool = False) -> StockCount:
        """Return the count; raises ``CountNotFound``."""
        ...

    async def delete(self, count: StockCount) -> None: ...

    async def page(self, request: PageRequest) -> Page[StockCount]:
        """Return one page of the counts, newest first; raises ``UnknownCursor``."""
        ...

    async def sizes(self, count_ids: Sequence[int]) -> dict[int, int]:
        """Return the number of lines of each count."""
        ...

    async def lines(self, count_id: int, item_ids: Sequence[int] | None = None) -> list[StockCountLine]: ...

    async def page_items(self, count_id: int, query: CountFilter) -> Page[InventoryItem]:
        """Return one page of the items to count, or of those counted; raises ``UnknownCursor``."""
        ...

    async def write(self, line: StockCountLine) -> None: ...

    async def clear(self, line: StockCountLine) -> None: ...

    async def counted_later(self, moment: datetime, item_ids: Sequence[int]) -> set[int]:
        """Return the items that an applied count has counted after a moment."""
        ...

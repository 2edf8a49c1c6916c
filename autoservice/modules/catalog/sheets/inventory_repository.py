"""Parts and consumables in SQL, as sheets need them."""

from collections import defaultdict
from collections.abc import AsyncIterator, Collection, Sequence
from typing import Final, Protocol

from sqlalchemy import select, tuple_, union
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from autoservice.modules.catalog.inventory.models import (
    InventoryItem,
    ServicePart,
    StockBalance,
    StockCountLine,
    StockMovement,
)

PAGE: Final = 1000


class ItemSheetRepository(Protocol):
    """Items as sheets read them."""

    def all(self) -> AsyncIterator[Sequence[tuple[InventoryItem, StockBalance]]]: ...

    async def by_articles(self, articles: Collection[str]) -> dict[str, dict[str, InventoryItem]]:
        """Return the items with these keys of articles, by article and by maker."""
        ...

    async def measured(self, item_ids: Sequence[int]) -> set[int]: ...


class SqlItemSheetRepository:
    """``ItemSheetRepository`` over one database session."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def all(self) -> AsyncIterator[Sequence[tuple[InventoryItem, StockBalance]]]:
        """Return all items with their balances by article and maker, a page at a time."""
        order = (col(InventoryItem.article_key), col(InventoryItem.maker_key))
        query = (
            select(InventoryItem, StockBalance)
            .join(StockBalance, col(StockBalance.item_id) == col(InventoryItem.id))
            .order_by(*order)
            .limit(PAGE)
        )
        page = (await self._session.execute(query)).all()
        while page:
            yield [(item, balance) for item, balance in page]
            last: InventoryItem = page[-1][0]
            after = tuple_(*order) > tuple_(last.article_key, last.maker_key)
            page = (await self._session.execute(query.where(after))).all()

    async def by_articles(self, articles: Collection[str]) -> dict[str, dict[str, InventoryItem]]:
        """Return the items with these keys of articles, by article and by maker."""
        found: defaultdict[str, dict[str, InventoryItem]] = defaultdict(dict)
        query = select(InventoryItem).where(col(InventoryItem.article_key).in_(articles))
        for item in await self._session.scalars(query):
            found[item.article_key][item.maker_key] = item
        return found

    async def measured(self, item_ids: Sequence[int]) -> set[int]:
        """Return the items that movements, parts of services or lines of counts measure."""
        if not item_ids:
            return set()
        columns = (col(StockMovement.item_id), col(ServicePart.item_id), col(StockCountLine.item_id))
        queries = (select(one).where(one.in_(item_ids)) for one in columns)
        return set(await self._session.scalars(union(*queries)))

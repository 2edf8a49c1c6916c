"""The inventory in SQL: items, their balances, and what services take of them."""

from collections import defaultdict
from collections.abc import AsyncIterator, Collection, Sequence
from typing import Final

from sqlalchemy import delete, insert, select, tuple_, union
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from autoservice.modules.catalog.inventory.errors import ArticleTaken, ItemNotFound
from autoservice.modules.catalog.inventory.lists import conditions, keyset_of, sought
from autoservice.modules.catalog.inventory.models import (
    InventoryItem,
    ServicePart,
    StockBalance,
    StockCountLine,
    StockMovement,
)
from autoservice.modules.catalog.inventory.schemas import ItemFilter
from autoservice.modules.catalog.inventory.search_tokens import ITEM
from autoservice.modules.catalog.inventory.stock import Stock
from autoservice.shared.cells import lock_rows
from autoservice.shared.found_lists import read_found
from autoservice.shared.pagination import Page, read_page
from autoservice.shared.removal import delete_unless_used
from autoservice.shared.row_ids import take_ids
from autoservice.shared.search import SearchToken, tokens_of

BATCH: Final = 1000


class SqlInventoryRepository:
    """``InventoryRepository`` over one database session."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def add(self, item: InventoryItem) -> None:
        """Write a new item with an empty balance; raises ``ArticleTaken``."""
        await self.store(item)
        self._session.add(StockBalance(item_id=item.id))

    async def new_ids(self, count: int) -> list[int]:
        """Return the ids of new items."""
        return await take_ids(self._session, InventoryItem, count)

    async def add_all(self, stocks: Sequence[Stock]) -> None:
        """Write new items that have their ids, with their balances; raises ``IntegrityError``.

        A statement for each table: a stock of ten thousand items would else hold SQLite's writer for long.
        """
        items = [stock.item for stock in stocks]
        await self._session.execute(insert(InventoryItem), [item.model_dump() for item in items])
        balances = [stock.balance.model_dump() for stock in stocks]
        await self._session.execute(insert(StockBalance), balances)
        await self._session.execute(insert(SearchToken), tokens_of(items))

    async def store(self, item: InventoryItem) -> None:
        """Write the changes of an item now; raises ``ArticleTaken``."""
        label = item.label
        try:
            async with self._session.begin_nested():
                self._session.add(item)
        except IntegrityError as error:
            raise ArticleTaken(item=label) from error

    async def delete(self, item_id: int) -> bool:
        """Delete the item with its balance, unless something refers to it; returns whether it is gone."""
        balance = delete(StockBalance).where(col(StockBalance.item_id) == item_id)
        this = delete(InventoryItem).where(col(InventoryItem.id) == item_id)
        return await delete_unless_used(self._session, balance, this, forgets=(ITEM, item_id))

    async def get(self, item_id: int) -> InventoryItem:
        """Return the item; raises ``ItemNotFound``."""
        item = await self._session.get(InventoryItem, item_id)
        if item is None:
            raise ItemNotFound()
        return item

    async def lock(self, item_ids: Sequence[int]) -> None:
        """Lock the items' rows: nobody begins to measure by one before the transaction ends."""
        await lock_rows(self._session, InventoryItem, item_ids)

    async def by_ids(self, item_ids: Sequence[int], *, kept: bool = False) -> list[InventoryItem]:
        """Return the items with these ids; ``kept``, they stay as they are until the transaction ends."""
        key = col(InventoryItem.id)
        query = select(InventoryItem).where(key.in_(item_ids)).order_by(key)
        if kept:
            query = query.with_for_update(read=True).execution_options(populate_existing=True)
        return list((await self._session.scalars(query)).all())

    async def by_articles(self, articles: Collection[str]) -> dict[str, dict[str, InventoryItem]]:
        """Return the items with these keys of articles, by article and by maker."""
        found: defaultdict[str, dict[str, InventoryItem]] = defaultdict(dict)
        query = select(InventoryItem).where(col(InventoryItem.article_key).in_(articles))
        for item in await self._session.scalars(query):
            found[item.article_key][item.maker_key] = item
        return found

    async def in_batches(self) -> AsyncIterator[Sequence[tuple[InventoryItem, StockBalance]]]:
        """Return all items with their balances by article and maker, some at a time."""
        order = (col(InventoryItem.article_key), col(InventoryItem.maker_key))
        query = (
            select(InventoryItem, StockBalance)
            .join(StockBalance, col(StockBalance.item_id) == col(InventoryItem.id))
            .order_by(*order)
            .limit(BATCH)
        )
        page = (await self._session.execute(query)).all()
        while page:
            yield [(item, balance) for item, balance in page]
            last: InventoryItem = page[-1][0]
            after = tuple_(*order) > tuple_(last.article_key, last.maker_key)
            page = (await self._session.execute(query.where(after))).all()

    async def taken(self, items: Sequence[InventoryItem]) -> list[InventoryItem]:
        """Return those of the items whose article and maker another row has."""
        keys = [(item.article_key, item.maker_key) for item in items]
        pair = tuple_(col(InventoryItem.article_key), col(InventoryItem.maker_key))
        query = select(col(InventoryItem.article_key), col(InventoryItem.maker_key), col(InventoryItem.id))
        with self._session.no_autoflush:
            rows = (await self._session.execute(query.where(pair.in_(keys)))).all()
        changed = {item.id for item in items}
        holders = {(article, maker) for article, maker, id in rows if id not in changed}
        return [item for item, key in zip(items, keys, strict=True) if key in holders or keys.count(key) > 1]

    async def page(self, query: ItemFilter) -> Page[InventoryItem]:
        """Return one page of the items that fit; raises ``UnknownCursor``."""
        keyset = keyset_of(query.sort)
        if found := sought(query):
            return await read_found(self._session, keyset, query, found)
        fitting = select(InventoryItem).where(*conditions(query))
        counted = fitting.with_only_columns(col(InventoryItem.id))
        return await read_page(self._session, keyset, query, lambda window: window.apply(fitting), counted)

    async def balances(self, item_ids: Sequence[int]) -> dict[int, StockBalance]:
        """Return the balances of the items."""
        query = select(StockBalance).where(col(StockBalance.item_id).in_(item_ids))
        return {balance.item_id: balance for balance in await self._session.scalars(query)}

    async def measured(self, item_ids: Sequence[int]) -> set[int]:
        """Return the items that movements, parts of services or lines of counts measure."""
        columns = (col(StockMovement.item_id), col(ServicePart.item_id), col(StockCountLine.item_id))
        return set(
            await self._session.scalars(union(*(select(one).where(one.in_(item_ids)) for one in columns)))
        )

    async def parts(self, service_ids: Sequence[int]) -> list[tuple[ServicePart, InventoryItem]]:
        """Return the default parts of the services with their items, by service and position."""
        query = (
            select(ServicePart, InventoryItem)
            .join(InventoryItem, col(InventoryItem.id) == col(ServicePart.item_id))
            .where(col(ServicePart.service_id).in_(service_ids))
            .order_by(col(ServicePart.service_id), col(ServicePart.position))
        )
        return [(part, item) for part, item in await self._session.execute(query)]

    async def set_parts(self, service_id: int, parts: Sequence[ServicePart]) -> None:
        """Replace the default parts of a service."""
        await self._session.execute(delete(ServicePart).where(col(ServicePart.service_id) == service_id))
        self._session.add_all(parts)
        await self._session.flush()

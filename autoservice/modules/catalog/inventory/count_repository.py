"""Counts of the stock in SQL."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from pydantic import TypeAdapter
from sqlalchemy import delete, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from autoservice.modules.catalog.inventory.errors import CountNotFound
from autoservice.modules.catalog.inventory.lists import conditions, keyset_of
from autoservice.modules.catalog.inventory.models import InventoryItem, StockCount, StockCountLine
from autoservice.modules.catalog.inventory.schemas import CountFilter
from autoservice.modules.catalog.inventory.search_tokens import ITEM
from autoservice.shared.pagination import Keyset, Page, PageRequest, read_page
from autoservice.shared.search import is_among, owners, parse_query
from autoservice.shared.validation import Id

NEWEST_FIRST: Final = Keyset[StockCount](
    name="counts",
    columns=(col(StockCount.id),),
    key=lambda count: (count.id,),
    shape=TypeAdapter(tuple[Id]),
    descending=True,
)


class SqlStockCountRepository:
    """``StockCountRepository`` over one database session."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def add(self, count: StockCount) -> None:
        """Write a new count now, giving it its id."""
        self._session.add(count)
        await self._session.flush()

    async def get(self, count_id: int, *, locked: bool = False) -> StockCount:
        """Return the count, ``locked`` until the transaction ends; raises ``CountNotFound``."""
        count = await self._session.get(
            StockCount, count_id, with_for_update=locked or None, populate_existing=locked
        )
        if count is None:
            raise CountNotFound()
        return count

    async def delete(self, count: StockCount) -> None:
        """Delete a count with its lines."""
        await self._session.execute(delete(StockCountLine).where(col(StockCountLine.count_id) == count.id))
        await self._session.delete(count)

    async def page(self, request: PageRequest) -> Page[StockCount]:
        """Return one page of the counts, newest first; raises ``UnknownCursor``."""
        query = select(StockCount)
        counted = query.with_only_columns(col(StockCount.id))
        return await read_page(
            self._session, NEWEST_FIRST, request, lambda window: window.apply(query), counted
        )

    async def sizes(self, count_ids: Sequence[int]) -> dict[int, int]:
        """Return the number of lines of each count that has some."""
        key = col(StockCountLine.count_id)
        query = select(key, func.count()).where(key.in_(count_ids)).group_by(key)
        return dict((await self._session.execute(query)).all())

    async def lines(self, count_id: int, item_ids: Sequence[int] | None = None) -> list[StockCountLine]:
        """Return the lines of a count, all of them or those of some items, by the items' ids."""
        query = select(StockCountLine).where(col(StockCountLine.count_id) == count_id)
        if item_ids is not None:
            query = query.where(col(StockCountLine.item_id).in_(item_ids))
        return list((await self._session.scalars(query.order_by(col(StockCountLine.item_id)))).all())

    async def page_items(self, count_id: int, query: CountFilter) -> Page[InventoryItem]:
        """Return one page of the items to count, or of those counted; raises ``UnknownCursor``."""
        fitting = select(InventoryItem).where(*conditions(query))
        if terms := parse_query(query.q, is_inflected=True):
            fitting = fitting.where(is_among(col(InventoryItem.id), owners(ITEM, terms)))
        if query.counted:
            counted_ids = select(col(StockCountLine.item_id)).where(col(StockCountLine.count_id) == count_id)
            fitting = fitting.where(col(InventoryItem.id).in_(counted_ids))
        keys = fitting.with_only_columns(col(InventoryItem.id))
        keyset = keyset_of(query.sort)
        return await read_page(self._session, keyset, query, lambda window: window.apply(fitting), keys)

    async def write(self, line: StockCountLine) -> None:
        """Write a line."""
        self._session.add(line)

    async def clear(self, line: StockCountLine) -> None:
        """Delete a line."""
        await self._session.delete(line)

    async def counted_later(self, moment: datetime, item_ids: Sequence[int]) -> set[int]:
        """Return the items that an applied count has counted after a moment."""
        query = (
            select(col(StockCountLine.item_id))
            .join(StockCount, col(StockCount.id) == col(StockCountLine.count_id))
            .where(col(StockCountLine.item_id).in_(item_ids))
            .where(col(StockCount.counted_at) > moment, col(StockCount.applied_at).is_not(None))
        )
        return set(await self._session.scalars(query))

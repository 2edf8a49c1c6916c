"""The ledger of stock in SQL."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from pydantic import TypeAdapter
from sqlalchemy import ColumnElement, func, insert, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from autoservice.modules.catalog.inventory.errors import MovementNotFound
from autoservice.modules.catalog.inventory.models import InventoryItem, StockBalance, StockMovement
from autoservice.modules.catalog.inventory.stock import OpenIssue, Stock
from autoservice.modules.catalog.inventory.units import MovementKind
from autoservice.shared.pagination import Keyset, Page, PageRequest, read_page
from autoservice.shared.row_ids import take_ids
from autoservice.shared.validation import Id

NEWEST_FIRST: Final = Keyset[StockMovement](
    name="movements",
    columns=(col(StockMovement.id),),
    key=lambda movement: (movement.id,),
    shape=TypeAdapter(tuple[Id]),
    descending=True,
)


class SqlStockRepository:
    """``StockRepository`` over one database session."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def lock(self, item_ids: Sequence[int]) -> list[Stock]:
        """Lock the balances of the items, in the order of their ids; absent ones are left out.

        The lock comes before that of the item's own row, for whoever takes both.
        """
        key = col(StockBalance.item_id)
        query = select(StockBalance).where(key.in_(item_ids)).order_by(key).with_for_update()
        balances = (await self._session.scalars(query.execution_options(populate_existing=True))).all()
        found = select(InventoryItem).where(col(InventoryItem.id).in_([one.item_id for one in balances]))
        rows = await self._session.scalars(found.execution_options(populate_existing=True))
        items = {item.id: item for item in rows}
        return [Stock(items[balance.item_id], balance) for balance in balances]

    async def exists(self, item_id: int) -> bool:
        """Return whether there is such an item."""
        return await self._session.get(StockBalance, item_id) is not None

    async def add(self, movement: StockMovement) -> None:
        """Write a movement now, giving it its id."""
        self._session.add(movement)
        await self._session.flush()

    async def add_all(self, movements: Sequence[StockMovement]) -> None:
        """Write movements that have their ids, by one statement."""
        if movements:
            await self._session.execute(insert(StockMovement), [one.model_dump() for one in movements])

    async def new_ids(self, count: int) -> list[int]:
        """Return the ids of new movements."""
        return await take_ids(self._session, StockMovement, count)

    async def get(self, movement_id: int) -> StockMovement:
        """Return the movement; raises ``MovementNotFound``."""
        movement = await self._session.get(StockMovement, movement_id)
        if movement is None:
            raise MovementNotFound()
        return movement

    async def page(self, item_id: int, request: PageRequest) -> Page[StockMovement]:
        """Return one page of an item's movements, newest first; raises ``UnknownCursor``."""
        query = select(StockMovement).where(col(StockMovement.item_id) == item_id)
        counted = query.with_only_columns(col(StockMovement.id))
        return await read_page(
            self._session, NEWEST_FIRST, request, lambda window: window.apply(query), counted
        )

    async def reserved(self, order_id: int) -> dict[int, int]:
        """Return what is reserved for an order, by item."""
        total = func.sum(col(StockMovement.reserved_change))
        query = (
            select(col(StockMovement.item_id), total)
            .where(col(StockMovement.order_id) == order_id)
            .group_by(col(StockMovement.item_id))
            .having(total > 0)
        )
        return {item_id: int(reserved) for item_id, reserved in await self._session.execute(query)}

    async def open_issues(self, order_id: int, item_id: int) -> list[OpenIssue]:
        """Return what is left of an order's issues of an item after their returns."""
        issue = func.coalesce(col(StockMovement.issue_id), col(StockMovement.id))
        query = (
            select(
                issue, func.sum(col(StockMovement.on_hand_change)), func.sum(col(StockMovement.value_change))
            )
            .where(col(StockMovement.order_id) == order_id, col(StockMovement.item_id) == item_id)
            .where(col(StockMovement.kind).in_([MovementKind.ISSUE.value, MovementKind.RETURN.value]))
            .group_by(issue)
        )
        rows = await self._session.execute(query)
        return [OpenIssue(id, -int(quantity), -int(value)) for id, quantity, value in rows]

    async def last_cost(self, item_id: int) -> int:
        """Return the cost of a unit in the last receipt, or 0."""
        query = (
            select(col(StockMovement.unit_cost_minor))
            .where(col(StockMovement.item_id) == item_id)
            .where(col(StockMovement.kind) == MovementKind.RECEIPT.value)
            .order_by(col(StockMovement.id).desc())
            .limit(1)
        )
        return await self._session.scalar(query) or 0

    async def changes_since(self, moment: datetime, item_ids: Sequence[int]) -> dict[int, int]:
        """Return by how much what is on hand has changed since a moment, by item."""
        return await self._changes(item_ids, col(StockMovement.effective_at) > moment)

    async def changes_by(self, count_id: int, item_ids: Sequence[int]) -> dict[int, int]:
        """Return by how much a count has corrected what is on hand, by item."""
        return await self._changes(item_ids, col(StockMovement.count_id) == count_id)

    async def _changes(self, item_ids: Sequence[int], condition: ColumnElement[bool]) -> dict[int, int]:
        query = (
            select(col(StockMovement.item_id), func.sum(col(StockMovement.on_hand_change)))
            .where(col(StockMovement.item_id).in_(item_ids), condition)
            .group_by(col(StockMovement.item_id))
        )
        return {item_id: int(change) for item_id, change in await self._session.execute(query)}

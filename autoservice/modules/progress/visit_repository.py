"""The visits of clients in SQL."""

from typing import Final

from sqlalchemy import bindparam, delete, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from autoservice.modules.orders.models import TimelineEntry
from autoservice.modules.progress.models import OrderVisit

# Built once: it is read with every change of an order that somebody watches.
READ_ENTRIES: Final = (
    select(TimelineEntry)
    .where(
        col(TimelineEntry.order_id) == bindparam("order_id"),
        col(TimelineEntry.number) > bindparam("number"),
        col(TimelineEntry.published),
    )
    .order_by(col(TimelineEntry.number))
)


class SqlVisitRepository:
    """``VisitRepository`` over one database session."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def add(self, visit: OrderVisit) -> None:
        """Insert the record of a first visit."""
        self._session.add(visit)
        await self._session.flush()

    async def find(self, user_id: int, order_id: int) -> OrderVisit | None:
        """Return the record of a client's visits to an order."""
        return await self._session.get(OrderVisit, (user_id, order_id))

    async def published_after(self, order_id: int, number: int) -> list[TimelineEntry]:
        """Return the published entries of the order's timeline after ``number``, oldest first."""
        found = await self._session.scalars(READ_ENTRIES, {"order_id": order_id, "number": number})
        return list(found)

    async def delete_of(self, user_id: int) -> None:
        """Delete the record of all visits of a client."""
        await self._session.execute(delete(OrderVisit).where(col(OrderVisit.user_id) == user_id))

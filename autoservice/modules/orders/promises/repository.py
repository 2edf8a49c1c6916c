"""Promises that may still slip, in SQL."""

from typing import Final

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from autoservice.modules.orders.models import Order

# A pass looks at so many at once.
BATCH: Final = 200
# Built once; written as the index has it.
READ_PROMISED: Final = (
    select(col(Order.id))
    .where(col(Order.promised_local).is_not(None), col(Order.slipped_at).is_(None), Order.is_open())
    .order_by(col(Order.id))
    .limit(BATCH)
)


class SqlPromisesRepository:
    """``PromisesRepository`` over one database session."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def promised_after(self, order_id: int) -> list[int]:
        """Return the ids of the next open orders, after that one, whose promise is not known to slip."""
        query = READ_PROMISED.where(col(Order.id) > order_id)
        return list((await self._session.scalars(query)).all())

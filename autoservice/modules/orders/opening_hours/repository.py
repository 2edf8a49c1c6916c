"""Opening hours in SQL."""

from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from autoservice.modules.orders.opening_hours.models import THE_SHOPS, OpeningPeriod, ShopCalendar

# Built once: all of it is one statement, which most readings of orders need.
READ: Final = (
    select(col(ShopCalendar.version), OpeningPeriod)
    .outerjoin(OpeningPeriod, col(OpeningPeriod.calendar_id) == col(ShopCalendar.id))
    .where(col(ShopCalendar.id) == THE_SHOPS)
    .order_by(col(OpeningPeriod.id))
)


class SqlOpeningHoursRepository:
    """``OpeningHoursRepository`` over one database session."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def read(self) -> tuple[int, Sequence[OpeningPeriod]]:
        """Return the version, 0 where there is no calendar yet, and the periods, in one query."""
        rows: list[Any] = list((await self._session.execute(READ)).all())
        return (rows[0][0] if rows else 0), [period for _, period in rows if period]

    async def lock(self) -> ShopCalendar | None:
        """Return the calendar under a row lock."""
        return await self._session.get(ShopCalendar, THE_SHOPS, with_for_update=True, populate_existing=True)

    async def add(self) -> ShopCalendar | None:
        """Insert the calendar; the transaction stays as it was if somebody else was faster."""
        calendar = ShopCalendar(id=THE_SHOPS)
        try:
            async with self._session.begin_nested():
                self._session.add(calendar)
        except IntegrityError:
            return None
        return calendar

    async def replace(self, calendar_id: int, periods: Sequence[OpeningPeriod]) -> None:
        """Store these periods instead of all former ones."""
        await self._session.execute(
            delete(OpeningPeriod).where(col(OpeningPeriod.calendar_id) == calendar_id)
        )
        self._session.add_all(periods)
        await self._session.flush()

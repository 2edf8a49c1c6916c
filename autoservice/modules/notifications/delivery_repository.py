"""Deliveries, and what they tell of, in SQL."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from autoservice.modules.notifications.groups import Entry
from autoservice.modules.notifications.models import Delivery, DeliveryState, ToldOrder
from autoservice.modules.orders.models import TimelineEntry


class SqlDeliveryRepository:
    """``DeliveryRepository`` over one database session."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def take_new_entries(self, order_id: int) -> list[Entry]:
        """Return what has happened to the order since the last time, which is now; the order is locked."""
        told = await self._session.get(ToldOrder, order_id)
        if told is None:
            told = ToldOrder(order_id=order_id, number=0)
            self._session.add(told)
        query = (
            select(TimelineEntry)
            .where(col(TimelineEntry.order_id) == order_id, col(TimelineEntry.number) > told.number)
            .order_by(col(TimelineEntry.number))
        )
        rows = (await self._session.scalars(query)).all()
        told.number = max((row.number for row in rows), default=told.number)
        return [_entry(row) for row in rows]

    async def joinable(self, order_id: int, now: datetime) -> list[Delivery]:
        """Return what is to be told of the order later than now."""
        query = select(Delivery).where(
            col(Delivery.order_id) == order_id,
            col(Delivery.state) == DeliveryState.WAITING.value,
            col(Delivery.due_at) > now,
        )
        return list((await self._session.scalars(query)).all())

    async def add(self, deliveries: Sequence[Delivery]) -> None:
        """Insert deliveries, which have their ids afterwards."""
        self._session.add_all(deliveries)
        await self._session.flush()

    async def find(self, delivery_id: int, *, locked: bool = False) -> Delivery | None:
        """Return a delivery; ``locked`` until the transaction ends."""
        return await self._session.get(Delivery, delivery_id, with_for_update=locked or None)

    async def of(self, user_id: int) -> list[Delivery]:
        """Return all deliveries to a person, the newest first."""
        query = select(Delivery).where(col(Delivery.user_id) == user_id).order_by(col(Delivery.id).desc())
        return list((await self._session.scalars(query)).all())

    async def delete_of(self, user_id: int) -> None:
        """Delete all deliveries to a person; what waits is never sent."""
        await self._session.execute(delete(Delivery).where(col(Delivery.user_id) == user_id))

    async def purge(self, before: datetime) -> None:
        """Delete deliveries that were planned before."""
        await self._session.execute(delete(Delivery).where(col(Delivery.created_at) < before))


def _entry(row: TimelineEntry) -> Entry:
    status, mechanic_id = row.data.get("status"), row.data.get("mechanic_id")
    return Entry(
        number=row.number,
        kind=row.kind,
        actor_id=row.actor_id,
        published=row.published,
        status=str(status or ""),
        mechanic_id=mechanic_id if isinstance(mechanic_id, int) else None,
    )

"""Deliveries, and what they tell of, in SQL."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from pydantic import TypeAdapter
from sqlalchemy import delete, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from autoservice.events.notifications import (
    DevicePushPlanned,
    EmailPlanned,
    MessagePlanned,
    PushPlanned,
    SmsPlanned,
)
from autoservice.modules.notifications.groups import DeliveryState, Entry
from autoservice.modules.notifications.models import Delivery, ToldOrder
from autoservice.modules.notifications.schemas import DeliveryFilter
from autoservice.modules.orders.models import TimelineEntry
from autoservice.modules.progress.talk.repository import SqlTalkRepository
from autoservice.shared.outbox import DeadLetter
from autoservice.shared.pagination import Keyset, Page, read_page
from autoservice.shared.validation import Id

NEWEST_FIRST: Final = Keyset[Delivery](
    name="deliveries",
    columns=(col(Delivery.id),),
    key=lambda delivery: (delivery.id,),
    shape=TypeAdapter(tuple[Id]),
    descending=True,
)
# What is told of the log's head: more of them need no exact number.
COUNTED: Final = 1000
# The events whose reactions send a delivery.
SENDING: Final = tuple(
    event.name for event in (EmailPlanned, MessagePlanned, PushPlanned, DevicePushPlanned, SmsPlanned)
)


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

    async def has_unread(self, user_id: int, order_id: int, *, from_shop: bool) -> bool:
        """Return whether a person has not seen all that one side wrote about the order."""
        talk = SqlTalkRepository(self._session)
        return bool(await talk.count_unread(user_id, [order_id], from_shop=from_shop))

    async def add(self, deliveries: Sequence[Delivery]) -> None:
        """Insert deliveries, which have their ids afterwards."""
        self._session.add_all(deliveries)
        await self._session.flush()

    async def find(self, delivery_id: int, *, locked: bool = False) -> Delivery | None:
        """Return a delivery; ``locked`` until the transaction ends."""
        return await self._session.get(Delivery, delivery_id, with_for_update=locked or None)

    async def page(self, query: DeliveryFilter) -> Page[Delivery]:
        """Return a page of the deliveries, the newest first; raises ``UnknownCursor``."""
        chosen = query.model_dump(include={"state", "channel"}, exclude_none=True)
        listed = select(Delivery).filter_by(**chosen)
        counted = listed.with_only_columns(col(Delivery.id))
        return await read_page(
            self._session, NEWEST_FIRST, query, lambda window: window.apply(listed), counted
        )

    async def count(self, state: DeliveryState) -> dict[str, int]:
        """Return how many deliveries of each channel are in a state, of a thousand at most."""
        some = select(col(Delivery.channel)).filter_by(state=state.value).limit(COUNTED).subquery()
        query = select(some.c.channel, func.count()).group_by(some.c.channel)
        return {str(row[0]): int(row[1]) for row in await self._session.execute(query)}

    async def forget_dead_letters(self, delivery_id: int) -> None:
        """Delete the dead letters of a delivery, which is sent again by a new event."""
        its_id = col(DeadLetter.payload)["delivery_id"].as_integer()
        await self._session.execute(
            delete(DeadLetter).where(col(DeadLetter.event).in_(SENDING), its_id == delivery_id)
        )

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
        decided_before=bool(row.data.get("decided_before")),
    )

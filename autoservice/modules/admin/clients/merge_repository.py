"""What a merge moves, in SQL."""

from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, delete, exists, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased
from sqlmodel import col

from autoservice.modules.admin.clients.models import ClientClaim
from autoservice.modules.auth.models import ClientContact, User
from autoservice.modules.notifications.models import Message
from autoservice.modules.orders.approvals.models import JobDecision
from autoservice.modules.orders.models import Job, Order, TimelineEntry
from autoservice.modules.orders.tracking.models import TrackingLink
from autoservice.modules.orders.vehicles.models import OdometerReading, Vehicle
from autoservice.modules.progress.models import OrderVisit, StageAttachment, StageComment
from autoservice.modules.progress.talk.models import OrderMessage, TalkReading

# What a client leaves in an order of theirs: the column that says whose it is.
IN_ORDERS: Final[tuple[tuple[Any, str], ...]] = (
    (TimelineEntry, "actor_id"),
    (StageComment, "author_id"),
    (StageAttachment, "author_id"),
    (OrderVisit, "user_id"),
    (OrderMessage, "author_id"),
    (TalkReading, "user_id"),
    (TrackingLink, "created_by"),
)


class SqlMergeRepository:
    """``MergeRepository`` over one database session."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def lock_orders(self, client_id: int) -> list[int]:
        """Return the ids of the client's orders, locked until the transaction ends."""
        query = select(col(Order.id)).where(col(Order.client_id) == client_id).order_by(col(Order.id))
        return list((await self._session.scalars(query.with_for_update())).all())

    async def lock_accounts(self, user_ids: Sequence[int]) -> dict[int, User]:
        """Return the accounts by id as they are now, locked until the transaction ends.

        In the sequence of their ids: two who lock the same ones don't wait for each other. Whoever is
        about to write something that refers to one of them comes first, or waits.
        """
        query = select(User).where(col(User.id).in_(user_ids)).order_by(col(User.id)).with_for_update()
        found = await self._session.scalars(query.execution_options(populate_existing=True))
        return {user.id: user for user in found}

    async def vehicles(self, client_id: int) -> list[Vehicle]:
        """Return the client's cars that are no other one's, as they are now."""
        theirs = (col(Vehicle.client_id) == client_id, col(Vehicle.plate_key).is_not(None))
        query = select(Vehicle).where(*theirs).order_by(col(Vehicle.id)).with_for_update()
        return list((await self._session.scalars(query.execution_options(populate_existing=True))).all())

    async def merge_vehicle(self, vehicle: Vehicle, kept: Vehicle) -> None:
        """Give the orders and readings of a car to the row of the same car that is kept."""
        for column in (col(Order.vehicle_id), col(OdometerReading.vehicle_id), col(Vehicle.merged_into_id)):
            await self._move(column, vehicle.id, kept.id)
        vehicle.plate_key = vehicle.vin_key = None
        vehicle.merged_into_id = kept.id
        await self._session.flush()

    async def latest_reading(self, vehicle_id: int) -> int | None:
        """Return what the car's odometer showed last."""
        query = select(col(OdometerReading.value)).where(col(OdometerReading.vehicle_id) == vehicle_id)
        latest = query.order_by(col(OdometerReading.at).desc(), col(OdometerReading.id).desc()).limit(1)
        return await self._session.scalar(latest)

    async def move(self, closed_id: int, kept_id: int) -> None:
        """Give the kept account all that refers to the closed one."""
        orders = select(col(Order.id)).where(col(Order.client_id) == closed_id)
        # Who has read a talk under both accounts has read as far as the further one.
        await self._drop_behind(kept_id, closed_id, orders)
        await self._drop_behind(closed_id, kept_id, orders)
        for table, name in IN_ORDERS:
            await self._move(getattr(table, name), closed_id, kept_id, table.order_id.in_(orders))
        jobs = select(col(Job.id)).where(col(Job.order_id).in_(orders))
        decided = col(JobDecision.decided_by)
        await self._move(decided, closed_id, kept_id, col(JobDecision.job_id).in_(jobs))
        cars = select(col(Vehicle.id)).where(col(Vehicle.client_id).in_((closed_id, kept_id)))
        author = col(OdometerReading.author_id)
        await self._move(author, closed_id, kept_id, col(OdometerReading.vehicle_id).in_(cars))
        theirs = (
            Order.client_id,
            Vehicle.client_id,
            ClientContact.client_id,
            User.merged_into_id,
            Message.user_id,
        )
        for moved in theirs:
            await self._move(col(moved), closed_id, kept_id)

    async def void_claims(self, closed_id: int) -> None:
        """Take back the claims of the closed account and to it: there is nothing left to claim."""
        either = (col(ClientClaim.claimant_id) == closed_id) | (col(ClientClaim.walk_in_id) == closed_id)
        waiting = (either, col(ClientClaim.state) == "waiting")
        query = update(ClientClaim).where(*waiting).values(state="unmatched", walk_in_id=None)
        await self._session.execute(query.execution_options(synchronize_session="fetch"))

    async def count(self, client_id: int) -> dict[str, int]:
        """Return how many orders, comments and photos there are of the client."""
        orders = select(col(Order.id)).where(col(Order.client_id) == client_id)
        counted = {
            "orders": select(func.count()).select_from(orders.subquery()),
            "comments": _count(StageComment, orders),
            "photos": _count(StageAttachment, orders),
        }
        return {name: await self._session.scalar(query) or 0 for name, query in counted.items()}

    def add_contact(self, contact: ClientContact) -> None:
        """Insert with the transaction."""
        self._session.add(contact)

    async def _drop_behind(self, reader_id: int, other_id: int, orders: Select[Any]) -> None:
        other = aliased(TalkReading)
        is_no_further = exists().where(
            col(other.user_id) == other_id,
            col(other.order_id) == col(TalkReading.order_id),
            col(other.up_to) >= col(TalkReading.up_to),
        )
        theirs = (col(TalkReading.user_id) == reader_id, col(TalkReading.order_id).in_(orders))
        query = delete(TalkReading).where(*theirs, is_no_further)
        await self._session.execute(query.execution_options(synchronize_session=False))

    async def _move(self, column: Any, before: int, after: int, *more: ColumnElement[bool]) -> None:
        query = update(column.class_).where(column == before, *more).values({column.key: after})
        await self._session.execute(query.execution_options(synchronize_session=False))


def _count(table: Any, orders: Any) -> Any:
    return select(func.count()).select_from(table).where(table.order_id.in_(orders))

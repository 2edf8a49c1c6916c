"""Comments and photos in SQL."""

from collections.abc import Iterable
from typing import Any, Final

from sqlalchemy import Select, bindparam, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from autoservice.modules.orders.jobs import JobState
from autoservice.modules.orders.models import Job, Order
from autoservice.modules.progress.models import StageAttachment, StageComment

# Built once: they are read with every change of an order that somebody watches.
READ_COMMENTS: Final = (
    select(StageComment)
    .where(col(StageComment.order_id) == bindparam("order_id"))
    .order_by(col(StageComment.id))
)
READ_ATTACHMENTS: Final = (
    select(StageAttachment)
    .where(col(StageAttachment.order_id) == bindparam("order_id"))
    .order_by(col(StageAttachment.id))
)


class SqlStageRepository:
    """``StageRepository`` over one database session."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def add(self, row: StageComment | StageAttachment) -> None:
        """Insert, giving the row its id."""
        self._session.add(row)
        await self._session.flush()

    async def comments(self, order_id: int) -> list[StageComment]:
        """Return all comments of an order, oldest first."""
        return list(await self._session.scalars(READ_COMMENTS, {"order_id": order_id}))

    async def attachments(self, order_id: int) -> list[StageAttachment]:
        """Return all photos of an order, oldest first."""
        return list(await self._session.scalars(READ_ATTACHMENTS, {"order_id": order_id}))

    async def comment(self, comment_id: int) -> StageComment | None:
        """Return the comment with that id."""
        return await self._session.get(StageComment, comment_id)

    async def attachment(self, attachment_id: int) -> StageAttachment | None:
        """Return the photo with that id."""
        return await self._session.get(StageAttachment, attachment_id)

    async def count_request_photos(self, order_id: int) -> int:
        """Return how many photos the request of an order has, without those that were withdrawn."""
        query = _of_requests(select(func.count(col(StageAttachment.id))))
        return await self._session.scalar(query.where(col(StageAttachment.order_id) == order_id)) or 0

    async def count_work_photos(self, job_id: int) -> int:
        """Return how many photos extra work has, without those that were withdrawn."""
        query = select(func.count(col(StageAttachment.id))).where(
            col(StageAttachment.job_id) == job_id, col(StageAttachment.withdrawn_at).is_(None)
        )
        return await self._session.scalar(query) or 0

    async def is_withdrawn_work(self, job_id: int) -> bool:
        """Return whether a job is extra work that the shop no longer proposes."""
        state = await self._session.scalar(select(col(Job.state)).where(col(Job.id) == job_id))
        return state == JobState.WITHDRAWN

    async def request_photos_of(self, client_id: int) -> list[StageAttachment]:
        """Return the photos of all requests of a client, oldest first, without those that were withdrawn."""
        query = _of_requests(select(StageAttachment)).join(
            Order, col(Order.id) == col(StageAttachment.order_id)
        )
        own = query.where(col(Order.client_id) == client_id).order_by(col(StageAttachment.id))
        return list(await self._session.scalars(own))

    async def file_keys(self, order_ids: Iterable[int]) -> set[str]:
        """Return the keys of all files of the orders' photos, but not of those that were withdrawn."""
        query = select(col(StageAttachment.key), col(StageAttachment.thumbnail_key)).where(
            col(StageAttachment.order_id).in_(list(order_ids)), col(StageAttachment.withdrawn_at).is_(None)
        )
        return {key for keys in await self._session.execute(query) for key in keys}


def _of_requests(query: Select[Any]) -> Select[Any]:
    nothing = (StageAttachment.stage_id, StageAttachment.job_id, StageAttachment.withdrawn_at)
    return query.where(*(col(one).is_(None) for one in nothing))

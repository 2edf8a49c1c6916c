"""The parts of orders in SQL."""

from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from autoservice.modules.catalog.inventory.models import StockBalance
from autoservice.modules.orders.approvals.models import JobDecision
from autoservice.modules.orders.jobs import JobState
from autoservice.modules.orders.models import Job
from autoservice.modules.orders.parts.models import OrderPart
from autoservice.modules.orders.parts.states import PartState


class SqlOrderPartRepository:
    """``OrderPartRepository`` over one database session."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def add(self, *parts: OrderPart) -> None:
        """Insert parts, which have ascending ids afterwards."""
        self._session.add_all(parts)
        await self._session.flush()

    async def find(self, order_id: int, part_id: int) -> OrderPart | None:
        """Return the part of the order, also one that was removed."""
        query = select(OrderPart).where(col(OrderPart.id) == part_id, col(OrderPart.order_id) == order_id)
        found: OrderPart | None = await self._session.scalar(query)
        return found

    async def of_order(self, order_id: int) -> list[OrderPart]:
        """Return the parts of an order that are not removed, in the sequence in which they were added."""
        query = (
            select(OrderPart)
            .where(col(OrderPart.order_id) == order_id, col(OrderPart.state) != PartState.REMOVED.value)
            .order_by(col(OrderPart.id))
        )
        return list((await self._session.scalars(query)).all())

    async def jobs(self, order_id: int) -> list[Job]:
        """Return the jobs of an order in their sequence."""
        query = select(Job).where(col(Job.order_id) == order_id).order_by(col(Job.position))
        return list((await self._session.scalars(query)).all())

    async def consented_minor(self, job_id: int) -> int:
        """Return the sum in the client's last approval of the job; 0 for one that was ordered."""
        query = (
            select(col(JobDecision.price_minor))
            .where(col(JobDecision.job_id) == job_id, col(JobDecision.decision) == JobState.APPROVED.value)
            .order_by(col(JobDecision.id).desc())
            .limit(1)
        )
        found: int | None = await self._session.scalar(query)
        return found or 0

    async def available(self, item_ids: Collection[int]) -> dict[int, int]:
        """Return how much of each item is on hand and not reserved."""
        query = select(StockBalance).where(col(StockBalance.item_id).in_(item_ids))
        return {balance.item_id: balance.available for balance in await self._session.scalars(query)}

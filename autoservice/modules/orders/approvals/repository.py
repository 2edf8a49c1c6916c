"""Extra work in SQL."""

from collections.abc import Sequence
from operator import attrgetter

from sqlalchemy import delete, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from autoservice.modules.orders.approvals.errors import ExtraWorkBegun
from autoservice.modules.orders.approvals.models import JobDecision
from autoservice.modules.orders.jobs import JobState
from autoservice.modules.orders.models import Job, Order, OrderStage, TimelineEntry
from autoservice.modules.orders.repository import visible_to
from autoservice.modules.orders.vehicles.repository import same_car
from autoservice.shared.access import Actor


class SqlWorkRepository:
    """``WorkRepository`` over one database session."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def jobs(self, order_id: int) -> Sequence[Job]:
        """Return all jobs of the order by position."""
        query = select(Job).where(col(Job.order_id) == order_id).order_by(col(Job.position))
        return (await self._session.scalars(query)).all()

    async def add(self, *jobs: Job) -> None:
        """Insert jobs, which have their ids afterwards."""
        self._session.add_all(jobs)
        await self._session.flush()

    async def insert_stages(self, chain: Sequence[OrderStage]) -> list[OrderStage]:
        """Insert those of the whole chain that are new, and return them.

        Those after them make room first, the last one first: no two stages have one position.
        """
        new = [stage for stage in chain if stage not in self._session]
        for position, stage in reversed(list(enumerate(chain, start=1))):
            if stage.position != position:
                stage.position = position
                await self._session.flush()
        self._session.add_all(new)
        await self._session.flush()
        return new

    async def remove_stage(self, stage: OrderStage, stages: Sequence[OrderStage]) -> None:
        """Delete a stage; those after it are one earlier.

        Raises ``ExtraWorkBegun`` if something is about it, such as a comment. Only the entries of the
        timeline stay, about the order as a whole.
        """
        entries = update(TimelineEntry).where(col(TimelineEntry.stage_id) == stage.id).values(stage_id=None)
        gone = delete(OrderStage).where(col(OrderStage.id) == stage.id)
        try:
            async with self._session.begin_nested():
                for statement in (entries, gone):
                    await self._session.execute(statement, execution_options={"synchronize_session": False})
        except IntegrityError as error:
            raise ExtraWorkBegun() from error
        self._session.expunge(stage)
        later = [other for other in stages if other.position > stage.position]
        for other in sorted(later, key=attrgetter("position")):
            other.position -= 1
            await self._session.flush()

    def add_decision(self, decision: JobDecision) -> None:
        """Insert a decision with the transaction."""
        self._session.add(decision)

    async def forget_origins(self, user_id: int) -> None:
        """Erase from where somebody decided."""
        theirs = update(JobDecision).where(col(JobDecision.decided_by) == user_id)
        await self._session.execute(theirs.values(ip_address="", user_agent=""))

    async def declined(self, vehicle_id: int, viewer: Actor, limit: int) -> Sequence[Job]:
        """Return the declined work of a car as far as ``viewer`` may see its orders, the newest first."""
        query = (
            select(Job)
            .join(Order, col(Order.id) == col(Job.order_id))
            .where(
                col(Order.vehicle_id).in_(same_car(vehicle_id, viewer)),
                visible_to(viewer.role, viewer.user_id),
                col(Job.state) == JobState.DECLINED.value,
            )
            .order_by(col(Job.id).desc())
            .limit(limit)
        )
        return (await self._session.scalars(query)).all()

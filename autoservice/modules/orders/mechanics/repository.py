"""Mechanics' skills and work in SQL."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy import delete, func, select, union
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from autoservice.modules.catalog.repair_templates.models import (
    IS_LATEST,
    RepairTemplate,
    RepairTemplateVersion,
    StageTemplate,
)
from autoservice.modules.orders.mechanics.models import MechanicSkill
from autoservice.modules.orders.models import Job, Order, OrderStage
from autoservice.modules.orders.vehicles.models import Vehicle

# What is shown of a lane; the rest is counted.
CARDS: Final = 50
_LANE: Final[dict[str, Any]] = {"partition_by": col(OrderStage.mechanic_id)}
_QUEUE: Final = (col(Order.queue_key), col(Order.id), col(OrderStage.position))
_NUMBERED: Final = (
    select(
        col(OrderStage.mechanic_id),
        col(OrderStage.id),
        col(OrderStage.order_id),
        col(Order.number_year),
        col(Order.number),
        col(OrderStage.name_ru),
        col(OrderStage.name_en),
        col(Job.name_ru).label("job_ru"),
        col(Job.name_en).label("job_en"),
        col(OrderStage.norm_minutes),
        col(OrderStage.state),
        col(Vehicle.plate),
        (col(Vehicle.make) + " " + col(Vehicle.model)).label("car"),
        func.row_number().over(**_LANE, order_by=_QUEUE).label("place"),
        func.count().over(**_LANE).label("count"),
        func.sum(col(OrderStage.norm_minutes)).over(**_LANE).label("load_minutes"),
    )
    .join(Order, col(Order.id) == col(OrderStage.order_id))
    .join(Vehicle, col(Vehicle.id) == col(Order.vehicle_id))
    .outerjoin(Job, col(Job.id) == col(OrderStage.job_id))
    .where(OrderStage.is_open(), Order.is_open())
    .subquery()
)
# All lanes in one statement, each with its first cards and the sums of all of them.
READ_BOARD: Final = select(_NUMBERED).where(_NUMBERED.c.place <= CARDS).order_by(_NUMBERED.c.place)

# What running orders keep of former versions is not offered for ever.
KNOWN_SKILLS: Final = union(
    select(col(MechanicSkill.skill)),
    select(col(StageTemplate.skill))
    .join(RepairTemplateVersion, col(RepairTemplateVersion.id) == col(StageTemplate.version_id))
    .join(RepairTemplate, IS_LATEST)
    .where(col(StageTemplate.skill) != ""),
)


class SqlMechanicsRepository:
    """``MechanicsRepository`` over one database session."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def skills(self, mechanic_ids: Sequence[int]) -> dict[int, list[str]]:
        """Return the skills of the mechanics, in one query."""
        query = (
            select(MechanicSkill)
            .where(col(MechanicSkill.mechanic_id).in_(mechanic_ids))
            .order_by(col(MechanicSkill.skill))
        )
        found: dict[int, list[str]] = defaultdict(list)
        for row in (await self._session.scalars(query)).all():
            found[row.mechanic_id].append(row.skill)
        return found

    async def known_skills(self) -> list[str]:
        """Return the skills of all mechanics and of the stages that new orders take, in one query."""
        return list((await self._session.scalars(KNOWN_SKILLS)).all())

    async def set_skills(self, mechanic_id: int, skills: Sequence[str]) -> None:
        """Store these skills instead of all former ones."""
        await self._session.execute(
            delete(MechanicSkill).where(col(MechanicSkill.mechanic_id) == mechanic_id)
        )
        self._session.add_all(MechanicSkill(mechanic_id=mechanic_id, skill=skill) for skill in skills)
        await self._session.flush()

    async def board(self) -> list[dict[str, Any]]:
        """Return the first open stages of each mechanic, with the number and the sum of all of them."""
        return [dict(row) for row in (await self._session.execute(READ_BOARD)).mappings()]

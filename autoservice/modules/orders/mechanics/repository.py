"""Mechanics' skills in SQL."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Final

from sqlalchemy import delete, select, union
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from autoservice.modules.catalog.repair_templates.models import (
    IS_LATEST,
    RepairTemplate,
    RepairTemplateVersion,
    StageTemplate,
)
from autoservice.modules.orders.mechanics.models import MechanicSkill

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

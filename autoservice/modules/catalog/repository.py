"""The catalogue in SQL."""

from collections import defaultdict
from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from autoservice.modules.catalog.models import ServiceTemplate, StageTemplate


class SqlServiceTemplateRepository:
    """``ServiceTemplateRepository`` over one database session."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def active(self) -> list[ServiceTemplate]:
        """Everything on offer, in catalogue order."""
        query = (
            select(ServiceTemplate).where(col(ServiceTemplate.active)).order_by(col(ServiceTemplate.position))
        )
        return list((await self._session.scalars(query)).all())

    async def by_id(self, service_id: int) -> ServiceTemplate | None:
        """The service with that id, on offer or not."""
        return await self._session.get(ServiceTemplate, service_id)

    async def stages(self, service_ids: Sequence[int]) -> dict[int, list[StageTemplate]]:
        """Stages in their order, by service, in one query."""
        query = (
            select(StageTemplate)
            .where(col(StageTemplate.service_id).in_(service_ids))
            .order_by(col(StageTemplate.service_id), col(StageTemplate.position))
        )
        by_service: dict[int, list[StageTemplate]] = defaultdict(list)
        for stage in (await self._session.scalars(query)).all():
            by_service[stage.service_id].append(stage)
        return by_service

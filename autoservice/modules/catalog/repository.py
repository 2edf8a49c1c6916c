"""The catalog in SQL."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from autoservice.modules.catalog.models import ServiceTemplate, StageTemplate

SERVICE: Final = ("id", "code", "version", "category", "name_ru", "name_en", "norm_minutes", "price_minor")
STAGE: Final = ("position", "code", "name_ru", "name_en", "norm_minutes")
ON_OFFER: Final = (
    select(
        *(getattr(ServiceTemplate, name) for name in SERVICE),
        *(getattr(StageTemplate, name) for name in STAGE),
    )
    .outerjoin(StageTemplate, col(StageTemplate.service_id) == col(ServiceTemplate.id))
    .where(col(ServiceTemplate.active))
    .order_by(col(ServiceTemplate.position), col(ServiceTemplate.id), col(StageTemplate.position))
)


class SqlServiceTemplateRepository:
    """``ServiceTemplateRepository`` over one database session."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def on_offer(self) -> list[dict[str, Any]]:
        """Return all services on offer with their stages, by position, in one query: all of it agrees."""
        found: dict[int, dict[str, Any]] = {}
        for row in await self._session.execute(ON_OFFER):
            service = found.get(row[0])
            if service is None:
                service = found[row[0]] = dict(zip(SERVICE, row, strict=False), stages=[])
            # A service without stages has none of their columns either.
            if row[len(SERVICE)] is not None:
                service["stages"].append(dict(zip(STAGE, row[len(SERVICE) :], strict=True)))
        return list(found.values())

    async def by_id(self, service_id: int) -> ServiceTemplate | None:
        """Return the service with that id, on offer or not."""
        return await self._session.get(ServiceTemplate, service_id)

    async def stages(self, service_ids: Sequence[int]) -> dict[int, list[StageTemplate]]:
        """Return the stages of each service by position, in one query."""
        query = (
            select(StageTemplate)
            .where(col(StageTemplate.service_id).in_(service_ids))
            .order_by(col(StageTemplate.service_id), col(StageTemplate.position))
        )
        by_service: dict[int, list[StageTemplate]] = defaultdict(list)
        for stage in (await self._session.scalars(query)).all():
            by_service[stage.service_id].append(stage)
        return by_service

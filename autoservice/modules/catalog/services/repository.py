"""The services a shop offers, in SQL."""

from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy import Select, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from autoservice.modules.catalog.repair_templates.models import (
    IS_LATEST,
    RepairTemplate,
    RepairTemplateVersion,
    StageTemplate,
)
from autoservice.modules.catalog.services.lists import found_by
from autoservice.modules.catalog.services.models import ServiceCategory, ServiceTemplate
from autoservice.modules.catalog.services.schemas import (
    CategoryView,
    ServicesQuery,
    ServiceView,
    StageTemplateView,
)

SERVICE: Final = tuple(name for name in ServiceView.model_fields if name in ServiceTemplate.model_fields)
CATEGORY: Final = tuple(CategoryView.model_fields)
STAGE: Final = (*(name for name in StageTemplateView.model_fields if name != "norm_minutes"), "share")
FIRST_OF_CATEGORY: Final = len(SERVICE) + 1
FIRST_OF_STAGE: Final = FIRST_OF_CATEGORY + len(CATEGORY)
ON_OFFER: Final = (
    select(
        *(getattr(ServiceTemplate, name) for name in SERVICE),
        col(RepairTemplateVersion.id),
        *(getattr(ServiceCategory, name) for name in CATEGORY),
        *(getattr(StageTemplate, name) for name in STAGE),
    )
    .join(ServiceCategory, col(ServiceCategory.id) == col(ServiceTemplate.category_id))
    .join(RepairTemplate, col(RepairTemplate.id) == col(ServiceTemplate.template_id))
    .join(RepairTemplateVersion, IS_LATEST)
    .outerjoin(StageTemplate, col(StageTemplate.version_id) == col(RepairTemplateVersion.id))
    .where(col(ServiceTemplate.active))
    .order_by(
        col(ServiceCategory.position),
        col(ServiceCategory.id),
        col(ServiceTemplate.position),
        col(ServiceTemplate.id),
        col(StageTemplate.position),
    )
)


class SqlServiceTemplateRepository:
    """``ServiceTemplateRepository`` over one database session."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def on_offer(self, asked: ServicesQuery) -> list[dict[str, Any]]:
        """Return the services on offer with their stages in one query: all of it agrees.

        They are by category and position.
        """
        query = ON_OFFER.where(*found_by(asked.q))
        if asked.category:
            query = query.where(col(ServiceCategory.code) == asked.category)
        return await self._read(query)

    async def offered(self, service_id: int) -> dict[str, Any] | None:
        """Return the service with that id, if it is on offer."""
        found = await self._read(ON_OFFER.where(col(ServiceTemplate.id) == service_id))
        return found[0] if found else None

    async def offered_to_order(self, service_ids: Sequence[int]) -> list[dict[str, Any]]:
        """Return those of the services that are on offer; they are not deleted meanwhile."""
        query = ON_OFFER.where(col(ServiceTemplate.id).in_(service_ids))
        return await self._read(query.with_for_update(read=True, key_share=True, of=ServiceTemplate))

    async def categories(self) -> list[ServiceCategory]:
        """Return all categories in their order."""
        by_place = (col(ServiceCategory.position), col(ServiceCategory.id))
        return list((await self._session.scalars(select(ServiceCategory).order_by(*by_place))).all())

    async def _read(self, query: Select[Any]) -> list[dict[str, Any]]:
        found: dict[int, dict[str, Any]] = {}
        for row in await self._session.execute(query):
            service = found.get(row[0])
            if service is None:
                service = found[row[0]] = _service(row)
            # A service without stages has none of their columns either.
            if row[FIRST_OF_STAGE] is not None:
                service["stages"].append(dict(zip(STAGE, row[FIRST_OF_STAGE:], strict=True)))
        return list(found.values())


def _service(row: Any) -> dict[str, Any]:
    category = dict(zip(CATEGORY, row[FIRST_OF_CATEGORY:FIRST_OF_STAGE], strict=True))
    named = dict(zip(SERVICE, row, strict=False))
    return {**named, "template_version_id": row[len(SERVICE)], "category": category, "stages": []}

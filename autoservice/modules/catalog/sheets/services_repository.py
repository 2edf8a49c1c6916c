"""Services in SQL, as sheets need them."""

from typing import Protocol

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from autoservice.modules.catalog.repair_templates.models import RepairTemplate
from autoservice.modules.catalog.services.models import ServiceCategory, ServiceTemplate


class ServiceSheetRepository(Protocol):
    """Services as sheets read them."""

    async def all(self) -> list[ServiceTemplate]: ...

    async def categories(self) -> list[ServiceCategory]: ...

    async def templates(self) -> list[RepairTemplate]: ...


class SqlServiceSheetRepository:
    """``ServiceSheetRepository`` over one database session."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def all(self) -> list[ServiceTemplate]:
        """Return all services by category and position, archived ones too."""
        place = (col(ServiceCategory.position), col(ServiceTemplate.position), col(ServiceTemplate.id))
        query = select(ServiceTemplate).join(
            ServiceCategory, col(ServiceCategory.id) == col(ServiceTemplate.category_id)
        )
        return list((await self._session.scalars(query.order_by(*place))).all())

    async def categories(self) -> list[ServiceCategory]:
        """Return all categories."""
        return list((await self._session.scalars(select(ServiceCategory))).all())

    async def templates(self) -> list[RepairTemplate]:
        """Return all repair templates, archived ones too."""
        return list((await self._session.scalars(select(RepairTemplate))).all())

"""Services in SQL, as sheets need them."""

from typing import Protocol

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from autoservice.modules.catalog.inventory.models import InventoryItem, ServicePart
from autoservice.modules.catalog.repair_templates.models import RepairTemplate
from autoservice.modules.catalog.services.models import ServiceCategory, ServiceTemplate


class ServiceSheetRepository(Protocol):
    """Services as sheets read them."""

    async def all(self) -> list[ServiceTemplate]: ...

    async def categories(self) -> list[ServiceCategory]: ...

    async def templates(self) -> list[RepairTemplate]: ...

    async def parts(self) -> list[tuple[ServicePart, InventoryItem]]: ...

    async def shared_articles(self) -> set[str]: ...


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

    async def parts(self) -> list[tuple[ServicePart, InventoryItem]]:
        """Return the default parts of all services with their items, by service and position."""
        query = (
            select(ServicePart, InventoryItem)
            .join(InventoryItem, col(InventoryItem.id) == col(ServicePart.item_id))
            .order_by(col(ServicePart.service_id), col(ServicePart.position))
        )
        return [(part, item) for part, item in await self._session.execute(query)]

    async def shared_articles(self) -> set[str]:
        """Return the keys of articles that several items have, of those that are parts of services."""
        key = col(InventoryItem.article_key)
        used = select(key).join(ServicePart, col(ServicePart.item_id) == col(InventoryItem.id))
        query = select(key).where(key.in_(used)).group_by(key).having(func.count() > 1)
        return set(await self._session.scalars(query))

"""Services whose picture is changed, in SQL."""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from autoservice.modules.catalog.services.models import ServiceTemplate


class SqlServicePictureRepository:
    """``ServicePictureRepository`` over one database session."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def find(self, service_id: int) -> ServiceTemplate | None:
        """Return the service."""
        return await self._session.get(ServiceTemplate, service_id)

    async def lock(self, service_id: int) -> ServiceTemplate | None:
        """Return the service, which nobody else can change before the end of the transaction."""
        return await self._session.get(
            ServiceTemplate, service_id, with_for_update=True, populate_existing=True
        )

    async def picture_names(self) -> set[str]:
        """Return the names of all services' pictures."""
        pictures = await self._session.scalars(
            select(col(ServiceTemplate.picture)).where(col(ServiceTemplate.picture).is_not(None))
        )
        return {picture["name"] for picture in pictures if picture}

"""The first contents of the catalog."""

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from autoservice.modules.catalog.models import ServiceTemplate
from autoservice.modules.catalog.starting_catalog import starting_services


async def seed_catalog(session: AsyncSession) -> int:
    """Add the starting catalog to a database that has no services; returns how many were added."""
    if await session.scalar(select(func.count()).select_from(ServiceTemplate)):
        return 0
    rows = starting_services()
    session.add_all(service for service, _ in rows)
    await session.flush()
    for service, stages in rows:
        for stage in stages:
            stage.service_id = service.id
        session.add_all(stages)
    return len(rows)

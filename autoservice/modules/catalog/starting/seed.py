"""The first contents of the catalog."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from autoservice.modules.catalog.repair_templates.models import RepairTemplate, RepairTemplateVersion
from autoservice.modules.catalog.services.models import ServiceTemplate
from autoservice.modules.catalog.starting.services import (
    starting_categories,
    starting_services,
    starting_stages,
    starting_templates,
)


class _Coded(Protocol):
    id: int
    code: str


async def seed_catalog(session: AsyncSession, now: datetime) -> int:
    """Add the starting catalog to a database that has no services; returns how many were added."""
    if await session.scalar(select(func.count()).select_from(ServiceTemplate)):
        return 0
    categories, templates = starting_categories(), starting_templates()
    session.add_all([*categories, *templates])
    await session.flush()
    await _add_versions(session, templates, now)
    services = starting_services(_ids(categories), _ids(templates))
    session.add_all(services)
    await session.flush()
    return len(services)


async def _add_versions(session: AsyncSession, templates: list[RepairTemplate], now: datetime) -> None:
    versions = [RepairTemplateVersion(template_id=one.id, number=1, created_at=now) for one in templates]
    session.add_all(versions)
    await session.flush()
    for template, version in zip(templates, versions, strict=True):
        session.add_all(starting_stages(template.code, version.id))


def _ids(rows: Sequence[_Coded]) -> dict[str, int]:
    return {row.code: row.id for row in rows}

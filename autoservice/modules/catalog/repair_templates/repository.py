"""Repair templates in SQL."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any, Final

from pydantic import TypeAdapter
from sqlalchemy import ColumnElement, delete, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from autoservice.modules.catalog.repair_templates.models import (
    IS_LATEST,
    TEMPLATE,
    RepairTemplate,
    RepairTemplateVersion,
    StageTemplate,
    TemplateDraft,
)
from autoservice.modules.catalog.repair_templates.schemas import (
    ServiceReference,
    StageContent,
    TemplatesFilter,
)
from autoservice.modules.catalog.services.models import ServiceTemplate
from autoservice.shared.cells import lock_rows
from autoservice.shared.pagination import Keyset, Page, PageRequest, read_page
from autoservice.shared.search import is_among, owners, parse_query, tokens_gone
from autoservice.shared.validation import Id

OLDEST_FIRST: Final = Keyset[RepairTemplate](
    name="repair-templates",
    columns=(col(RepairTemplate.id),),
    key=lambda template: (template.id,),
    shape=TypeAdapter(tuple[Id]),
)
NEWEST_VERSION_FIRST: Final = Keyset[RepairTemplateVersion](
    name="template-versions",
    columns=(col(RepairTemplateVersion.number),),
    key=lambda version: (version.number,),
    shape=TypeAdapter(tuple[Id]),
    descending=True,
)


class SqlRepairTemplateRepository:
    """``RepairTemplateRepository`` over one database session."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def add(self, template: RepairTemplate) -> None:
        """Insert a template, which has its id afterwards."""
        self._session.add(template)
        await self._session.flush()

    async def add_version(self, version: RepairTemplateVersion, stages: Sequence[StageContent]) -> None:
        """Insert a version, which has its id afterwards, and its stages."""
        self._session.add(version)
        await self._session.flush()
        rows = (
            StageTemplate(version_id=version.id, position=position, **stage.model_dump())
            for position, stage in enumerate(stages, start=1)
        )
        self._session.add_all(rows)
        await self._session.flush()

    async def find(self, template_id: int, *, locked: bool = False) -> RepairTemplate | None:
        """Return the template with that id; ``locked``, as it is now."""
        return await self._session.get(
            RepairTemplate, template_id, with_for_update=locked or None, populate_existing=locked
        )

    async def read_all(self, template_ids: Sequence[int], *, locked: bool = False) -> list[RepairTemplate]:
        """Return those of the templates that exist, by id."""
        if locked:
            return await lock_rows(self._session, RepairTemplate, template_ids)
        query = select(RepairTemplate).where(col(RepairTemplate.id).in_(template_ids))
        return list(await self._session.scalars(query.order_by(col(RepairTemplate.id))))

    async def page(self, query: TemplatesFilter) -> Page[RepairTemplate]:
        """Return one page of the templates, oldest first; raises ``UnknownCursor``."""
        fitting = select(RepairTemplate).where(*_conditions(query))
        counted = fitting.with_only_columns(col(RepairTemplate.id))
        return await read_page(
            self._session, OLDEST_FIRST, query, lambda window: window.apply(fitting), counted
        )

    async def on_offer(self) -> list[RepairTemplate]:
        """Return all templates that are not archived, oldest first."""
        query = select(RepairTemplate).where(col(RepairTemplate.active)).order_by(col(RepairTemplate.id))
        return list(await self._session.scalars(query))

    async def find_version(self, template_id: int, number: int) -> RepairTemplateVersion | None:
        """Return the version of that number."""
        query = select(RepairTemplateVersion).filter_by(template_id=template_id, number=number)
        found: RepairTemplateVersion | None = await self._session.scalar(query)
        return found

    async def versions(self, template_id: int, request: PageRequest) -> Page[RepairTemplateVersion]:
        """Return one page of the versions of a template, newest first; raises ``UnknownCursor``."""
        query = select(RepairTemplateVersion).filter_by(template_id=template_id)
        counted = query.with_only_columns(col(RepairTemplateVersion.id))
        return await read_page(
            self._session, NEWEST_VERSION_FIRST, request, lambda window: window.apply(query), counted
        )

    async def stages(self, version_ids: Sequence[int]) -> dict[int, list[StageContent]]:
        """Return the stages of each version, in their order."""
        query = select(StageTemplate, col(StageTemplate.version_id)).where(
            col(StageTemplate.version_id).in_(version_ids)
        )
        return await self._read_stages(query)

    async def latest_stages(self, template_ids: Sequence[int]) -> dict[int, list[StageContent]]:
        """Return the stages of the latest version of each template, in their order."""
        query = (
            select(StageTemplate, col(RepairTemplate.id))
            .join(RepairTemplateVersion, col(RepairTemplateVersion.id) == col(StageTemplate.version_id))
            .join(RepairTemplate, IS_LATEST)
            .where(col(RepairTemplate.id).in_(template_ids))
        )
        return await self._read_stages(query)

    async def _read_stages(self, query: Any) -> dict[int, list[StageContent]]:
        found: defaultdict[int, list[StageContent]] = defaultdict(list)
        ordered = query.order_by(col(StageTemplate.version_id), col(StageTemplate.position))
        for stage, owner in await self._session.execute(ordered):
            found[owner].append(StageContent.model_validate(stage.content()))
        return found

    async def count_services(self, template_ids: Sequence[int]) -> dict[int, int]:
        """Return how many services use each template, archived ones included."""
        query = (
            select(col(ServiceTemplate.template_id), func.count())
            .where(col(ServiceTemplate.template_id).in_(template_ids))
            .group_by(col(ServiceTemplate.template_id))
        )
        return dict((await self._session.execute(query)).all())

    async def services(self, template_id: int, limit: int) -> list[ServiceReference]:
        """Return the first services that use a template."""
        columns = (getattr(ServiceTemplate, name) for name in ServiceReference.model_fields)
        query = (
            select(*columns)
            .where(col(ServiceTemplate.template_id) == template_id)
            .order_by(col(ServiceTemplate.id))
            .limit(limit)
        )
        return [ServiceReference(**row) for row in (await self._session.execute(query)).mappings()]

    async def delete(self, template: RepairTemplate) -> None:
        """Delete a template that nothing uses, with its versions and drafts."""
        of_template = select(col(RepairTemplateVersion.id)).filter_by(template_id=template.id)
        for rows in (
            delete(TemplateDraft).where(col(TemplateDraft.template_id) == template.id),
            delete(StageTemplate).where(col(StageTemplate.version_id).in_(of_template)),
            delete(RepairTemplateVersion).where(col(RepairTemplateVersion.template_id) == template.id),
            tokens_gone(TEMPLATE, template.id),
        ):
            await self._session.execute(rows)
        await self._session.delete(template)


def _conditions(query: TemplatesFilter) -> list[ColumnElement[bool]]:
    terms = parse_query(query.q, is_inflected=True)
    conditions: list[ColumnElement[bool]] = []
    if terms:
        conditions.append(is_among(col(RepairTemplate.id), owners(TEMPLATE, terms)))
    if query.active is not None:
        conditions.append(col(RepairTemplate.active).is_(query.active))
    return conditions


class SqlTemplateDraftRepository:
    """``TemplateDraftRepository`` over one database session."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def find(self, template_id: int, user_id: int) -> TemplateDraft | None:
        """Return the person's draft of the template."""
        return await self._session.get(TemplateDraft, (template_id, user_id))

    async def add(self, draft: TemplateDraft) -> None:
        """Insert a draft."""
        self._session.add(draft)
        await self._session.flush()

    async def delete(self, template_id: int, user_id: int) -> None:
        """Delete the person's draft of the template, if there is one."""
        mine = (col(TemplateDraft.template_id) == template_id) & (col(TemplateDraft.user_id) == user_id)
        await self._session.execute(delete(TemplateDraft).where(mine))

    async def delete_of(self, user_id: int) -> None:
        """Delete all drafts of a person."""
        await self._session.execute(delete(TemplateDraft).where(col(TemplateDraft.user_id) == user_id))

"""The services and categories of the catalog in SQL, as rows that are edited."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final, TypeVar

from sqlalchemy import Select, delete, func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from autoservice.modules.catalog.inventory.models import ServicePart
from autoservice.modules.catalog.repair_templates.models import RepairTemplate
from autoservice.modules.catalog.services import places
from autoservice.modules.catalog.services.editing_schemas import ServiceFilter, TemplateChoice
from autoservice.modules.catalog.services.errors import CategoryInUse, ServiceNotFound
from autoservice.modules.catalog.services.lists import conditions, keyset_of
from autoservice.modules.catalog.services.models import SERVICE, ServiceCategory, ServiceTemplate
from autoservice.shared.cells import lock_rows
from autoservice.shared.pagination import Page, read_page
from autoservice.shared.removal import delete_unless_used

Coded = TypeVar("Coded", ServiceTemplate, ServiceCategory)
CODES_TRIED: Final = 5


class SqlEditedServiceRepository:
    """``EditedServiceRepository`` over one database session."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def page(self, query: ServiceFilter) -> Page[ServiceTemplate]:
        """Return one page of the services that fit; raises ``UnknownCursor``."""
        fitting = select(ServiceTemplate).where(*conditions(query))
        counted = fitting.with_only_columns(col(ServiceTemplate.id))
        keyset = keyset_of(query.sort)
        return await read_page(self._session, keyset, query, lambda window: window.apply(fitting), counted)

    async def get(self, service_id: int) -> ServiceTemplate:
        """Return the service as it is now; raises ``ServiceNotFound``."""
        query = select(ServiceTemplate).where(col(ServiceTemplate.id) == service_id)
        service: ServiceTemplate | None = await self._session.scalar(
            query.execution_options(populate_existing=True)
        )
        if service is None:
            raise ServiceNotFound()
        return service

    async def by_ids(self, service_ids: Sequence[int]) -> list[ServiceTemplate]:
        """Return the services with these ids."""
        query = select(ServiceTemplate).where(col(ServiceTemplate.id).in_(service_ids))
        return list((await self._session.scalars(query.order_by(col(ServiceTemplate.id)))).all())

    async def lock(self, service_ids: Sequence[int]) -> list[ServiceTemplate]:
        """Lock the services in the order of their ids; absent ones are left out."""
        return await lock_rows(self._session, ServiceTemplate, service_ids)

    async def add(self, service: ServiceTemplate, codes: Iterator[str]) -> None:
        """Write a new service at the end of the catalog, under the first of ``codes`` that no other has."""
        service.position = await places.last_place(self._session)
        await _add_coded(self._session, service, codes)

    async def delete(self, service_id: int) -> bool:
        """Delete the service with its tokens, unless something refers to it; returns whether it is gone."""
        parts = delete(ServicePart).where(col(ServicePart.service_id) == service_id)
        this = delete(ServiceTemplate).where(col(ServiceTemplate.id) == service_id)
        return await delete_unless_used(self._session, parts, this, forgets=(SERVICE, service_id))

    async def move(self, service_id: int, before_id: int | None) -> None:
        """Give the service the place before another one, or the last; raises ``ServiceNotFound``."""
        await places.move(self._session, service_id, before_id)

    async def move_behind(self, service_id: int, other_id: int) -> None:
        """Give the service the place behind another one; raises ``ServiceNotFound``."""
        await places.move_behind(self._session, service_id, other_id)

    async def templates(self) -> list[TemplateChoice]:
        """Return all repair templates by id, archived ones too."""
        columns = (col(getattr(RepairTemplate, name)) for name in TemplateChoice.model_fields)
        rows = await self._session.execute(select(*columns).order_by(col(RepairTemplate.id)))
        return [TemplateChoice.model_validate(dict(row)) for row in rows.mappings()]

    async def categories(self) -> list[ServiceCategory]:
        """Return all categories in their order."""
        return await _categories(self._session)

    async def usable_categories(self, category_ids: Iterable[int]) -> set[int]:
        """Return those of the categories that exist; they are not deleted before the transaction ends."""
        id = col(ServiceCategory.id)
        return await self._keep(select(id).where(id.in_(sorted(category_ids))).order_by(id))

    async def usable_templates(self, template_ids: Iterable[int]) -> set[int]:
        """Return those of the templates that are not archived; they stay until the transaction ends."""
        id = col(RepairTemplate.id)
        query = select(id).where(id.in_(sorted(template_ids)), col(RepairTemplate.active))
        return await self._keep(query.order_by(id))

    async def _keep(self, ids: Select[Any]) -> set[int]:
        # The lock that a row takes which refers to them.
        return set(await self._session.scalars(ids.with_for_update(read=True, key_share=True)))


class SqlCategoryRepository:
    """``CategoryRepository`` over one database session."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def lock_all(self) -> list[ServiceCategory]:
        """Lock all categories and return them in their order: of two who edit them one waits."""
        ids = select(col(ServiceCategory.id)).order_by(col(ServiceCategory.id)).with_for_update()
        await self._session.execute(ids)
        # Once more: those that were added while this waited are no part of the first answer.
        return await _categories(self._session)

    async def add(self, category: ServiceCategory, codes: Iterator[str]) -> None:
        """Write a new category under the first of ``codes`` that no other has."""
        await _add_coded(self._session, category, codes)

    async def delete(self, category: ServiceCategory) -> None:
        """Delete the category; raises ``CategoryInUse``."""
        this = delete(ServiceCategory).where(col(ServiceCategory.id) == category.id)
        try:
            async with self._session.begin_nested():
                await self._session.execute(this, execution_options={"synchronize_session": False})
        except IntegrityError as error:
            raise CategoryInUse() from error

    async def counts(self) -> dict[int, int]:
        """Return how many services each category has that has some."""
        category = col(ServiceTemplate.category_id)
        rows = await self._session.execute(select(category, func.count()).group_by(category))
        return dict(rows.all())

    async def all(self) -> list[ServiceCategory]:
        """Return all categories in their order."""
        return await _categories(self._session)


async def _categories(session: AsyncSession) -> list[ServiceCategory]:
    place = (col(ServiceCategory.position), col(ServiceCategory.id))
    query = select(ServiceCategory).order_by(*place).execution_options(populate_existing=True)
    return list((await session.scalars(query)).all())


async def _add_coded(session: AsyncSession, row: Coded, codes: Iterator[str]) -> None:
    for _ in range(CODES_TRIED):
        row.code = next(codes)
        try:
            async with session.begin_nested():
                session.add(row)
            return
        except IntegrityError as error:
            taken = error
    raise taken

"""Ports of editing the services a shop offers."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Protocol

from autoservice.modules.catalog.services.editing_schemas import ServiceFilter, TemplateChoice
from autoservice.modules.catalog.services.models import ServiceCategory, ServiceTemplate
from autoservice.shared.pagination import Page


class EditedServiceRepository(Protocol):
    """Services as rows that are edited."""

    async def page(self, query: ServiceFilter) -> Page[ServiceTemplate]:
        """Return one page of the services that fit; raises ``UnknownCursor``."""
        ...

    async def get(self, service_id: int) -> ServiceTemplate:
        """Return the service; raises ``ServiceNotFound``."""
        ...

    async def by_ids(self, service_ids: Sequence[int]) -> list[ServiceTemplate]: ...

    async def lock(self, service_ids: Sequence[int]) -> list[ServiceTemplate]:
        """Lock the services in the order of their ids; absent ones are left out."""
        ...

    async def add(self, service: ServiceTemplate, codes: Iterator[str]) -> None:
        """Write a new service at the end of the catalog, under the first of ``codes`` that no other has."""
        ...

    async def delete(self, service_id: int) -> bool:
        """Delete the service with its tokens, unless something refers to it; returns whether it is gone."""
        ...

    async def move(self, service_id: int, before_id: int | None) -> None:
        """Give the service the place before another one, or the last; raises ``ServiceNotFound``."""
        ...

    async def move_behind(self, service_id: int, other_id: int) -> None:
        """Give the service the place behind another one; raises ``ServiceNotFound``."""
        ...

    async def usable_categories(self, category_ids: Iterable[int]) -> set[int]:
        """Return those of the categories that exist; they are not deleted before the transaction ends."""
        ...

    async def usable_templates(self, template_ids: Iterable[int]) -> set[int]:
        """Return those of the templates that are not archived; they stay until the transaction ends."""
        ...

    async def templates(self) -> list[TemplateChoice]:
        """Return all repair templates by id, archived ones too."""
        ...

    async def categories(self) -> list[ServiceCategory]:
        """Return all categories in their order."""
        ...


class CategoryRepository(Protocol):
    """Categories as rows that are edited."""

    async def lock_all(self) -> list[ServiceCategory]:
        """Lock all categories and return them in their order: of two who edit them one waits."""
        ...

    async def add(self, category: ServiceCategory, codes: Iterator[str]) -> None:
        """Write a new category under the first of ``codes`` that no other has."""
        ...

    async def delete(self, category: ServiceCategory) -> None:
        """Delete the category; raises ``CategoryInUse``."""
        ...

    async def counts(self) -> dict[int, int]:
        """Return how many services each category has that has some."""
        ...

    async def all(self) -> list[ServiceCategory]:
        """Return all categories in their order."""
        ...

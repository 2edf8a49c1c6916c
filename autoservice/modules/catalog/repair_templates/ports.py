"""Ports of repair templates."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from autoservice.modules.catalog.repair_templates.models import (
    RepairTemplate,
    RepairTemplateVersion,
    TemplateDraft,
)
from autoservice.modules.catalog.repair_templates.schemas import (
    ServiceReference,
    StageContent,
    TemplatesFilter,
)
from autoservice.shared.pagination import Page, PageRequest


class RepairTemplateRepository(Protocol):
    """Repair templates and their versions; a version is added, never changed."""

    async def add(self, template: RepairTemplate) -> None:
        """Insert a template, which has its id afterwards."""
        ...

    async def add_version(self, version: RepairTemplateVersion, stages: Sequence[StageContent]) -> None:
        """Insert a version, which has its id afterwards, and its stages."""
        ...

    async def find(self, template_id: int, *, locked: bool = False) -> RepairTemplate | None: ...

    async def read_all(self, template_ids: Sequence[int], *, locked: bool = False) -> list[RepairTemplate]:
        """Return those of the templates that exist, by id."""
        ...

    async def page(self, query: TemplatesFilter) -> Page[RepairTemplate]: ...

    async def on_offer(self) -> list[RepairTemplate]: ...

    async def find_version(self, template_id: int, number: int) -> RepairTemplateVersion | None: ...

    async def versions(self, template_id: int, request: PageRequest) -> Page[RepairTemplateVersion]:
        """Return one page of the versions of a template, newest first; raises ``UnknownCursor``."""
        ...

    async def stages(self, version_ids: Sequence[int]) -> dict[int, list[StageContent]]:
        """Return the stages of each version, in their order."""
        ...

    async def latest_stages(self, template_ids: Sequence[int]) -> dict[int, list[StageContent]]:
        """Return the stages of the latest version of each template, in their order."""
        ...

    async def count_services(self, template_ids: Sequence[int]) -> dict[int, int]: ...

    async def services(self, template_id: int, limit: int) -> list[ServiceReference]: ...

    async def delete(self, template: RepairTemplate) -> None:
        """Delete a template that nothing uses, with its versions and drafts."""
        ...


class TemplateDraftRepository(Protocol):
    """Edits of templates that are not saved as a version yet: one of each person and template."""

    async def find(self, template_id: int, user_id: int) -> TemplateDraft | None: ...

    async def add(self, draft: TemplateDraft) -> None: ...

    async def delete(self, template_id: int, user_id: int) -> None: ...

    async def delete_of(self, user_id: int) -> None: ...


@dataclass(frozen=True)
class RunningOrders:
    """Numbers of open orders by template, and by template and the number of its version.

    Where there are too many to be counted, they are not ``exact``.
    """

    by_template: Mapping[int, int]
    by_version: Mapping[tuple[int, int], int]
    exact: bool


class TemplateOrders(Protocol):
    """The orders that have work of a template."""

    async def count_running(self, template_ids: Sequence[int]) -> RunningOrders: ...

    async def has_any(self, template_id: int) -> bool:
        """Return whether any order, running or not, has work of the template."""
        ...

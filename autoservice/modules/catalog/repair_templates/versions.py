"""The service of the versions of repair templates: the next one, the history, differences, and their use."""

from typing import Final

from autoservice.events.repair_templates import RepairTemplateVersionSaved
from autoservice.modules.auth.accounts.directory import DirectoryService
from autoservice.modules.catalog.repair_templates.difference import Difference, compare_stages
from autoservice.modules.catalog.repair_templates.draft_rows import DraftRow, stages_of
from autoservice.modules.catalog.repair_templates.errors import (
    NewerVersion,
    TemplateNotFound,
    VersionNotFound,
)
from autoservice.modules.catalog.repair_templates.models import RepairTemplate, RepairTemplateVersion
from autoservice.modules.catalog.repair_templates.ports import (
    RepairTemplateRepository,
    TemplateDraftRepository,
    TemplateOrders,
)
from autoservice.modules.catalog.repair_templates.rules import complete_stages
from autoservice.modules.catalog.repair_templates.schemas import (
    NewVersion,
    StageContent,
    TemplateUsage,
    VersionSummary,
    VersionUsage,
    VersionView,
)
from autoservice.modules.catalog.repair_templates.views import summarise, view_versions
from autoservice.shared.access import Permission
from autoservice.shared.pagination import Page, PageRequest
from autoservice.shared.service import Service, requires
from autoservice.shared.unit import Unit

SERVICES_LISTED: Final = 100


class TemplateVersionsService(Service):
    """The versions of repair templates. A version never changes: an edit is the next one."""

    def __init__(
        self,
        unit: Unit,
        templates: RepairTemplateRepository,
        drafts: TemplateDraftRepository,
        orders: TemplateOrders,
        directory: DirectoryService,
    ) -> None:
        super().__init__(unit)
        self._templates = templates
        self._drafts = drafts
        self._orders = orders
        self._directory = directory

    @requires(Permission.MANAGE_CATALOG)
    async def save_version(self, template_id: int, command: NewVersion) -> VersionView:
        """Save the next version, which new orders take, and drop the actor's draft.

        Return the latest version if nothing differs from it. Raises ``TemplateNotFound``, ``VersionRefused``,
        and ``NewerVersion`` if ``based_on`` is not the latest one.
        """
        row = await self._lock(template_id)
        present = await self.get_version(row.id, row.latest)
        if command.based_on != row.latest:
            raise NewerVersion(row.latest, present.model_dump(mode="json"))
        stages = complete_stages(command.stages)
        await self._drafts.delete(row.id, self._actor.user_id)
        if stages == present.stages:
            return present
        await self._save(row, stages)
        return await self.get_version(row.id, row.latest)

    @requires(Permission.MANAGE_CATALOG)
    async def save_draft(self, template_id: int) -> VersionView:
        """Save the actor's draft as the next version; raises as ``save_version`` does."""
        # Locked first: an edit that is under way belongs to the draft.
        row = await self._lock(template_id)
        draft = await self._drafts.find(template_id, self._actor.user_id)
        if draft is None:
            return await self.get_version(row.id, row.latest)
        stages = stages_of([DraftRow.model_validate(stage) for stage in draft.rows])
        return await self.save_version(row.id, NewVersion(based_on=draft.based_on, stages=stages))

    async def _lock(self, template_id: int) -> RepairTemplate:
        row = await self._templates.find(template_id, locked=True)
        if row is None:
            raise TemplateNotFound()
        return row

    async def _save(self, row: RepairTemplate, stages: list[StageContent]) -> None:
        row.latest += 1
        version = RepairTemplateVersion(
            template_id=row.id,
            number=row.latest,
            created_at=self._unit.now,
            created_by=self._actor.user_id or None,
        )
        await self._templates.add_version(version, stages)
        saved = RepairTemplateVersionSaved(row.id, version.id)
        after = {"number": row.latest, "version_id": version.id, "stages": len(stages)}
        self._unit.record(saved, saved.subject, before={"number": row.latest - 1}, after=after)

    @requires(Permission.MANAGE_CATALOG)
    async def list_versions(self, template_id: int, request: PageRequest) -> Page[VersionSummary]:
        """Return one page of a template's versions, newest first.

        Raises ``TemplateNotFound``, ``UnknownCursor``.
        """
        await self._check_exists(template_id)
        page = await self._templates.versions(template_id, request)
        views = await view_versions(self._templates, self._directory, page.items)
        return page.with_items(summarise(view) for view in views)

    @requires(Permission.MANAGE_CATALOG)
    async def get_version(self, template_id: int, number: int) -> VersionView:
        """Return a version with its stages; raises ``TemplateNotFound`` or ``VersionNotFound``."""
        row = await self._templates.find_version(template_id, number)
        if row is None:
            await self._check_exists(template_id)
            raise VersionNotFound()
        [view] = await view_versions(self._templates, self._directory, [row])
        return view

    @requires(Permission.MANAGE_CATALOG)
    async def compare_versions(self, template_id: int, former: int, later: int) -> Difference:
        """Return what changed from one version to another; raises as ``get_version`` does."""
        before = await self.get_version(template_id, former)
        after = await self.get_version(template_id, later)
        changes = compare_stages(before.stages, after.stages)
        return Difference(former=former, later=later, changes=changes)

    @requires(Permission.MANAGE_CATALOG)
    async def get_usage(self, template_id: int) -> TemplateUsage:
        """Return what uses a template; raises ``TemplateNotFound``."""
        await self._check_exists(template_id)
        services = await self._templates.services(template_id, SERVICES_LISTED)
        counts = await self._templates.count_services([template_id])
        running = await self._orders.count_running([template_id])
        by_number = sorted((number, count) for (_, number), count in running.by_version.items())
        return TemplateUsage(
            services=services,
            service_count=counts.get(template_id, 0),
            versions=[VersionUsage(number=number, running_orders=count) for number, count in by_number],
            running_orders=running.by_template.get(template_id, 0),
            running_is_exact=running.exact,
        )

    async def _check_exists(self, template_id: int) -> None:
        if await self._templates.find(template_id) is None:
            raise TemplateNotFound()

"""The service of repair templates: reading, making, naming, archiving and deleting them."""

import uuid
from collections.abc import Mapping
from typing import Final

from autoservice.events.repair_templates import (
    RepairTemplateArchived,
    RepairTemplateCreated,
    RepairTemplateDeleted,
    RepairTemplateEvent,
    RepairTemplateRenamed,
    RepairTemplateRestored,
)
from autoservice.modules.catalog.codes import latin_letters
from autoservice.modules.catalog.removal import Removal, RemovalView
from autoservice.modules.catalog.repair_templates.cells import CELLS
from autoservice.modules.catalog.repair_templates.errors import TemplateNotFound
from autoservice.modules.catalog.repair_templates.models import RepairTemplate, RepairTemplateVersion
from autoservice.modules.catalog.repair_templates.ports import RepairTemplateRepository, TemplateOrders
from autoservice.modules.catalog.repair_templates.rules import complete_stages
from autoservice.modules.catalog.repair_templates.schemas import (
    NewTemplate,
    StageContent,
    StagesView,
    TemplateChange,
    TemplateNames,
    TemplatesFilter,
    TemplateView,
)
from autoservice.modules.catalog.repair_templates.views import view_stages, view_templates
from autoservice.shared.access import Permission
from autoservice.shared.cells import RowsChanged
from autoservice.shared.pagination import Page
from autoservice.shared.service import Service, requires
from autoservice.shared.unit import Unit

NAMES: Final = ("name_ru", "name_en")


class RepairTemplatesService(Service):
    """The repair templates of the shop."""

    def __init__(self, unit: Unit, templates: RepairTemplateRepository, orders: TemplateOrders) -> None:
        super().__init__(unit)
        self._templates = templates
        self._orders = orders

    @requires(Permission.READ_CATALOG)
    async def list_stages(self) -> list[StagesView]:
        """Return the templates in use with the stages of their latest version, as the actor may see them."""
        rows = await self._templates.on_offer()
        stages = await self._templates.latest_stages([row.id for row in rows])
        whole = self._actor.may(Permission.READ_INTERNAL)
        return [view_stages(row, stages.get(row.id, []), whole=whole) for row in rows]

    @requires(Permission.MANAGE_CATALOG)
    async def list_templates(self, query: TemplatesFilter) -> Page[TemplateView]:
        """Return one page of the templates, oldest first; raises ``UnknownCursor``."""
        page = await self._templates.page(query)
        return page.with_items(await view_templates(self._templates, self._orders, page.items))

    @requires(Permission.MANAGE_CATALOG)
    async def get_template(self, template_id: int) -> TemplateView:
        """Return a template; raises ``TemplateNotFound``."""
        return await self._view(await self._find(template_id))

    @requires(Permission.MANAGE_CATALOG)
    async def create_template(self, command: NewTemplate) -> TemplateView:
        """Create a template with its first version; raises ``VersionRefused``."""
        row = await self._add(command, complete_stages(command.stages))
        self._record(RepairTemplateCreated(row.id), after={"stages": len(command.stages)})
        return await self._view(row)

    @requires(Permission.MANAGE_CATALOG)
    async def copy_template(self, template_id: int, names: TemplateNames) -> TemplateView:
        """Create a template with the latest stages of another one; raises ``TemplateNotFound``."""
        source = await self._find(template_id)
        stages = (await self._templates.latest_stages([source.id])).get(source.id, [])
        row = await self._add(names, stages)
        copied = {"copy_of": source.id, "version": source.latest}
        self._record(RepairTemplateCreated(row.id), after=copied)
        return await self._view(row)

    @requires(Permission.MANAGE_CATALOG)
    async def change_template(self, template_id: int, change: TemplateChange) -> TemplateView:
        """Rename a template, archive or restore it; raises ``TemplateNotFound``, ``RowsChanged``."""
        row = await self._find(template_id, locked=True)
        if change.version not in (None, row.version):
            raise RowsChanged(CELLS.view([row]), [])
        self._rename(row, change)
        if change.active is not None:
            self._switch(row, active=change.active)
        return await self._view(row)

    @requires(Permission.MANAGE_CATALOG)
    async def delete_template(self, template_id: int) -> RemovalView:
        """Delete a template that nothing uses; archive any other. Raises ``TemplateNotFound``."""
        # Locked first: whoever is about to use it refers to the row, and waits or is waited for.
        row = await self._find(template_id, locked=True)
        services = await self._templates.count_services([row.id])
        if services or await self._orders.has_any(row.id):
            self._switch(row, active=False)
            return RemovalView(outcome=Removal.ARCHIVED)
        await self._templates.delete(row)
        self._record(RepairTemplateDeleted(row.id))
        return RemovalView(outcome=Removal.DELETED)

    @requires(Permission.MANAGE_CATALOG)
    async def get_removal(self, template_id: int) -> RemovalView:
        """Return what became of a template that was to be deleted."""
        is_gone = await self._templates.find(template_id) is None
        return RemovalView(outcome=Removal.DELETED if is_gone else Removal.ARCHIVED)

    async def _find(self, template_id: int, *, locked: bool = False) -> RepairTemplate:
        row = await self._templates.find(template_id, locked=locked)
        if row is None:
            raise TemplateNotFound()
        return row

    async def _view(self, row: RepairTemplate) -> TemplateView:
        [view] = await view_templates(self._templates, self._orders, [row])
        return view

    async def _add(self, names: TemplateNames, stages: list[StageContent]) -> RepairTemplate:
        # Unique until the id is known, with which its own code is.
        row = RepairTemplate(code=uuid.uuid4().hex, **names.model_dump(include=set(NAMES)))
        await self._templates.add(row)
        row.code = f"{latin_letters(names.name_en)}_{row.id}"
        first = RepairTemplateVersion(
            template_id=row.id, number=1, created_at=self._unit.now, created_by=self._actor.user_id or None
        )
        await self._templates.add_version(first, stages)
        return row

    def _rename(self, row: RepairTemplate, change: TemplateChange) -> None:
        given = {name: value for name in NAMES if (value := getattr(change, name)) is not None}
        fields = [name for name, value in given.items() if getattr(row, name) != value]
        for name in fields:
            setattr(row, name, given[name])
        if fields:
            row.version += 1
            self._record(RepairTemplateRenamed(row.id), after={"fields": fields})

    def _switch(self, row: RepairTemplate, *, active: bool) -> None:
        if row.active is active:
            return
        row.active, row.version = active, row.version + 1
        self._record(RepairTemplateRestored(row.id) if active else RepairTemplateArchived(row.id))

    def _record(self, event: RepairTemplateEvent, after: Mapping[str, object] | None = None) -> None:
        self._unit.record(event, event.subject, after=after)

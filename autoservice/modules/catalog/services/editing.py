"""Editing the services of the catalog."""

from collections.abc import Sequence, Set
from typing import Any

from autoservice.events.catalog import (
    ServiceArchived,
    ServiceChanged,
    ServiceCreated,
    ServiceDeleted,
    ServiceEvent,
    ServiceMoved,
    ServiceRestored,
)
from autoservice.modules.catalog.codes import codes_for
from autoservice.modules.catalog.inventory.schemas import ServicePartLine, ServicePartView
from autoservice.modules.catalog.inventory.service_parts import ServicePartsService
from autoservice.modules.catalog.removal import Removal, RemovalView
from autoservice.modules.catalog.services.cells import service_fields
from autoservice.modules.catalog.services.choices import check_choices, refuse_choices
from autoservice.modules.catalog.services.editing_ports import EditedServiceRepository
from autoservice.modules.catalog.services.editing_schemas import (
    NewService,
    RowMove,
    ServiceChange,
    ServiceFilter,
    ServiceParts,
    ServiceRow,
    TemplateChoice,
)
from autoservice.modules.catalog.services.errors import (
    ServiceNameMissing,
    ServiceNotFound,
)
from autoservice.modules.catalog.services.labels import labels_of
from autoservice.modules.catalog.services.models import SERVICE, ServiceCategory, ServiceTemplate
from autoservice.modules.catalog.services.views import view_rows
from autoservice.shared.access import Permission
from autoservice.shared.cells import (
    CellChanges,
    CellFields,
    ChangedRows,
    RowCells,
    RowsChanged,
)
from autoservice.shared.pagination import Page
from autoservice.shared.service import Service, requires
from autoservice.shared.unit import Unit

TEXTS = ("description_ru", "description_en")
COPIED = (*TEXTS, "category_id", "template_id", "norm_minutes", "price_minor", "picture")
# Appended to the names of a copy, so that the two can be told apart.
COPY_RU, COPY_EN = " (копия)", " (copy)"
NAME_LENGTH = 200
MAY_BE_NULL = {"price_minor"}
# All categories and repair templates, by which the rows of services are shown.
Names = tuple[Sequence[ServiceCategory], Sequence[TemplateChoice]]


class CatalogEditingService(Service):
    """The services of the catalog as rows: adding, changing, moving, archiving and deleting them."""

    def __init__(
        self,
        unit: Unit,
        services: EditedServiceRepository,
        parts: ServicePartsService,
        currency: str,
        labour_rate_minor: int,
    ) -> None:
        super().__init__(unit)
        self._services = services
        self._parts = parts
        self._currency = currency
        self._labour_rate_minor = labour_rate_minor

    @requires(Permission.MANAGE_CATALOG)
    async def list_rows(self, query: ServiceFilter) -> Page[ServiceRow]:
        """Return one page of the services that fit; raises ``UnknownCursor``."""
        page = await self._services.page(query)
        return page.with_items(await self._views(page.items))

    @requires(Permission.MANAGE_CATALOG)
    async def list_table(self, query: ServiceFilter, locale: str) -> Page[tuple[ServiceRow, RowCells]]:
        """Return one page of the services that fit, each with its cells; raises ``UnknownCursor``."""
        page, names = await self._services.page(query), await self._names()
        cells = self._cell_fields(names, locale).view(page.items)
        return page.with_items(zip(self._view(page.items, names), cells.rows, strict=True))

    @requires(Permission.MANAGE_CATALOG)
    async def get_row(self, service_id: int) -> ServiceRow:
        """Return a service, archived or not; raises ``ServiceNotFound``."""
        [view] = await self._views([await self._services.get(service_id)])
        return view

    @requires(Permission.MANAGE_CATALOG)
    async def create_service(self, command: NewService) -> ServiceRow:
        """Add a service at the end of the catalog; raises ``SERVICE_REFUSED``."""
        fields = command.model_dump()
        fields["name_ru"] = fields["name_ru"] or fields["name_en"]
        fields["name_en"] = fields["name_en"] or fields["name_ru"]
        if not fields["name_ru"]:
            raise ServiceNameMissing()
        return await self._add(ServiceTemplate(**fields))

    @requires(Permission.MANAGE_CATALOG)
    async def copy_service(self, service_id: int) -> ServiceRow:
        """Add a copy of a service and its parts behind it, which is not on offer yet.

        Raises ``ServiceNotFound``, and ``TemplateUnknown`` if its repair template is archived.
        """
        original = await self._services.get(service_id)
        copy = ServiceTemplate(
            name_ru=original.name_ru[: NAME_LENGTH - len(COPY_RU)] + COPY_RU,
            name_en=original.name_en[: NAME_LENGTH - len(COPY_EN)] + COPY_EN,
            **{name: getattr(original, name) for name in COPIED},
            active=False,
        )
        row = await self._add(copy, copy_of=original.id)
        if parts := (await self._parts.parts_of([service_id])).get(service_id):
            lines = [ServicePartLine(item_id=part.item_id, quantity=part.quantity) for part in parts]
            await self._parts.set_parts(row.id, lines)
        return row

    @requires(Permission.MANAGE_CATALOG)
    async def change_service(self, service_id: int, change: ServiceChange, locale: str) -> ServiceRow:
        """Change a service, archive or restore it.

        Raises ``ServiceNotFound``, ``SERVICE_REFUSED``, and ``RowsChanged`` for another version.
        """
        service = await self._lock(service_id)
        if change.version not in (None, service.version):
            raise RowsChanged(await self.read_cells([service_id], locale), [])
        fields = change.model_dump(exclude_unset=True, exclude={"version"})
        given = {name: value for name, value in fields.items() if value is not None or name in MAY_BE_NULL}
        changed = {name: value for name, value in given.items() if getattr(service, name) != value}
        await check_choices(self._services, changed)
        before = service.audited()
        for name, value in changed.items():
            setattr(service, name, value)
        if changed:
            service.version += 1
            self._record_change(service, before, [*changed])
        return await self.get_row(service_id)

    @requires(Permission.MANAGE_CATALOG)
    async def switch_services(self, service_ids: Set[int], *, active: bool) -> None:
        """Put services on offer or archive them, all or none; raises ``ServiceNotFound``."""
        services = await self._services.lock(sorted(service_ids))
        if len(services) < len(service_ids):
            raise ServiceNotFound()
        for service in services:
            if service.active is not active:
                before, service.active = service.audited(), active
                service.version += 1
                self._record_change(service, before, ["active"])

    @requires(Permission.MANAGE_CATALOG)
    async def get_parts(self, service_id: int) -> list[ServicePartView]:
        """Return the default parts of a service, archived or not; raises ``ServiceNotFound``."""
        await self._services.get(service_id)
        return (await self._parts.parts_of([service_id])).get(service_id, [])

    @requires(Permission.MANAGE_CATALOG)
    async def set_parts(self, service_id: int, command: ServiceParts) -> list[ServicePartView]:
        """Replace the default parts of a service; raises ``ServiceNotFound`` and ``PARTS_REFUSED``."""
        await self._lock(service_id)
        await self._parts.set_parts(service_id, command.parts, command.replaces)
        return await self.get_parts(service_id)

    @requires(Permission.MANAGE_CATALOG)
    async def move_service(self, move: RowMove) -> ServiceRow:
        """Give a service another place in the catalog; raises ``ServiceNotFound``."""
        before = (await self._services.get(move.id)).position
        if move.before is None and move.after is not None:
            await self._services.move_behind(move.id, move.after)
        else:
            await self._services.move(move.id, move.before)
        after = await self._services.get(move.id)
        if after.position != before:
            self._record(ServiceMoved(move.id), before, after.position)
        return await self.get_row(move.id)

    @requires(Permission.MANAGE_CATALOG)
    async def delete_service(self, service_id: int) -> RemovalView:
        """Delete a service, or archive one that was ordered; raises ``ServiceNotFound``."""
        service = await self._lock(service_id)
        before = service.audited()
        if await self._services.delete(service_id):
            self._record(ServiceDeleted(service_id), before)
            return RemovalView(outcome=Removal.DELETED)
        if service.active:
            service.active = False
            service.version += 1
            self._record_change(service, before, ["active"])
        return RemovalView(outcome=Removal.ARCHIVED)

    @requires(Permission.MANAGE_CATALOG)
    async def get_removal(self, service_id: int) -> RemovalView:
        """Return what became of a service that was to be deleted."""
        is_there = await self._services.by_ids([service_id])
        return RemovalView(outcome=Removal.ARCHIVED if is_there else Removal.DELETED)

    @requires(Permission.MANAGE_CATALOG)
    async def edit_cells(self, changes: CellChanges, locale: str) -> None:
        """Change cells as they were typed, all or none; raises ``CellsRefused``, ``RowsChanged``."""
        services = await self._services.lock(changes.ids)
        before = {service.id: service.audited() for service in services}
        edited = (await self._fields(locale)).edit(services, changes)
        await refuse_choices(self._services, edited)
        for one in edited:
            self._record_change(one.row, before[one.row.id], sorted(one.before))

    @requires(Permission.MANAGE_CATALOG)
    async def read_cells(self, service_ids: Sequence[int], locale: str) -> ChangedRows:
        """Return the present cells of services."""
        return (await self._fields(locale)).view(await self._services.by_ids(service_ids))

    @requires(Permission.MANAGE_CATALOG)
    async def list_choices(self, locale: str) -> tuple[dict[int, str], dict[int, str]]:
        """Return the labels of the categories, and of the repair templates that are not archived, by id."""
        templates = await self._services.templates()
        labels = labels_of(templates, locale)
        usable = {one.id: labels[one.id] for one in templates if one.active}
        return labels_of(await self._services.categories(), locale), usable

    async def _add(self, service: ServiceTemplate, **audited: Any) -> ServiceRow:
        await check_choices(self._services, service.audited())
        await self._services.add(service, codes_for(service.name_en, SERVICE))
        after = {**service.audited(), **audited}
        self._record(ServiceCreated(service.id), after=after)
        if copy_of := audited.get("copy_of"):
            await self._services.move_behind(service.id, copy_of)
        return await self.get_row(service.id)

    async def _lock(self, service_id: int) -> ServiceTemplate:
        for service in await self._services.lock([service_id]):
            return service
        raise ServiceNotFound()

    async def _names(self) -> Names:
        return await self._services.categories(), await self._services.templates()

    async def _fields(self, locale: str) -> CellFields[ServiceTemplate]:
        return self._cell_fields(await self._names(), locale)

    def _cell_fields(self, names: Names, locale: str) -> CellFields[ServiceTemplate]:
        categories, templates = (labels_of(one, locale) for one in names)
        return service_fields(locale, self._currency, categories, templates)

    async def _views(self, services: Sequence[ServiceTemplate]) -> list[ServiceRow]:
        return self._view(services, await self._names())

    def _view(self, services: Sequence[ServiceTemplate], names: Names) -> list[ServiceRow]:
        return view_rows(services, *names, self._currency, self._labour_rate_minor)

    def _record_change(
        self, service: ServiceTemplate, before: dict[str, Any], changed: Sequence[str]
    ) -> None:
        after = service.audited()
        if service.active != before["active"]:
            switched = ServiceRestored(service.id) if service.active else ServiceArchived(service.id)
            self._record(switched, before, after)
        if described := [name for name in changed if name != "active"]:
            self._record(ServiceChanged(service.id), before, {**after, "changed": described})

    def _record(self, event: ServiceEvent, before: Any = None, after: Any = None) -> None:
        self._unit.record(event, event.subject, before, after)

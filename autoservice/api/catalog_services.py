"""``/api/admin/catalog/services``: the services of the catalog, for those who edit them."""

from typing import Annotated

from fastapi import APIRouter, Query, Request

from autoservice.api.access import CurrentActor, requires_permission
from autoservice.api.cells import CELLS_REFUSED
from autoservice.api.documents import DocumentedRoute, fails_with
from autoservice.api.problems import request_locale
from autoservice.api.request_keys import Key
from autoservice.modules.catalog.inventory.schemas import ServicePartView
from autoservice.modules.catalog.removal import RemovalView
from autoservice.modules.catalog.services.editing_schemas import (
    NewService,
    RowMove,
    ServiceChange,
    ServiceFilter,
    ServiceParts,
    ServiceRow,
)
from autoservice.modules.catalog.services.errors import (
    PARTS_REFUSED,
    SERVICE_REFUSED,
    ServiceNotFound,
    TemplateUnknown,
)
from autoservice.runtime.current import read_only, transaction
from autoservice.shared.access import Permission
from autoservice.shared.cells import CellChanges, ChangedRows, RowsChanged
from autoservice.shared.pagination import Page
from autoservice.shared.validation import Id

router = APIRouter(prefix="/admin/catalog", tags=["catalog"], route_class=DocumentedRoute)


@router.get("/services")
@requires_permission(Permission.MANAGE_CATALOG)
async def list_service_rows(
    query: Annotated[ServiceFilter, Query()], actor: CurrentActor
) -> Page[ServiceRow]:
    """One page of the services, archived ones too, in the order that is asked for."""
    async with read_only(actor) as unit:
        return await unit.services.catalog_editing.list_rows(query)


@router.post("/services", status_code=201)
@requires_permission(Permission.MANAGE_CATALOG)
@fails_with(ServiceNotFound, *SERVICE_REFUSED)
async def create_service(command: NewService, actor: CurrentActor, key: Key) -> ServiceRow:
    """Add a service at the end of the catalog."""
    async with transaction(actor, key.of(command)) as unit:
        if unit.is_repetition:
            return await unit.services.catalog_editing.get_row(unit.result_id)
        service = await unit.services.catalog_editing.create_service(command)
        unit.result_id = service.id
        return service


@router.patch("/services/cells")
@requires_permission(Permission.MANAGE_CATALOG)
@fails_with(*CELLS_REFUSED)
async def edit_service_cells(
    changes: CellChanges, actor: CurrentActor, key: Key, request: Request
) -> ChangedRows:
    """Change cells of services as they were typed: all or none."""
    locale = request_locale(request)
    async with transaction(actor, key.of(changes)) as unit:
        if not unit.is_repetition:
            await unit.services.catalog_editing.edit_cells(changes, locale)
        return await unit.services.catalog_editing.read_cells(changes.ids, locale)


@router.get("/services/{service_id}")
@requires_permission(Permission.MANAGE_CATALOG)
@fails_with(ServiceNotFound)
async def get_service_row(service_id: Id, actor: CurrentActor) -> ServiceRow:
    """One service, archived or not."""
    async with read_only(actor) as unit:
        return await unit.services.catalog_editing.get_row(service_id)


@router.patch("/services/{service_id}")
@requires_permission(Permission.MANAGE_CATALOG)
@fails_with(ServiceNotFound, RowsChanged, *SERVICE_REFUSED)
async def change_service(
    service_id: Id, change: ServiceChange, actor: CurrentActor, key: Key, request: Request
) -> ServiceRow:
    """Change a service, archive or restore it; orders keep the name, the price and the stages they have."""
    async with transaction(actor, key.of(change)) as unit:
        if unit.is_repetition:
            return await unit.services.catalog_editing.get_row(service_id)
        return await unit.services.catalog_editing.change_service(service_id, change, request_locale(request))


@router.get("/services/{service_id}/parts")
@requires_permission(Permission.MANAGE_CATALOG)
@fails_with(ServiceNotFound)
async def get_service_parts(service_id: Id, actor: CurrentActor) -> list[ServicePartView]:
    """The parts and consumables that a service takes by default."""
    async with read_only(actor) as unit:
        return await unit.services.catalog_editing.get_parts(service_id)


@router.put("/services/{service_id}/parts")
@requires_permission(Permission.MANAGE_CATALOG)
@fails_with(ServiceNotFound, *PARTS_REFUSED)
async def set_service_parts(
    service_id: Id, parts: ServiceParts, actor: CurrentActor, key: Key
) -> list[ServicePartView]:
    """Replace the parts and consumables that a service takes by default."""
    async with transaction(actor, key.of(parts)) as unit:
        if unit.is_repetition:
            return await unit.services.catalog_editing.get_parts(service_id)
        return await unit.services.catalog_editing.set_parts(service_id, parts)


@router.delete("/services/{service_id}")
@requires_permission(Permission.MANAGE_CATALOG)
@fails_with(ServiceNotFound)
async def delete_service(service_id: Id, actor: CurrentActor, key: Key) -> RemovalView:
    """Delete a service; one that was ordered is archived instead."""
    async with transaction(actor, key.of(b"")) as unit:
        if unit.is_repetition:
            return await unit.services.catalog_editing.get_removal(service_id)
        return await unit.services.catalog_editing.delete_service(service_id)


@router.post("/services/{service_id}/copy", status_code=201)
@requires_permission(Permission.MANAGE_CATALOG)
@fails_with(ServiceNotFound, TemplateUnknown)
async def copy_service(service_id: Id, actor: CurrentActor, key: Key) -> ServiceRow:
    """Add a copy behind the service; it is archived until somebody restores it."""
    async with transaction(actor, key.of(b"")) as unit:
        if unit.is_repetition:
            return await unit.services.catalog_editing.get_row(unit.result_id)
        copy = await unit.services.catalog_editing.copy_service(service_id)
        unit.result_id = copy.id
        return copy


@router.post("/service-moves")
@requires_permission(Permission.MANAGE_CATALOG)
@fails_with(ServiceNotFound)
async def move_service(move: RowMove, actor: CurrentActor, key: Key) -> ServiceRow:
    """Give a service the place before or behind another one, or the last."""
    async with transaction(actor, key.of(move)) as unit:
        if unit.is_repetition:
            return await unit.services.catalog_editing.get_row(move.id)
        return await unit.services.catalog_editing.move_service(move)


@router.post("/services/{service_id}/archive")
@requires_permission(Permission.MANAGE_CATALOG)
@fails_with(ServiceNotFound)
async def archive_service(service_id: Id, actor: CurrentActor, request: Request) -> ServiceRow:
    """Take the service from the offer; once or several times is the same."""
    async with transaction(actor) as unit:
        change = ServiceChange(active=False)
        return await unit.services.catalog_editing.change_service(service_id, change, request_locale(request))


@router.post("/services/{service_id}/restore")
@requires_permission(Permission.MANAGE_CATALOG)
@fails_with(ServiceNotFound)
async def restore_service(service_id: Id, actor: CurrentActor, request: Request) -> ServiceRow:
    """Put an archived service on offer again."""
    async with transaction(actor) as unit:
        change = ServiceChange(active=True)
        return await unit.services.catalog_editing.change_service(service_id, change, request_locale(request))

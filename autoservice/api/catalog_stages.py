"""``/api/catalog/stages`` and ``/api/admin/catalog/stages``: repair templates with their stages."""

from typing import Annotated, Final

from fastapi import APIRouter, Path, Query

from autoservice.api.access import CurrentActor, requires_permission
from autoservice.api.cells import CELLS_REFUSED
from autoservice.api.documents import DocumentedRoute, fails_with
from autoservice.api.request_keys import Key
from autoservice.modules.catalog.removal import RemovalView
from autoservice.modules.catalog.repair_templates.difference import Difference
from autoservice.modules.catalog.repair_templates.errors import (
    CHANGE_REFUSED,
    VERSION_REFUSED,
    TemplateNotFound,
    VersionNotFound,
    VersionRefused,
)
from autoservice.modules.catalog.repair_templates.schemas import (
    MAX_NUMBER,
    NewTemplate,
    NewVersion,
    StagesView,
    TemplateChange,
    TemplateNames,
    TemplatesFilter,
    TemplateUsage,
    TemplateView,
    VersionSummary,
    VersionView,
)
from autoservice.runtime.current import read_only, transaction
from autoservice.shared.access import Actor, Permission
from autoservice.shared.cells import CellChanges, ChangedRows
from autoservice.shared.pagination import Page, PageRequest
from autoservice.shared.validation import Id

ADMIN: Final = "/admin/catalog/stages"
TEMPLATE: Final = f"{ADMIN}/{{template_id}}"
VersionNumber = Annotated[int, Path(ge=1, le=MAX_NUMBER)]

router = APIRouter(tags=["catalog"], route_class=DocumentedRoute)


@router.get("/catalog/stages")
@requires_permission(Permission.READ_CATALOG)
async def list_stages(actor: CurrentActor) -> list[StagesView]:
    """The templates in use with their stages: the shop reads all, others what clients see of them."""
    async with read_only(actor) as unit:
        return await unit.services.repair_templates.list_stages()


@router.get(ADMIN)
@requires_permission(Permission.MANAGE_CATALOG)
async def list_templates(
    query: Annotated[TemplatesFilter, Query()], actor: CurrentActor
) -> Page[TemplateView]:
    """One page of the repair templates, archived ones too, with the stages of their latest version."""
    async with read_only(actor) as unit:
        return await unit.services.repair_templates.list_templates(query)


@router.post(ADMIN, status_code=201)
@requires_permission(Permission.MANAGE_CATALOG)
@fails_with(TemplateNotFound, VersionRefused)
async def create_template(command: NewTemplate, actor: CurrentActor, key: Key) -> TemplateView:
    """Add a template with its first version."""
    async with transaction(actor, key.of(command)) as unit:
        if unit.is_repetition:
            return await unit.services.repair_templates.get_template(unit.result_id)
        template = await unit.services.repair_templates.create_template(command)
        unit.result_id = template.id
        return template


@router.patch(f"{ADMIN}/cells")
@requires_permission(Permission.MANAGE_CATALOG)
@fails_with(*CELLS_REFUSED)
async def edit_template_cells(changes: CellChanges, actor: CurrentActor, key: Key) -> ChangedRows:
    """Rename templates as typed into a table: all or none."""
    async with transaction(actor, key.of(changes)) as unit:
        if not unit.is_repetition:
            await unit.services.template_cells.edit_cells(changes)
        return await unit.services.template_cells.read_cells(changes.ids)


@router.get(TEMPLATE)
@requires_permission(Permission.MANAGE_CATALOG)
@fails_with(TemplateNotFound)
async def get_template(template_id: Id, actor: CurrentActor) -> TemplateView:
    """One template with the stages of its latest version."""
    async with read_only(actor) as unit:
        return await unit.services.repair_templates.get_template(template_id)


@router.patch(TEMPLATE)
@requires_permission(Permission.MANAGE_CATALOG)
@fails_with(*CHANGE_REFUSED)
async def change_template(
    template_id: Id, change: TemplateChange, actor: CurrentActor, key: Key
) -> TemplateView:
    """Rename a template, archive or restore it; orders keep the stages they have."""
    async with transaction(actor, key.of(change)) as unit:
        if unit.is_repetition:
            return await unit.services.repair_templates.get_template(template_id)
        return await unit.services.repair_templates.change_template(template_id, change)


@router.delete(TEMPLATE)
@requires_permission(Permission.MANAGE_CATALOG)
@fails_with(TemplateNotFound)
async def delete_template(template_id: Id, actor: CurrentActor, key: Key) -> RemovalView:
    """Delete a template; one that a service or an order uses is archived instead."""
    async with transaction(actor, key.of(b"")) as unit:
        if unit.is_repetition:
            return await unit.services.repair_templates.get_removal(template_id)
        return await unit.services.repair_templates.delete_template(template_id)


@router.post(f"{TEMPLATE}/copy", status_code=201)
@requires_permission(Permission.MANAGE_CATALOG)
@fails_with(TemplateNotFound)
async def copy_template(template_id: Id, names: TemplateNames, actor: CurrentActor, key: Key) -> TemplateView:
    """Add a template with the latest stages of another one."""
    async with transaction(actor, key.of(names)) as unit:
        if unit.is_repetition:
            return await unit.services.repair_templates.get_template(unit.result_id)
        copy = await unit.services.repair_templates.copy_template(template_id, names)
        unit.result_id = copy.id
        return copy


@router.post(f"{TEMPLATE}/archive")
@requires_permission(Permission.MANAGE_CATALOG)
@fails_with(*CHANGE_REFUSED)
async def archive_template(template_id: Id, actor: CurrentActor) -> TemplateView:
    """Archive a template: it is offered to no service; once or several times is the same."""
    return await _switch(template_id, actor, active=False)


@router.post(f"{TEMPLATE}/restore")
@requires_permission(Permission.MANAGE_CATALOG)
@fails_with(*CHANGE_REFUSED)
async def restore_template(template_id: Id, actor: CurrentActor) -> TemplateView:
    """Take a template back from the archive."""
    return await _switch(template_id, actor, active=True)


async def _switch(template_id: int, actor: Actor, *, active: bool) -> TemplateView:
    async with transaction(actor) as unit:
        change = TemplateChange(active=active)
        return await unit.services.repair_templates.change_template(template_id, change)


@router.get(f"{TEMPLATE}/usage")
@requires_permission(Permission.MANAGE_CATALOG)
@fails_with(TemplateNotFound)
async def get_template_usage(template_id: Id, actor: CurrentActor) -> TemplateUsage:
    """What uses a template: services, and running orders by version."""
    async with read_only(actor) as unit:
        return await unit.services.template_versions.get_usage(template_id)


@router.get(f"{TEMPLATE}/versions")
@requires_permission(Permission.MANAGE_CATALOG)
@fails_with(TemplateNotFound)
async def list_versions(
    template_id: Id, query: Annotated[PageRequest, Query()], actor: CurrentActor
) -> Page[VersionSummary]:
    """One page of the versions of a template, newest first."""
    async with read_only(actor) as unit:
        return await unit.services.template_versions.list_versions(template_id, query)


@router.post(f"{TEMPLATE}/versions", status_code=201)
@requires_permission(Permission.MANAGE_CATALOG)
@fails_with(*VERSION_REFUSED, VersionNotFound)
async def save_version(template_id: Id, command: NewVersion, actor: CurrentActor, key: Key) -> VersionView:
    """Save the next version, which new orders take; without a difference, the present one is answered."""
    async with transaction(actor, key.of(command)) as unit:
        if unit.is_repetition:
            return await unit.services.template_versions.get_version(template_id, unit.result_id)
        version = await unit.services.template_versions.save_version(template_id, command)
        unit.result_id = version.number
        return version


@router.get(f"{TEMPLATE}/versions/{{number}}")
@requires_permission(Permission.MANAGE_CATALOG)
@fails_with(TemplateNotFound, VersionNotFound)
async def get_version(template_id: Id, number: VersionNumber, actor: CurrentActor) -> VersionView:
    """One version of a template with its stages."""
    async with read_only(actor) as unit:
        return await unit.services.template_versions.get_version(template_id, number)


@router.get(f"{TEMPLATE}/versions/{{former}}/difference/{{later}}")
@requires_permission(Permission.MANAGE_CATALOG)
@fails_with(TemplateNotFound, VersionNotFound)
async def compare_versions(
    template_id: Id, former: VersionNumber, later: VersionNumber, actor: CurrentActor
) -> Difference:
    """What changed from one version to another, stage by stage."""
    async with read_only(actor) as unit:
        return await unit.services.template_versions.compare_versions(template_id, former, later)

"""``/api/admin/catalog/stages/{id}/draft``: the caller's own edits of a template that are no version yet."""

from typing import Final

from fastapi import APIRouter, Request

from autoservice.api.access import CurrentActor, requires_permission
from autoservice.api.cells import CELLS_REFUSED
from autoservice.api.documents import DocumentedRoute, fails_with
from autoservice.api.problems import request_locale
from autoservice.api.request_keys import Key
from autoservice.modules.catalog.repair_templates.draft_rows import DraftView, StageMove
from autoservice.modules.catalog.repair_templates.errors import TemplateNotFound
from autoservice.runtime.current import read_only, transaction
from autoservice.shared.access import Permission
from autoservice.shared.cells import CellChanges, ChangedRows, RowsChanged
from autoservice.shared.validation import Id

DRAFT: Final = "/admin/catalog/stages/{template_id}/draft"

router = APIRouter(tags=["catalog"], route_class=DocumentedRoute)


@router.get(DRAFT)
@requires_permission(Permission.MANAGE_CATALOG)
@fails_with(TemplateNotFound)
async def get_template_draft(template_id: Id, actor: CurrentActor) -> DraftView:
    """The caller's own draft of the stages, or the latest version as one."""
    async with read_only(actor) as unit:
        return await unit.services.template_drafts.get_draft(template_id)


@router.delete(DRAFT, status_code=204)
@requires_permission(Permission.MANAGE_CATALOG)
async def drop_template_draft(template_id: Id, actor: CurrentActor) -> None:
    """Drop the caller's own draft; once or several times is the same."""
    async with transaction(actor) as unit:
        await unit.services.template_drafts.drop_draft(template_id)


@router.patch(f"{DRAFT}/cells")
@requires_permission(Permission.MANAGE_CATALOG)
@fails_with(*CELLS_REFUSED, TemplateNotFound)
async def edit_draft_cells(
    template_id: Id, changes: CellChanges, actor: CurrentActor, key: Key, request: Request
) -> ChangedRows:
    """Change cells of the draft as typed: all or none. The first change begins it."""
    locale = request_locale(request)
    async with transaction(actor, key.of(changes)) as unit:
        if not unit.is_repetition:
            await unit.services.template_drafts.edit_cells(template_id, changes, locale)
        return await unit.services.template_drafts.read_cells(template_id, changes.ids, locale)


@router.post(f"{DRAFT}/moves", status_code=204)
@requires_permission(Permission.MANAGE_CATALOG)
@fails_with(RowsChanged, TemplateNotFound)
async def move_draft_stage(template_id: Id, move: StageMove, actor: CurrentActor, key: Key) -> None:
    """Give a stage of the draft the place before another one, or the last."""
    async with transaction(actor, key.of(move)) as unit:
        if not unit.is_repetition:
            await unit.services.template_drafts.move_stage(template_id, move)

"""``/api/admin/texts``: what messages to people say, for those who run the shop."""

from typing import Annotated

from fastapi import APIRouter, Path, Request

from autoservice.api.access import CurrentActor, requires_permission
from autoservice.api.cells import CELLS_REFUSED
from autoservice.api.documents import DocumentedRoute, fails_with
from autoservice.api.problems import request_locale
from autoservice.api.request_keys import Key
from autoservice.modules.auth.errors import TooManyAttempts
from autoservice.modules.notifications.errors import NoMailServer, NoOwnEmail, TextNotFound
from autoservice.modules.notifications.texts.schemas import (
    TextChange,
    TextPreview,
    TextReset,
    TextTrial,
    TextView,
)
from autoservice.runtime.current import read_only, transaction
from autoservice.shared.access import Permission
from autoservice.shared.cells import CellChanges, ChangedRows, RowsChanged

router = APIRouter(prefix="/admin/texts", tags=["notifications"], route_class=DocumentedRoute)
Kind = Annotated[str, Path(max_length=40, pattern=r"^[a-z_]+$")]


@router.get("")
@requires_permission(Permission.MANAGE_SHOP)
async def list_texts(actor: CurrentActor) -> list[TextView]:
    """What each kind of message says, whom it goes to, and the variables that its texts can have."""
    async with read_only(actor) as unit:
        return await unit.services.texts.list_texts()


@router.patch("/cells")
@requires_permission(Permission.MANAGE_SHOP)
@fails_with(*CELLS_REFUSED)
async def edit_text_cells(
    changes: CellChanges, actor: CurrentActor, key: Key, request: Request
) -> ChangedRows:
    """Change cells of texts as they were typed: all or none."""
    locale = request_locale(request)
    async with transaction(actor, key.of(changes)) as unit:
        if not unit.is_repetition:
            await unit.services.texts.edit_cells(changes, locale)
        return await unit.services.texts.read_cells(changes.ids, locale)


@router.get("/{kind}")
@requires_permission(Permission.MANAGE_SHOP)
@fails_with(TextNotFound)
async def get_text(kind: Kind, actor: CurrentActor) -> TextView:
    """What a kind of message says."""
    async with read_only(actor) as unit:
        return await unit.services.texts.get_text(kind)


@router.patch("/{kind}")
@requires_permission(Permission.MANAGE_SHOP)
@fails_with(TextNotFound, *CELLS_REFUSED)
async def change_text(
    kind: Kind, change: TextChange, actor: CurrentActor, key: Key, request: Request
) -> TextView:
    """Change what a kind of message says, or whether it is sent; an empty text is the shipped one again."""
    async with transaction(actor, key.of(change)) as unit:
        if unit.is_repetition:
            return await unit.services.texts.get_text(kind)
        return await unit.services.texts.change_text(kind, change, request_locale(request))


@router.post("/{kind}/default")
@requires_permission(Permission.MANAGE_SHOP)
@fails_with(TextNotFound, RowsChanged)
async def reset_text(
    kind: Kind, command: TextReset, actor: CurrentActor, key: Key, request: Request
) -> TextView:
    """Let a kind of message say what it is shipped with, and be sent."""
    async with transaction(actor, key.of(command)) as unit:
        if unit.is_repetition:
            return await unit.services.texts.get_text(kind)
        return await unit.services.texts.reset_text(kind, command, request_locale(request))


@router.get("/{kind}/preview")
@requires_permission(Permission.MANAGE_SHOP)
@fails_with(TextNotFound)
async def preview_text(kind: Kind, actor: CurrentActor) -> list[TextPreview]:
    """Messages of a kind with example data, one a language, as their readers see them."""
    async with read_only(actor) as unit:
        return await unit.services.texts.preview_text(kind)


@router.post("/{kind}/test", status_code=202)
@requires_permission(Permission.MANAGE_SHOP)
@fails_with(TextNotFound, NoMailServer, NoOwnEmail, TooManyAttempts)
async def send_text_trial(kind: Kind, command: TextTrial, actor: CurrentActor, key: Key) -> None:
    """Send oneself an e-mail of a kind with example data."""
    async with read_only(actor) as unit:
        await unit.services.texts.check_trial()
    async with transaction(actor, key.of(command)) as unit:
        if not unit.is_repetition:
            await unit.services.texts.send_trial(kind, command)

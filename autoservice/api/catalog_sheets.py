"""``/api/admin/catalog/{services,stages,inventory}/import`` and ``.../export``."""

from collections.abc import Mapping
from typing import Annotated, Any, Final

from fastapi import APIRouter, Query, Request, Response
from fastapi.exceptions import RequestValidationError
from pydantic import ValidationError

from autoservice.api.access import CurrentActor, authorized_actor, counts_its_body, requires_permission
from autoservice.api.disconnects import while_connected
from autoservice.api.documents import DocumentedRoute, fails_with
from autoservice.api.problems import request_locale
from autoservice.api.request_keys import Key
from autoservice.api.uploads import read_sheet
from autoservice.modules.catalog.repair_templates.errors import VersionRefused
from autoservice.modules.catalog.sheets.errors import (
    ImportApplied,
    ImportDoubtful,
    ImportIncomplete,
    ImportNotFound,
    ImportNothing,
    ImportOutdated,
)
from autoservice.modules.catalog.sheets.schemas import (
    ApplyImport,
    ImportOptions,
    ImportView,
    SheetName,
)
from autoservice.runtime.current import read_only, transaction
from autoservice.shared.access import Permission
from autoservice.shared.sheets import SheetFormat
from autoservice.shared.sheets.errors import BAD_SHEET
from autoservice.shared.sheets.writing import CONTENT_TYPES
from autoservice.shared.validation import Id

router = APIRouter(prefix="/admin/catalog", tags=["catalog"], route_class=DocumentedRoute)
APPLY_REFUSED: Final = (
    ImportNotFound,
    ImportApplied,
    ImportDoubtful,
    ImportIncomplete,
    ImportNothing,
    ImportOutdated,
    VersionRefused,
    *BAD_SHEET,
)
FILE: Final[dict[int | str, dict[str, Any]]] = {
    200: {
        "content": {
            kind.partition(";")[0]: {"schema": {"type": "string", "format": "binary"}}
            for kind in CONTENT_TYPES.values()
        }
    }
}
# The options that go with a file.
TOLD: Final = ("encoding", "separator", "decimal", "sheet")
UPLOAD: Final = {
    "requestBody": {
        "required": True,
        "content": {
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "required": ["file"],
                    "properties": {
                        "file": {"type": "string", "format": "binary"},
                        **{name: ImportOptions.model_json_schema()["properties"][name] for name in TOLD},
                    },
                }
            }
        },
    }
}


@router.get("/{table}/export", response_class=Response, responses=FILE)
@requires_permission(Permission.EXCHANGE_SHEETS)
async def export_sheet(
    table: SheetName,
    request: Request,
    actor: CurrentActor,
    format: Annotated[SheetFormat, Query()] = SheetFormat.XLSX,
) -> Response:
    """The whole list as a file, in the reader's language; what is imported of it again changes nothing."""
    async with read_only(actor) as unit:
        data = await unit.services.sheets.export_sheet(table, format, request_locale(request))
    headers = {"Content-Disposition": f'attachment; filename="{table}.{format}"'}
    return Response(data, media_type=CONTENT_TYPES[format], headers=headers)


@router.post("/{table}/import", status_code=201, openapi_extra=UPLOAD)
@requires_permission(Permission.EXCHANGE_SHEETS)
@counts_its_body
@fails_with(*BAD_SHEET)
async def preview_import(table: SheetName, request: Request) -> ImportView:
    """Read a file (CSV or XLSX), and tell what importing it would do; nothing of it is imported yet.

    The preview is kept for a day, in the place of the sender's last one of the same list.
    """
    sheet = await read_sheet(request)
    options = _options(sheet.fields)
    actor, locale = await authorized_actor(request), request_locale(request)
    async with read_only(actor) as unit:
        reading = unit.services.sheets.prepare_file(table, sheet.data, options, locale)
        prepared = await while_connected(request, reading)
    async with transaction(actor) as unit:
        return await unit.services.sheets.add_import(table, sheet.name, sheet.data, options, prepared)


def _options(fields: Mapping[str, str]) -> ImportOptions:
    known = {name: fields[name] for name in TOLD if name in fields}
    try:
        return ImportOptions.model_validate(known)
    except ValidationError as error:
        raise RequestValidationError(error.errors(include_input=False, include_context=False)) from None


@router.get("/{table}/import/{import_id}")
@requires_permission(Permission.EXCHANGE_SHEETS)
@fails_with(ImportNotFound)
async def get_import(table: SheetName, import_id: Id, actor: CurrentActor) -> ImportView:
    """One's own import with its preview."""
    async with read_only(actor) as unit:
        return await unit.services.sheets.get_import(import_id, table)


@router.patch("/{table}/import/{import_id}")
@requires_permission(Permission.EXCHANGE_SHEETS)
@fails_with(ImportNotFound, ImportApplied, *BAD_SHEET)
async def change_import(
    table: SheetName, import_id: Id, options: ImportOptions, request: Request, actor: CurrentActor
) -> ImportView:
    """Read the file again in another way, and tell what importing it would do then."""
    async with read_only(actor) as unit:
        reading = unit.services.sheets.prepare_import(import_id, options, request_locale(request), table)
        prepared = await while_connected(request, reading)
    actor = await authorized_actor(request)
    async with transaction(actor) as unit:
        return await unit.services.sheets.change_import(import_id, options, prepared)


@router.delete("/{table}/import/{import_id}", status_code=204)
@requires_permission(Permission.EXCHANGE_SHEETS)
@fails_with(ImportNotFound)
async def discard_import(table: SheetName, import_id: Id, actor: CurrentActor) -> None:
    """Forget a file that was not imported."""
    async with transaction(actor) as unit:
        await unit.services.sheets.discard_import(import_id, table)


@router.post("/{table}/import/{import_id}/apply")
@requires_permission(Permission.EXCHANGE_SHEETS)
@fails_with(*APPLY_REFUSED)
async def apply_import(
    table: SheetName, import_id: Id, command: ApplyImport, request: Request, actor: CurrentActor, key: Key
) -> ImportView:
    """Import what the preview shows: all of it or, if the list has changed since, nothing."""
    content = command.model_dump_json().encode()
    async with read_only(actor, key.of(content)) as unit:
        if unit.is_repetition:
            return await unit.services.sheets.get_import(unit.result_id, table)
        prepared = await unit.services.sheets.prepare_import(import_id, None, request_locale(request), table)
    # Reading a large file takes long enough to lose the right.
    actor = await authorized_actor(request)
    async with transaction(actor, key.of(content)) as unit:
        if unit.is_repetition:
            return await unit.services.sheets.get_import(unit.result_id, table)
        unit.result_id = import_id
        return await unit.services.sheets.apply_import(
            import_id, prepared, request_locale(request), skip_doubtful=command.skip_doubtful
        )

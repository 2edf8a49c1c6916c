"""What the operations ``PATCH .../cells`` have in common, by which a table sends what was typed into it.

Each is written like this, before the operations on rows by their ids::

    refuse_other_methods(router)

    @router.patch("/cells")
    @requires_permission(Permission.MANAGE_CATALOG)
    @fails_with(*CELLS_REFUSED)
    async def edit_cells(
        changes: CellChanges, actor: CurrentActor, key: Key, request: Request
    ) -> ChangedRows:
        locale = request_locale(request)
        async with transaction(actor, key.of(changes)) as unit:
            if not unit.is_repetition:
                await unit.services.catalog.edit_cells(changes, locale)
            return await unit.services.catalog.read_cells(changes.ids, locale)
"""

from typing import Final

from fastapi import APIRouter, Request, Response

from autoservice.api.access import requires_permission
from autoservice.api.problems import MethodNotAllowed, problem
from autoservice.shared.access import Permission
from autoservice.shared.cells import CellsRefused, RowsChanged
from autoservice.shared.errors import DomainError

CELLS_REFUSED: Final[tuple[type[DomainError], ...]] = (CellsRefused, RowsChanged)


def refuse_other_methods(router: APIRouter, path: str = "/cells") -> None:
    """Let the cells have no method but PATCH, where ``/{id}`` beside them would take their name for an id."""
    methods = ["GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS"]
    router.add_api_route(path, _not_allowed, methods=methods, include_in_schema=False)


@requires_permission(Permission.VISIT)
async def _not_allowed(request: Request) -> Response:
    return problem(request, MethodNotAllowed())

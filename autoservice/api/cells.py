"""What the operations ``PATCH .../cells`` have in common, by which a table sends what was typed into it.

Each is written like this, before the operations on rows by their ids::

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

from autoservice.shared.cells import CellsRefused, RowsChanged
from autoservice.shared.errors import DomainError

CELLS_REFUSED: Final[tuple[type[DomainError], ...]] = (CellsRefused, RowsChanged)

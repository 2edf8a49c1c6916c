"""The names of repair templates as cells of a table."""

from collections.abc import Sequence
from typing import Final

from autoservice.events.repair_templates import RepairTemplateRenamed
from autoservice.modules.catalog.repair_templates.models import RepairTemplate
from autoservice.modules.catalog.repair_templates.ports import RepairTemplateRepository
from autoservice.modules.catalog.repair_templates.schemas import TemplateName
from autoservice.shared.access import Permission
from autoservice.shared.cells import CellChanges, CellField, CellFields, ChangedRows, parser_of
from autoservice.shared.service import Service, requires
from autoservice.shared.unit import Unit

CELLS: Final = CellFields[RepairTemplate](
    {name: CellField(name, parser_of(TemplateName)) for name in ("name_ru", "name_en")}
)


class TemplateCellsService(Service):
    """Renaming of templates in a table."""

    def __init__(self, unit: Unit, templates: RepairTemplateRepository) -> None:
        super().__init__(unit)
        self._templates = templates

    @requires(Permission.MANAGE_CATALOG)
    async def edit_cells(self, changes: CellChanges) -> None:
        """Rename templates as typed, all or none; raises ``CellsRefused`` and ``RowsChanged``."""
        rows = await self._templates.read_all(changes.ids, locked=True)
        for edited in CELLS.edit(rows, changes):
            renamed = RepairTemplateRenamed(edited.row.id)
            self._unit.record(renamed, renamed.subject, after={"fields": sorted(edited.before)})

    @requires(Permission.MANAGE_CATALOG)
    async def read_cells(self, ids: Sequence[int]) -> ChangedRows:
        """Return the present cells of the templates that are still there."""
        return CELLS.view(await self._templates.read_all(ids))

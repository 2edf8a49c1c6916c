"""The services of repair templates over one unit of work."""

from functools import cached_property

from autoservice.modules.catalog.repair_templates.cells import TemplateCellsService
from autoservice.modules.catalog.repair_templates.drafts import TemplateDraftsService
from autoservice.modules.catalog.repair_templates.repository import (
    SqlRepairTemplateRepository,
    SqlTemplateDraftRepository,
)
from autoservice.modules.catalog.repair_templates.service import RepairTemplatesService
from autoservice.modules.catalog.repair_templates.versions import TemplateVersionsService
from autoservice.modules.orders.template_orders import SqlTemplateOrders
from autoservice.wiring.auth import AuthServices


class RepairTemplateServices(AuthServices):
    """The services of repair templates, each built when it is first asked for."""

    @cached_property
    def repair_templates(self) -> RepairTemplatesService:
        """The repair templates."""
        return RepairTemplatesService(self._unit, self._repair_templates, self._template_orders)

    @cached_property
    def template_cells(self) -> TemplateCellsService:
        """The names of repair templates as cells of a table."""
        return TemplateCellsService(self._unit, self._repair_templates)

    @cached_property
    def template_versions(self) -> TemplateVersionsService:
        """The versions of repair templates."""
        return TemplateVersionsService(
            self._unit, self._repair_templates, self._template_drafts, self._template_orders, self.directory
        )

    @cached_property
    def template_drafts(self) -> TemplateDraftsService:
        """What is typed into repair templates and not saved yet."""
        return TemplateDraftsService(self._unit, self._repair_templates, self._template_drafts)

    @cached_property
    def _repair_templates(self) -> SqlRepairTemplateRepository:
        return SqlRepairTemplateRepository(self._unit.session)

    @cached_property
    def _template_drafts(self) -> SqlTemplateDraftRepository:
        return SqlTemplateDraftRepository(self._unit.session)

    @cached_property
    def _template_orders(self) -> SqlTemplateOrders:
        return SqlTemplateOrders(self._unit.session)

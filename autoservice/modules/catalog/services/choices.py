"""The category and the repair template of a service: which it may be given."""

from collections.abc import Mapping, Sequence
from typing import Any

from autoservice.modules.catalog.services.editing_ports import EditedServiceRepository
from autoservice.modules.catalog.services.errors import CategoryUnknown, TemplateUnknown
from autoservice.modules.catalog.services.models import ServiceTemplate
from autoservice.shared.cells import EditedRow, refuse_all
from autoservice.shared.errors import DomainError


async def check_choices(services: EditedServiceRepository, fields: Mapping[str, Any]) -> None:
    """Raise ``CategoryUnknown`` or ``TemplateUnknown``; what is not among ``fields`` may stay."""
    category, template = (fields.get(name) for name in ("category_id", "template_id"))
    if category and not await services.usable_categories([category]):
        raise CategoryUnknown()
    if template and not await services.usable_templates([template]):
        raise TemplateUnknown()


async def refuse_choices(
    services: EditedServiceRepository, edited: Sequence[EditedRow[ServiceTemplate]]
) -> None:
    """Raise ``CellsRefused`` for categories that are gone and for archived templates."""
    moved = {one.row.id: one.row.category_id for one in edited if "category" in one.before}
    given = {one.row.id: one.row.template_id for one in edited if "template" in one.before}
    categories = await services.usable_categories({*moved.values()}) if moved else set()
    templates = await services.usable_templates({*given.values()}) if given else set()
    reasons: list[tuple[int, str, DomainError]] = [
        *((id, "category", CategoryUnknown()) for id, one in moved.items() if one not in categories),
        *((id, "template", TemplateUnknown()) for id, one in given.items() if one not in templates),
    ]
    refuse_all(reasons)

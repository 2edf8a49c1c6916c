"""Views of repair templates, made of rows with what the orders and people of the shop add to them."""

from collections.abc import Collection, Sequence

from autoservice.modules.auth.accounts.directory import DirectoryService
from autoservice.modules.catalog.repair_templates.models import RepairTemplate, RepairTemplateVersion
from autoservice.modules.catalog.repair_templates.ports import RepairTemplateRepository, TemplateOrders
from autoservice.modules.catalog.repair_templates.schemas import (
    StageContent,
    StagesView,
    TemplateView,
    VersionSummary,
    VersionView,
)


async def view_templates(
    templates: RepairTemplateRepository, orders: TemplateOrders, rows: Sequence[RepairTemplate]
) -> list[TemplateView]:
    """Return templates with their latest stages and with how much uses them."""
    ids = [row.id for row in rows]
    stages, services = await templates.latest_stages(ids), await templates.count_services(ids)
    running = await orders.count_running(ids)
    return [
        TemplateView(
            **row.model_dump(),
            stages=stages.get(row.id, []),
            services=services.get(row.id, 0),
            running_orders=running.by_template.get(row.id, 0),
            running_is_exact=running.exact,
        )
        for row in rows
    ]


def view_stages(row: RepairTemplate, stages: Collection[StageContent], *, whole: bool) -> StagesView:
    """Return a template's stages; not ``whole``, those that clients see, without what instructs the shop."""
    shown = stages if whole else [stage.for_clients() for stage in stages if stage.published]
    return StagesView(**row.model_dump(exclude={"version", "active"}), stages=list(shown))


async def view_versions(
    templates: RepairTemplateRepository, directory: DirectoryService, rows: Sequence[RepairTemplateVersion]
) -> list[VersionView]:
    """Return versions with their stages and their authors' names."""
    stages = await templates.stages([row.id for row in rows])
    names = await directory.get_names({row.created_by for row in rows if row.created_by})
    return [
        VersionView(
            template_id=row.template_id,
            number=row.number,
            created_at=row.created_at,
            author_name=names.get(row.created_by or 0, ""),
            stage_count=len(stages.get(row.id, [])),
            stages=stages.get(row.id, []),
        )
        for row in rows
    ]


def summarise(version: VersionView) -> VersionSummary:
    """Return a version without its stages."""
    return VersionSummary(**version.model_dump(exclude={"template_id", "stages"}))

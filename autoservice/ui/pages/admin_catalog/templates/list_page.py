"""The page with the table of repair templates."""

from dataclasses import dataclass
from typing import Any, Final

import reflex as rx

from autoservice.modules.catalog.repair_templates.schemas import TemplatesFilter, TemplateView
from autoservice.modules.notifications.topics import CATALOG as CATALOG_TOPIC
from autoservice.runtime.current import read_only
from autoservice.shared.access import Actor, Permission
from autoservice.shared.i18n import N_, localized, translate_count
from autoservice.shared.pagination import Page
from autoservice.ui.access import requires_permission
from autoservice.ui.current import Viewer
from autoservice.ui.engine.page import page
from autoservice.ui.entities.repair_template.address import TEMPLATES
from autoservice.ui.features.edit_template import (
    TemplateCommandsState,
    new_template_button,
    template_outcome,
)
from autoservice.ui.kit.content import page_title
from autoservice.ui.kit.feedback import empty_state
from autoservice.ui.kit.forms import link
from autoservice.ui.kit.i18n import t
from autoservice.ui.kit.layout import layout
from autoservice.ui.kit.theme import WIDE, ViewModelVar
from autoservice.ui.widgets.catalog_tabs import CATALOG, catalog_tabs
from autoservice.ui.widgets.data_table import (
    Column,
    Editing,
    Row,
    TableMixin,
    TableQuery,
    data_table,
    live_table,
    table_filter,
)

ARCHIVED: Final = "archived"
EDITING: Final = Editing(cells="/api/admin/catalog/stages/cells")
LINK: Final = (
    "inline-flex min-h-12 items-center font-semibold text-accent underline underline-offset-4 lg:min-h-9"
)


@dataclass(frozen=True)
class TemplateRow(Row):
    """A template in the table; ``stages`` are the names of its stages."""

    name_ru: str = ""
    name_en: str = ""
    stages: str = ""
    services: str = ""
    running: str = ""
    latest: str = ""
    url: str = ""


def template_row(template: TemplateView, viewer: Viewer) -> TemplateRow:
    """Return the row of a template."""
    locale, running = viewer.locale, str(template.running_orders)
    return TemplateRow(
        id=str(template.id),
        version=template.version,
        name=localized(locale, template.name_ru, template.name_en),
        name_ru=template.name_ru,
        name_en=template.name_en,
        stages=" → ".join(localized(locale, one.name_ru, one.name_en) for one in template.stages),
        services=str(template.services),
        running=running if template.running_is_exact else f"{running}+",
        latest=str(template.latest),
        url=f"{TEMPLATES}/{template.id}",
    )


def _open_button(row: ViewModelVar) -> rx.Component:
    label = (t("Edit the stages") + ": " + row.name).to(str)
    return link(t("Edit the stages"), href=row.url, aria_label=label, class_name=LINK)


@requires_permission(Permission.MANAGE_CATALOG)
@live_table(
    Column("name_ru", N_("Name in Russian"), editable=True, width="lg:min-w-48"),
    Column("name_en", N_("Name in English"), editable=True, width="lg:min-w-48"),
    Column("stages", N_("Stages"), width="lg:min-w-72 lg:max-w-xl"),
    Column("services", N_("Services"), "quantity", width="lg:w-28"),
    Column("running", N_("Running orders"), "quantity", width="lg:w-36"),
    Column("latest", N_("Version"), "quantity", width="lg:w-28"),
    filters={"state": (ARCHIVED,)},
)
class TemplatesState(TableMixin, rx.State):
    """The repair templates in use, or the archived ones."""

    rows: list[TemplateRow] = []

    def _topic(self, actor: Actor) -> str:
        return CATALOG_TOPIC

    @classmethod
    async def _read_rows(cls, query: TableQuery, viewer: Viewer) -> Page[Any]:
        active = query.filter("state") != ARCHIVED
        asked = TemplatesFilter(q=query.text, active=active, **query.page.model_dump())
        async with read_only(viewer.actor) as unit:
            found = await unit.services.repair_templates.list_templates(asked)
        return found.with_items(template_row(one, viewer) for one in found.items)

    @classmethod
    def _summarize(cls, page: Page[Any], locale: str) -> str:
        return translate_count(
            locale, "%(count)s template", "%(count)s templates", page.total, exact=page.total_is_exact
        )


@page(TEMPLATES, "Repair templates", [TemplateCommandsState.clear, TemplatesState.open])
def templates() -> rx.Component:
    """A table, whose names are edited by keyboard."""
    empty = empty_state(t("No templates"), t("A template says in which stages services are done."))
    state = table_filter(
        TemplatesState, "state", t("In use or archived"), t("In use"), (t("Archived"), ARCHIVED)
    )
    return layout(
        page_title(t("Repair templates"), TemplatesState.summary, new_template_button()),
        catalog_tabs(TEMPLATES),
        data_table(
            TemplatesState,
            t("Repair templates"),
            search=t("Name of the template"),
            filters=(state,),
            editing=EDITING,
            row_actions=_open_button,
            empty=empty,
        ),
        template_outcome(),
        here=CATALOG,
        width=WIDE,
    )

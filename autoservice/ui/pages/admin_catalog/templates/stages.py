"""The table in which the stages of a template are edited: the viewer's draft, row by row."""

from dataclasses import dataclass, replace
from typing import Any

import reflex as rx

from autoservice.modules.catalog.repair_templates.errors import TemplateNotFound
from autoservice.modules.notifications.topics import template_topic
from autoservice.runtime.current import read_only
from autoservice.shared.access import Actor, Permission
from autoservice.shared.i18n import N_, translate_count
from autoservice.shared.pagination import Page
from autoservice.ui.access import requires_permission
from autoservice.ui.current import Viewer
from autoservice.ui.entities.repair_template.fields import FIELDS
from autoservice.ui.entities.repair_template.rows import row_texts, stage_name
from autoservice.ui.features.edit_template import DraftCommandsState, remove_stage_button
from autoservice.ui.kit.i18n import t
from autoservice.ui.kit.path import id_of
from autoservice.ui.kit.theme import ViewModelVar
from autoservice.ui.widgets.data_table import (
    Column,
    Editing,
    Row,
    TableMixin,
    TableQuery,
    data_table,
    live_table,
)


@dataclass(frozen=True)
class StageRow(Row):
    """A stage of a draft in the table."""

    kind: str = ""
    name_ru: str = ""
    name_en: str = ""
    share: str = ""
    percent: str = ""
    at_once: str = ""
    required: str = ""
    published: str = ""
    photo_needed: str = ""
    skill: str = ""
    checklist_ru: str = ""
    checklist_en: str = ""


def _labels() -> Any:
    """Return the texts of the kinds in the viewer's language."""
    kinds: Any = DraftCommandsState.kinds
    labels: rx.Var = rx.Var(f"{kinds}.map((kind) => kind[1])", _var_data=kinds._get_all_var_data())
    return labels.to(list[str])


@requires_permission(Permission.MANAGE_CATALOG)
@live_table(
    Column("name_ru", FIELDS["name_ru"], editable=True, width="lg:min-w-36"),
    Column("name_en", FIELDS["name_en"], editable=True, width="lg:min-w-32"),
    Column("kind", FIELDS["code"], "choice", editable=True, choices=_labels(), width="lg:min-w-36"),
    Column("share", FIELDS["share"], "quantity", editable=True, width="lg:w-20"),
    Column("percent", FIELDS["percent"], "quantity", width="lg:w-20"),
    Column("published", FIELDS["published"], "switch", editable=True, width="lg:w-24"),
    Column("at_once", FIELDS["parallel_group"], "switch", editable=True, width="lg:w-28"),
    Column("required", FIELDS["required"], "switch", editable=True, width="lg:w-24"),
    Column("photo_needed", FIELDS["photo_needed"], "switch", editable=True, width="lg:w-24"),
    Column("skill", FIELDS["skill"], editable=True, width="lg:min-w-24"),
    Column("checklist_ru", N_("Checklist in Russian, lines with “;”"), editable=True, width="lg:min-w-44"),
    Column(
        "checklist_en",
        N_("Checklist in English, lines with “;”"),
        editable=True,
        is_shown=False,
        width="lg:min-w-64",
    ),
)
class StagesState(TableMixin, rx.State):
    """The stages of the viewer's draft of the page's template."""

    rows: list[StageRow] = []

    def _topic(self, actor: Actor) -> str:
        return template_topic(id_of(self.router.url.path))

    def _query(self) -> TableQuery:
        template = str(id_of(self.router.url.path))
        return replace(super()._query(), filters=(("template", template),))

    @classmethod
    async def _read_rows(cls, query: TableQuery, viewer: Viewer) -> Page[Any]:
        async with read_only(viewer.actor) as unit:
            try:
                draft = await unit.services.template_drafts.get_draft(int(query.filter("template")))
            except TemplateNotFound:
                return Page(items=[])
        texts = row_texts(draft.rows, viewer.locale)
        rows = [
            StageRow(
                id=str(row.id), version=row.version, name=stage_name(row, number, viewer.locale), **cells
            )
            for number, (row, cells) in enumerate(zip(draft.rows, texts, strict=True), start=1)
        ]
        return Page(items=rows, total=len(rows))

    @classmethod
    def _summarize(cls, page: Page[Any], locale: str) -> str:
        return translate_count(locale, "%(count)s stage", "%(count)s stages", page.total, exact=True)


def stages_table(template: ViewModelVar) -> rx.Component:
    """Return the table of the stages of the page's template."""
    draft = "/api/admin/catalog/stages/" + template.id + "/draft"
    return data_table(
        StagesState,
        t("Stages"),
        search=None,
        # For the choice of columns alone.
        filters=(rx.fragment(),),
        editing=Editing(cells=draft + "/cells", move=draft + "/moves", added=DraftCommandsState.added),
        row_actions=remove_stage_button,
    )

"""The table of texts."""

from dataclasses import dataclass
from typing import Any, Final

import reflex as rx

from autoservice.modules.notifications.groups import Audience
from autoservice.modules.notifications.texts.editable import WORDINGS
from autoservice.modules.notifications.texts.schemas import TextView
from autoservice.modules.notifications.topics import TEXTS
from autoservice.runtime.current import read_only
from autoservice.shared.access import Actor, Permission
from autoservice.shared.cells import RowCells
from autoservice.shared.i18n import N_, translate, translate_count
from autoservice.shared.pagination import Page
from autoservice.ui.access import requires_permission
from autoservice.ui.current import Viewer
from autoservice.ui.kit.feedback import badge
from autoservice.ui.kit.theme import MUTED, Tone, ViewModelVar, classes
from autoservice.ui.widgets.data_table import Column, Row, TableMixin, TableQuery, live_table

AUDIENCES: Final = {
    Audience.CLIENT: N_("To the client"),
    Audience.MECHANICS: N_("To the mechanics"),
    Audience.ASSIGNEE: N_("To the mechanic"),
    Audience.ADMINISTRATORS: N_("To administrators"),
    Audience.SHOP: N_("To mechanics and administrators"),
}
AS_SHIPPED: Final = N_("Shipped words")
CHANGED: Final = N_("Own words")
SILENT: Final = N_("Not sent")


@dataclass(frozen=True)
class TextTableRow(Row):
    """A kind of message in the table; ``state`` says whether it is as it is shipped."""

    kind: str = ""
    audience: str = ""
    variables: str = ""
    state: str = ""
    tone: Tone = "neutral"
    is_changed: bool = False
    enabled: str = ""
    title_ru: str = ""
    text_ru: str = ""
    title_en: str = ""
    text_en: str = ""


def _message(row: ViewModelVar) -> rx.Component:
    return rx.el.div(
        rx.el.p(row.name, class_name="font-semibold wrap-anywhere"),
        rx.el.p(row.audience, class_name=MUTED),
        rx.el.p(row.variables, class_name=classes(MUTED, "mt-1 text-sm wrap-anywhere")),
        rx.el.div(badge(row.state, row.tone), class_name="mt-2"),
        class_name="min-w-0",
    )


@requires_permission(Permission.MANAGE_SHOP)
@live_table(
    Column("name", N_("Message"), draw=_message, width="lg:min-w-52"),
    Column("enabled", N_("Is sent"), "switch", editable=True, width="lg:min-w-20"),
    Column("title_ru", N_("Title in Russian"), editable=True, width="lg:min-w-44"),
    Column("text_ru", N_("Text in Russian"), editable=True, width="lg:min-w-64"),
    Column("title_en", N_("Title in English"), editable=True, width="lg:min-w-44"),
    Column("text_en", N_("Text in English"), editable=True, width="lg:min-w-64"),
)
class TextsState(TableMixin, rx.State):
    """All kinds of messages whose words can be changed."""

    rows: list[TextTableRow] = []

    def _topic(self, actor: Actor) -> str:
        return TEXTS

    @classmethod
    async def _read_rows(cls, _query: TableQuery, viewer: Viewer) -> Page[Any]:
        async with read_only(viewer.actor) as unit:
            found = await unit.services.texts.list_table(viewer.locale)
        rows = [_row(text, cells, viewer.locale) for text, cells in found]
        return Page(items=rows, total=len(rows))

    @classmethod
    def _summarize(cls, page: Page[Any], locale: str) -> str:
        return translate_count(locale, "%(count)s message", "%(count)s messages", page.total, exact=True)


def _row(text: TextView, cells: RowCells, locale: str) -> TextTableRow:
    state, tone = _state(text)
    return TextTableRow(
        id=str(text.id),
        version=text.version,
        name=translate(locale, WORDINGS[text.kind].subject),
        kind=text.kind,
        audience=translate(locale, AUDIENCES[text.audience]),
        variables=" ".join(f"{{{name}}}" for name in text.variables),
        state=translate(locale, state),
        tone=tone,
        is_changed=text.changed,
        **cells.cells,
    )


def _state(text: TextView) -> tuple[str, Tone]:
    if not text.enabled:
        return SILENT, "warning"
    return (CHANGED, "info") if text.changed else (AS_SHIPPED, "neutral")

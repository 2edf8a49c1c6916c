"""The table of categories."""

from dataclasses import dataclass
from typing import Any

import reflex as rx

from autoservice.modules.catalog.services.icons import ICONS
from autoservice.modules.notifications.topics import CATALOG
from autoservice.runtime.current import read_only
from autoservice.shared.access import Actor, Permission
from autoservice.shared.i18n import N_, localized, translate_count
from autoservice.shared.pagination import Page
from autoservice.ui.access import requires_permission
from autoservice.ui.current import Viewer
from autoservice.ui.widgets.data_table import Column, Row, TableMixin, TableQuery, live_table


@dataclass(frozen=True)
class CategoryTableRow(Row):
    """A category in a table; ``services`` is how many it has."""

    name_ru: str = ""
    name_en: str = ""
    icon: str = ""
    services: str = ""


@requires_permission(Permission.MANAGE_CATALOG)
@live_table(
    Column("name_ru", N_("Name in Russian"), editable=True, width="lg:min-w-56"),
    Column("name_en", N_("Name in English"), editable=True, width="lg:min-w-56"),
    Column("icon", N_("Picture"), "choice", editable=True, choices=tuple(ICONS.values())),
    Column("services", N_("Services"), "quantity", width="lg:w-32"),
)
class CategoriesState(TableMixin, rx.State):
    """All categories in their order."""

    rows: list[CategoryTableRow] = []

    def _topic(self, actor: Actor) -> str:
        return CATALOG

    @classmethod
    async def _read_rows(cls, _query: TableQuery, viewer: Viewer) -> Page[Any]:
        locale = viewer.locale
        async with read_only(viewer.actor) as unit:
            found = await unit.services.categories.list_table(locale)
        rows = [
            CategoryTableRow(
                id=str(row.id),
                version=row.version,
                name=localized(locale, row.name_ru, row.name_en),
                services=str(row.services),
                **cells.cells,
            )
            for row, cells in found
        ]
        return Page(items=rows, total=len(rows))

    @classmethod
    def _summarize(cls, page: Page[Any], locale: str) -> str:
        return translate_count(locale, "%(count)s category", "%(count)s categories", page.total, exact=True)

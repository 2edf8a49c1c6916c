"""The table of services."""

from dataclasses import dataclass
from typing import Any, Final

import reflex as rx

from autoservice.modules.catalog.services.editing_schemas import ServiceFilter, ServiceRow
from autoservice.modules.notifications.topics import CATALOG
from autoservice.runtime.current import read_only
from autoservice.shared.access import Actor, Permission
from autoservice.shared.i18n import N_, format_money, localized, translate_count
from autoservice.shared.pagination import Page
from autoservice.ui.access import requires_permission
from autoservice.ui.current import Viewer
from autoservice.ui.features.edit_service import CatalogChoicesState
from autoservice.ui.kit.theme import ViewModelVar
from autoservice.ui.widgets.catalog_tabs import SERVICES
from autoservice.ui.widgets.data_table import ANY_ID, Column, Row, TableMixin, TableQuery, live_table

ARCHIVED: Final = "archived"
ServiceTableRowVar = ViewModelVar


@dataclass(frozen=True)
class ServiceTableRow(Row):
    """A service in a table; ``asked`` is what it costs now."""

    name_ru: str = ""
    name_en: str = ""
    category: str = ""
    hours: str = ""
    price: str = ""
    asked: str = ""
    template: str = ""
    url: str = ""
    active: bool = True


@requires_permission(Permission.MANAGE_CATALOG)
@live_table(
    Column("name_ru", N_("Name in Russian"), editable=True, sortable=True, width="lg:min-w-72"),
    Column("name_en", N_("Name in English"), editable=True, sortable=True, width="lg:min-w-48"),
    Column(
        "category",
        N_("Category"),
        "choice",
        editable=True,
        choices=CatalogChoicesState.categories,
        width="lg:w-44",
    ),
    Column("hours", N_("Hours"), "hours", editable=True, sortable=True, width="lg:w-24"),
    Column("price", N_("Price"), "money", editable=True, placeholder="asked", width="lg:w-32"),
    Column("template", N_("Repair template"), "choice", editable=True, choices=CatalogChoicesState.templates),
    filters={"state": (ARCHIVED,), "category": ANY_ID},
)
class ServicesState(TableMixin, rx.State):
    """The services of the catalog, on offer or archived."""

    rows: list[ServiceTableRow] = []

    def _topic(self, actor: Actor) -> str:
        return CATALOG

    @classmethod
    async def _read_rows(cls, query: TableQuery, viewer: Viewer) -> Page[Any]:
        async with read_only(viewer.actor) as unit:
            page = await unit.services.catalog_editing.list_table(service_filter(query), viewer.locale)
        return page.with_items(table_row(row, cells.cells, viewer.locale) for row, cells in page.items)

    @classmethod
    def _summarize(cls, page: Page[Any], locale: str) -> str:
        return translate_count(
            locale, "%(count)s service", "%(count)s services", page.total, exact=page.total_is_exact
        )


def service_filter(query: TableQuery) -> ServiceFilter:
    """Return the service's query of a table's one."""
    sort = query.sort or "position"
    return ServiceFilter(
        cursor=query.cursor,
        size=query.size,
        q=query.text,
        category_id=int(query.filter("category")) if query.filter("category") else None,
        archived=query.filter("state") == ARCHIVED,
        sort=f"-{sort}" if query.is_descending else sort,
    )


def table_row(row: ServiceRow, cells: dict[str, str], locale: str) -> ServiceTableRow:
    """Return the service as a row; ``cells`` are its texts as they are typed."""
    return ServiceTableRow(
        id=str(row.id),
        version=row.version,
        name=localized(locale, row.name_ru, row.name_en),
        asked=format_money(locale, row.current_price_minor, row.currency),
        url=f"{SERVICES}/{row.id}",
        active=row.active,
        **cells,
    )

"""All counts of the stock, and the form that begins one."""

from typing import Any

import reflex as rx

from autoservice.modules.notifications.topics import STOCK as TOPIC
from autoservice.runtime.current import read_only
from autoservice.shared.access import Actor, Permission
from autoservice.shared.i18n import N_, translate_count
from autoservice.shared.pagination import Page
from autoservice.ui.access import requires_permission
from autoservice.ui.current import Viewer
from autoservice.ui.engine.page import page
from autoservice.ui.features.open_count import OpenCountState, open_count_form
from autoservice.ui.kit.content import page_title
from autoservice.ui.kit.feedback import badge, empty_state
from autoservice.ui.kit.i18n import t
from autoservice.ui.kit.layout import layout
from autoservice.ui.kit.theme import ViewModelVar
from autoservice.ui.pages.admin_catalog.stock.rows import CountRow, count_row
from autoservice.ui.widgets.catalog_tabs import CATALOG, STOCK, catalog_tabs
from autoservice.ui.widgets.data_table import Column, TableMixin, TableQuery, data_table, live_table


def _state(row: ViewModelVar) -> rx.Component:
    return rx.cond(row.is_applied, badge(row.state, "success"), badge(row.state, "info"))


@requires_permission(Permission.MANAGE_STOCK)
@live_table(
    Column("name", N_("Count"), "link", width="lg:min-w-56"),
    Column("note", N_("Note"), width="lg:min-w-56"),
    Column("lines", N_("Lines"), "quantity"),
    Column("by", N_("By whom")),
    Column("state", N_("State"), draw=_state),
)
class CountsState(TableMixin, rx.State):
    """One page of the counts."""

    rows: list[CountRow] = []

    def _topic(self, actor: Actor) -> str:
        return TOPIC

    @classmethod
    async def _read_rows(cls, query: TableQuery, viewer: Viewer) -> Page[Any]:
        async with read_only(viewer.actor) as unit:
            page = await unit.services.stock_counts.list_counts(query.page)
        return page.with_items(count_row(count, viewer) for count in page.items)

    @classmethod
    def _summarize(cls, page: Page[Any], locale: str) -> str:
        return translate_count(
            locale, "%(count)s count", "%(count)s counts", page.total, exact=page.total_is_exact
        )


@page(f"{STOCK}/counts", "Stock counts", [OpenCountState.clear, CountsState.open])
def counts_page() -> rx.Component:
    """The form, and the list below it."""
    return layout(
        page_title(t("Stock counts"), CountsState.summary),
        catalog_tabs(STOCK),
        open_count_form(),
        data_table(
            CountsState,
            t("Stock counts"),
            empty=empty_state(t("No counts yet"), t("Begin one to compare the shelves with the book.")),
        ),
        here=CATALOG,
    )

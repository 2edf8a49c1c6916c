"""One count: what was counted is typed into a table, beside what the book said, and applied."""

from dataclasses import dataclass, replace
from typing import Any, Final

import reflex as rx

from autoservice.modules.catalog.inventory.errors import CountNotFound
from autoservice.modules.catalog.inventory.schemas import CountFilter
from autoservice.modules.notifications.topics import STOCK as TOPIC
from autoservice.runtime.current import read_only
from autoservice.shared.access import Actor, Permission
from autoservice.shared.i18n import N_, translate_count
from autoservice.shared.pagination import Page
from autoservice.ui.access import chained_only, requires_permission
from autoservice.ui.current import Viewer
from autoservice.ui.engine.live import LiveView, watch
from autoservice.ui.engine.page import page
from autoservice.ui.engine.snapshots import Values, live_vars
from autoservice.ui.features.close_count import (
    CloseCountState,
    close_count_buttons,
    close_count_outcome,
)
from autoservice.ui.kit.content import page_title
from autoservice.ui.kit.feedback import badge
from autoservice.ui.kit.i18n import t
from autoservice.ui.kit.layout import layout
from autoservice.ui.kit.missing import when_read
from autoservice.ui.kit.path import id_of
from autoservice.ui.kit.theme import WIDE, ViewModelVar
from autoservice.ui.pages.admin_catalog.stock.rows import CountRow, LineRow, count_row, line_row
from autoservice.ui.widgets.catalog_tabs import CATALOG, STOCK, catalog_tabs
from autoservice.ui.widgets.data_table import (
    UNLESS_EMPTY,
    Column,
    Editing,
    TableMixin,
    TableQuery,
    data_table,
    live_table,
    table_filter,
)

# The parameter of the query that names the count; the page's path has it.
COUNT: Final = "count"
FILTERS: Final = {"lines": ("counted",)}


@requires_permission(Permission.MANAGE_STOCK)
@live_vars("path", "missing", "count")
class CountState(rx.State):
    """The count on the page."""

    path: str = ""
    missing: bool = False
    count: CountRow = CountRow()

    @rx.event
    @chained_only
    async def open(self) -> None:
        """Join the count's room."""
        watch(self, CountLiveView(TOPIC, self.router.url.path.rstrip("/")))


@dataclass(frozen=True)
class CountLiveView(LiveView):
    """One count."""

    topic: str
    path: str
    state = CountState

    async def render(self, reading: Any, viewer: Viewer) -> Values:
        """Return the count's view model, or that there is none."""
        try:
            async with read_only(viewer.actor) as unit:
                count = await unit.services.stock_counts.get_count(id_of(self.path))
        except CountNotFound:
            return {"path": self.path, "missing": True, "count": CountRow()}
        return {"path": self.path, "missing": False, "count": count_row(count, viewer)}


def _difference(row: ViewModelVar) -> rx.Component:
    return rx.cond(row.is_different, badge(row.difference, "warning"), rx.el.span(row.difference))


def _columns(*, is_open: bool) -> tuple[Column, ...]:
    return (
        Column("name", N_("Item name"), sortable=True, width="lg:min-w-56"),
        Column("article", N_("Article"), sortable=True, width="lg:min-w-40"),
        Column("place", N_("Place"), sortable=True, width="lg:min-w-24"),
        Column("unit", N_("Unit")),
        Column("book", N_("In the book then"), "quantity"),
        Column("counted", N_("Counted"), "quantity", editable=is_open, width="lg:w-32 lg:bg-accent-soft"),
        Column("difference", N_("Difference"), "quantity", draw=_difference, width=UNLESS_EMPTY),
        Column("on_hand", N_("On hand now"), "quantity"),
        *((Column("after", N_("After it is applied"), "quantity", width=UNLESS_EMPTY),) if is_open else ()),
    )


class LinesMixin(TableMixin, mixin=True):
    """One page of the items of a count."""

    rows: list[LineRow] = []

    def _topic(self, actor: Actor) -> str:
        return TOPIC

    def _query(self) -> TableQuery:
        query = super()._query()
        return replace(query, filters=(*query.filters, (COUNT, str(id_of(self.router.url.path)))))

    @classmethod
    async def _read_rows(cls, query: TableQuery, viewer: Viewer) -> Page[Any]:
        try:
            async with read_only(viewer.actor) as unit:
                count_id, filters = int(query.filter(COUNT)), cls._filter(query, viewer.locale)
                page = await unit.services.stock_counts.list_lines(count_id, filters)
        except CountNotFound:
            return Page(items=[])
        return page.with_items(line_row(line, viewer) for line in page.items)

    @classmethod
    def _filter(cls, query: TableQuery, locale: str) -> CountFilter:
        column = f"name_{locale}" if query.sort == "name" else query.sort or "place"
        return CountFilter(
            q=query.text,
            counted=query.filter("lines") == "counted",
            sort=f"-{column}" if query.is_descending else column,
            cursor=query.cursor,
            size=query.size,
        )

    @classmethod
    def _summarize(cls, page: Page[Any], locale: str) -> str:
        return translate_count(
            locale, "%(count)s item", "%(count)s items", page.total, exact=page.total_is_exact
        )


@requires_permission(Permission.MANAGE_STOCK)
@live_table(*_columns(is_open=True), filters=FILTERS)
class CountLinesState(LinesMixin, rx.State):
    """The items of an open count, which are counted in its table."""


@requires_permission(Permission.MANAGE_STOCK)
@live_table(*_columns(is_open=False), filters=FILTERS)
class AppliedLinesState(LinesMixin, rx.State):
    """The items of an applied count, which does not change any more."""

    @classmethod
    def _filter(cls, query: TableQuery, locale: str) -> CountFilter:
        return super()._filter(query, locale).model_copy(update={"counted": True})


ON_LOAD: Final = [CloseCountState.clear, CountState.open, CountLinesState.open, AppliedLinesState.open]


@page(f"{STOCK}/counts/[count_id]", "Stock count", ON_LOAD)
def count_page() -> rx.Component:
    """The count, once it was read."""
    return layout(
        catalog_tabs(STOCK),
        when_read(CountState, _content(CountState.count)),
        close_count_outcome(),
        here=CATALOG,
        width=WIDE,
    )


def _content(count: ViewModelVar) -> rx.Component:
    title = page_title(
        (t("Stock count") + " " + count.name).to(str),
        rx.el.span(count.note),
        rx.cond(count.is_applied, badge(count.state, "success"), close_count_buttons(count.id)),
    )
    return rx.fragment(title, rx.cond(count.is_applied, _applied(), _open(count)))


def _open(count: ViewModelVar) -> rx.Component:
    state = CountLinesState
    address = ("/api/admin/catalog/stock-counts/" + count.id + "/lines/cells").to(str)
    counted = (t("Only what was counted"), "counted")
    return data_table(
        state,
        t("Items to count"),
        search=t("Article, name or maker"),
        filters=(table_filter(state, "lines", t("Lines"), t("All items"), counted),),
        editing=Editing(cells=address),
    )


def _applied() -> rx.Component:
    return data_table(AppliedLinesState, t("What was counted"), search=t("Article, name or maker"))

"""The table of parts and consumables."""

from typing import Any, Final

import reflex as rx

from autoservice.modules.catalog.inventory.labels import KINDS, UNITS
from autoservice.modules.catalog.inventory.schemas import ItemFilter
from autoservice.modules.catalog.inventory.units import ItemKind
from autoservice.modules.notifications.topics import STOCK as TOPIC
from autoservice.runtime.current import read_only
from autoservice.shared.access import Actor, Permission
from autoservice.shared.i18n import N_, translate_count
from autoservice.shared.pagination import Page
from autoservice.ui.access import requires_permission
from autoservice.ui.current import Viewer
from autoservice.ui.engine.page import page
from autoservice.ui.features.add_item import AddItemState, add_item_card
from autoservice.ui.features.archive_item import ArchiveItemState, archive_buttons, archive_outcome
from autoservice.ui.kit.content import page_title
from autoservice.ui.kit.feedback import badge, empty_state
from autoservice.ui.kit.forms import link, link_button
from autoservice.ui.kit.i18n import t
from autoservice.ui.kit.icons import icon
from autoservice.ui.kit.layout import layout
from autoservice.ui.kit.theme import WIDE, ViewModelVar
from autoservice.ui.pages.admin_catalog.stock.rows import ItemRow, item_row
from autoservice.ui.widgets.catalog_tabs import CATALOG, STOCK, catalog_tabs
from autoservice.ui.widgets.data_table import (
    Column,
    Editing,
    TableMixin,
    TableQuery,
    data_table,
    live_table,
    table_filter,
)

# Words on a phone, where a row is a card; icons in the table, which has many columns.
ACTION: Final = (
    "inline-flex min-h-12 min-w-11 items-center justify-center gap-2 rounded-lg px-2 font-semibold "
    "text-accent hover:bg-accent-soft lg:min-h-9 lg:min-w-9 lg:px-1"
)


def _available(row: ViewModelVar) -> rx.Component:
    below = rx.fragment(
        badge(row.available, "warning"), rx.el.span(t("below the minimum"), class_name="sr-only")
    )
    return rx.el.span(rx.cond(row.is_low, below, row.available))


def _unit_cost(row: ViewModelVar) -> rx.Component:
    return rx.el.span(row.unit_cost, class_name="whitespace-nowrap")


@requires_permission(Permission.MANAGE_STOCK)
@live_table(
    Column("article", N_("Article"), editable=True, sortable=True, width="lg:min-w-28"),
    Column("name", N_("Item name"), editable=True, sortable=True, width="lg:min-w-48"),
    Column(
        "other_name", N_("Name in the other language"), editable=True, is_shown=False, width="lg:min-w-56"
    ),
    Column("maker", N_("Maker"), editable=True, sortable=True, width="lg:min-w-28"),
    Column("kind", N_("Kind"), "choice", editable=True, choices=tuple(KINDS.values()), is_shown=False),
    Column("unit", N_("Unit"), "choice", editable=True, choices=tuple(UNITS.values()), width="lg:w-20"),
    Column("price", N_("Sale price"), "money", editable=True, sortable=True, width="lg:w-28"),
    Column("on_hand", N_("On hand"), "quantity"),
    Column("reserved", N_("Reserved"), "quantity"),
    Column("available", N_("Available"), "quantity", draw=_available),
    Column("minimum", N_("Minimum"), "quantity", editable=True, width="lg:w-24"),
    Column("unit_cost", N_("Average cost"), "money", draw=_unit_cost),
    Column("place", N_("Place"), editable=True, sortable=True, width="lg:min-w-24"),
    Column("supplier", N_("Supplier"), editable=True, is_shown=False, width="lg:min-w-36"),
    filters={"kind": tuple(ItemKind), "stock": ("low",), "state": ("archived",)},
)
class StockState(TableMixin, rx.State):
    """One page of the stock."""

    rows: list[ItemRow] = []

    def _topic(self, actor: Actor) -> str:
        return TOPIC

    @classmethod
    async def _read_rows(cls, query: TableQuery, viewer: Viewer) -> Page[Any]:
        async with read_only(viewer.actor) as unit:
            page = await unit.services.inventory.list_items(_filter(query, viewer.locale))
        return page.with_items(item_row(item, viewer) for item in page.items)

    @classmethod
    def _summarize(cls, page: Page[Any], locale: str) -> str:
        return translate_count(
            locale, "%(count)s item", "%(count)s items", page.total, exact=page.total_is_exact
        )


def _filter(query: TableQuery, locale: str) -> ItemFilter:
    column = f"name_{locale}" if query.sort in ("", "name") else query.sort
    return ItemFilter(
        q=query.text,
        kind=ItemKind(query.filter("kind")) if query.filter("kind") else None,
        low=query.filter("stock") == "low",
        archived=query.filter("state") == "archived",
        sort=f"-{column}" if query.is_descending else column,
        cursor=query.cursor,
        size=query.size,
    )


@page(STOCK, "Stock", [AddItemState.clear, ArchiveItemState.clear, StockState.open])
def items_page() -> rx.Component:
    """The table, with a form for a new item above it."""
    state = StockState
    return layout(
        page_title(t("Stock"), state.summary, link_button(t("Stock counts"), f"{STOCK}/counts", "secondary")),
        catalog_tabs(STOCK),
        add_item_card(),
        data_table(
            state,
            t("Stock"),
            search=t("Article, name or maker"),
            filters=_filters(),
            editing=Editing(cells="/api/admin/catalog/inventory/cells"),
            row_actions=_actions,
            empty=empty_state(t("No parts yet"), t("Add the first one with the form above.")),
        ),
        archive_outcome(),
        here=CATALOG,
        width=WIDE,
    )


def _filters() -> tuple[Any, ...]:
    state = StockState
    kinds = ((t(N_("Parts")), ItemKind.PART.value), (t(N_("Consumables")), ItemKind.CONSUMABLE.value))
    return (
        table_filter(state, "kind", t("Kind"), t("Parts and consumables"), *kinds),
        table_filter(state, "stock", t("In stock"), t("Any stock"), (t("Below the minimum"), "low")),
        table_filter(state, "state", t("Archive"), t("In use"), (t("Archived"), "archived")),
    )


def _actions(row: ViewModelVar) -> rx.Component:
    return rx.fragment(
        rx.cond(row.is_active, _action(row, "plus", t("Receive"), "#receipt")),
        _action(row, "edit", t("Correct"), "#correction"),
        _action(row, "list", t("Movements")),
        archive_buttons(row.id, row.name, row.is_active, ACTION, with_icon=True),
    )


def _action(row: ViewModelVar, name: str, text: Any, part: str = "") -> rx.Component:
    return link(
        icon(name),
        rx.el.span(text, class_name="lg:sr-only"),
        href=row.url + part,
        title=text,
        class_name=ACTION,
        # It tells the row's link from those of other rows.
        custom_attrs={"aria-label": (text + ": " + row.name).to(str)},
    )

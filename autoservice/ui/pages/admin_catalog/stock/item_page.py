"""One item: its stock, receiving and correcting it, and all its movements."""

from dataclasses import dataclass, replace
from typing import Any

import reflex as rx

from autoservice.modules.catalog.inventory.errors import ItemNotFound
from autoservice.modules.notifications.topics import STOCK as TOPIC
from autoservice.runtime.current import current_runtime, read_only
from autoservice.shared.access import Actor, Permission
from autoservice.shared.i18n import N_, translate_count
from autoservice.shared.pagination import Page
from autoservice.ui.access import chained_only, requires_permission
from autoservice.ui.current import Viewer
from autoservice.ui.engine.live import LiveView, watch
from autoservice.ui.engine.page import page
from autoservice.ui.engine.snapshots import Values, live_vars
from autoservice.ui.entities.inventory_item import ItemViewModel, item_view_model
from autoservice.ui.features.archive_item import ArchiveItemState, archive_buttons, archive_outcome
from autoservice.ui.features.move_stock import (
    CorrectStockState,
    ReceiveStockState,
    correction_form,
    receipt_form,
)
from autoservice.ui.kit.content import card, definition_list, page_title
from autoservice.ui.kit.feedback import badge, empty_state
from autoservice.ui.kit.forms import link
from autoservice.ui.kit.i18n import t
from autoservice.ui.kit.layout import layout
from autoservice.ui.kit.missing import when_read
from autoservice.ui.kit.path import id_of
from autoservice.ui.kit.theme import BUTTON, VARIANTS, Child, ViewModelVar, classes
from autoservice.ui.pages.admin_catalog.stock.rows import MovementRow, movement_row
from autoservice.ui.widgets.catalog_tabs import CATALOG, STOCK, catalog_tabs
from autoservice.ui.widgets.data_table import (
    UNLESS_EMPTY,
    Column,
    TableMixin,
    TableQuery,
    data_table,
    live_table,
)

# The parameter of the query that names the item; the page's path has it.
ITEM = "item"


@requires_permission(Permission.MANAGE_STOCK)
@live_vars("path", "missing", "item")
class ItemState(rx.State):
    """The item on the page."""

    path: str = ""
    missing: bool = False
    item: ItemViewModel = ItemViewModel()

    @rx.event
    @chained_only
    async def open(self) -> None:
        """Join the item's room."""
        watch(self, ItemLiveView(TOPIC, self.router.url.path.rstrip("/")))


@dataclass(frozen=True)
class ItemLiveView(LiveView):
    """One item."""

    topic: str
    path: str
    state = ItemState

    async def render(self, reading: Any, viewer: Viewer) -> Values:
        """Return the item's view model, or that there is none."""
        try:
            async with read_only(viewer.actor) as unit:
                item = await unit.services.inventory.get_item(id_of(self.path))
        except ItemNotFound:
            return {"path": self.path, "missing": True, "item": ItemViewModel()}
        return {"path": self.path, "missing": False, "item": item_view_model(item, viewer)}


def _reason(row: ViewModelVar) -> Child:
    order = link(
        row.reason, href=row.url, class_name="font-semibold text-accent underline underline-offset-4"
    )
    return rx.cond(row.url != "", order, rx.el.span(row.reason))


@requires_permission(Permission.MANAGE_STOCK)
@live_table(
    Column("name", N_("When"), width="lg:whitespace-nowrap"),
    Column("kind", N_("Movement")),
    Column("quantity", N_("On hand"), "quantity", width=UNLESS_EMPTY),
    Column("reserved", N_("Reserved"), "quantity", width=UNLESS_EMPTY),
    Column("value", N_("Value of the stock"), "money", width=UNLESS_EMPTY),
    Column("reason", N_("Reason"), draw=_reason, width=classes(UNLESS_EMPTY, "lg:min-w-48")),
    Column("by", N_("By whom"), width=UNLESS_EMPTY),
)
class MovementsState(TableMixin, rx.State):
    """One page of the item's movements."""

    rows: list[MovementRow] = []

    def _topic(self, actor: Actor) -> str:
        return TOPIC

    def _query(self) -> TableQuery:
        return replace(super()._query(), filters=((ITEM, str(id_of(self.router.url.path))),))

    @classmethod
    async def _read_rows(cls, query: TableQuery, viewer: Viewer) -> Page[Any]:
        currency = current_runtime().settings.currency
        try:
            async with read_only(viewer.actor) as unit:
                page = await unit.services.stock.list_movements(int(query.filter(ITEM)), query.page)
                numbers = await unit.services.orders.get_numbers(
                    {one.order_id for one in page.items if one.order_id}
                )
        except ItemNotFound:
            return Page(items=[])
        return page.with_items(movement_row(one, currency, numbers, viewer) for one in page.items)

    @classmethod
    def _summarize(cls, page: Page[Any], locale: str) -> str:
        return translate_count(
            locale, "%(count)s movement", "%(count)s movements", page.total, exact=page.total_is_exact
        )


ON_LOAD = [
    ReceiveStockState.clear,
    CorrectStockState.clear,
    ArchiveItemState.clear,
    ItemState.open,
    MovementsState.open,
]


@page(f"{STOCK}/[item_id]", N_("Part"), ON_LOAD)
def item_page() -> rx.Component:
    """The item, once it was read."""
    return layout(catalog_tabs(STOCK), when_read(ItemState, _content(ItemState.item)), here=CATALOG)


def _content(item: ViewModelVar) -> rx.Component:
    style = classes(BUTTON, VARIANTS["secondary"])
    return rx.fragment(
        page_title(
            item.name,
            rx.el.span(item.label, " · ", item.kind),
            archive_buttons(item.id, item.name, item.is_active, style),
        ),
        rx.cond(~item.is_active, rx.el.p(badge(t("Archived")), class_name="mb-4")),
        _stock(item),
        rx.el.div(
            rx.cond(item.is_active, _form("receipt", t("Receipt"), receipt_form(item))),
            _form("correction", t("Correction"), correction_form(item)),
            class_name="my-6 grid grid-cols-1 items-start gap-6 lg:grid-cols-2",
        ),
        rx.el.h2(t("Movements"), class_name="mb-4 text-lg font-bold"),
        data_table(
            MovementsState,
            t("Movements"),
            empty=empty_state(t("No movements yet"), t("They begin with the first receipt.")),
        ),
        archive_outcome(),
    )


def _stock(item: ViewModelVar) -> rx.Component:
    available = rx.cond(item.is_low, badge(item.available, "warning"), item.available)
    return card(
        definition_list(
            (t("On hand"), item.on_hand),
            (t("Reserved"), item.reserved),
            (t("Available"), available),
            (t("Minimum"), item.minimum),
            (t("Sale price"), item.price),
            (t("Average cost"), item.unit_cost),
            (t("Value of the stock"), item.value),
            (t("Place"), item.place),
            (t("Supplier"), item.supplier),
        )
    )


def _form(id: str, title: Any, form: rx.Component) -> rx.Component:
    return rx.el.div(card(form, title=title), id=id, class_name="scroll-mt-24")

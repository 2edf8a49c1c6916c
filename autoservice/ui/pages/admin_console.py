"""All orders of the shop."""

from typing import Final

import reflex as rx

from autoservice.modules.orders.schemas import OrdersFilter, OrdersSort
from autoservice.shared.access import Permission
from autoservice.ui.access import requires_permission
from autoservice.ui.engine.page import page
from autoservice.ui.features.assign_mechanic import AssignMechanicState, assign_mechanic_outcome
from autoservice.ui.kit.content import page_title
from autoservice.ui.kit.feedback import empty_state, skeleton
from autoservice.ui.kit.i18n import t
from autoservice.ui.kit.layout import layout
from autoservice.ui.widgets.order_list.components import live_list, order_search
from autoservice.ui.widgets.order_list.state import OrderListMixin, live_orders
from autoservice.ui.widgets.order_list.table import order_table, status_filter
from autoservice.ui.widgets.order_list.title import list_title


@requires_permission(Permission.READ_ALL_ORDERS)
@live_orders
class AllOrdersState(OrderListMixin, rx.State):
    """Every order of the shop, what waits first."""

    def _query(self) -> OrdersFilter:
        return super()._query().model_copy(update={"sort": OrdersSort.QUEUE})


@page("/admin", "Orders", [rx.redirect("/admin/orders", replace=True)])
def admin() -> rx.Component:
    """The short address, which leads to the orders."""
    return layout(skeleton(6), here="/admin/orders")


TITLE: Final = list_title(AllOrdersState, t("Orders"))


@page(
    "/admin/orders",
    TITLE,
    [AssignMechanicState.clear, AllOrdersState.open, AssignMechanicState.load],
)
def admin_console() -> rx.Component:
    """A live table with a filter and a search."""
    empty = empty_state(t("No orders"), t("There is no order with this status."))
    return layout(
        page_title(t("Orders"), AllOrdersState.summary, status_filter(AllOrdersState)),
        order_search(AllOrdersState, t("Plate, name, phone or order number")),
        live_list(AllOrdersState, order_table(AllOrdersState), empty),
        assign_mechanic_outcome(),
        here="/admin/orders",
    )

"""A mechanic's assigned orders."""

from typing import Final

import reflex as rx

from autoservice.modules.notifications.topics import mechanic_topic
from autoservice.modules.orders.schemas import OrdersFilter
from autoservice.shared.access import Actor, Permission
from autoservice.ui.access import requires_permission
from autoservice.ui.engine.page import page
from autoservice.ui.engine.snapshots import kept_on_device
from autoservice.ui.kit.content import page_title
from autoservice.ui.kit.feedback import empty_state
from autoservice.ui.kit.i18n import t
from autoservice.ui.kit.layout import layout
from autoservice.ui.widgets.order_list.components import live_list, order_search
from autoservice.ui.widgets.order_list.state import OrderListMixin, live_orders
from autoservice.ui.widgets.order_list.title import list_title
from autoservice.ui.widgets.order_list.work_cards import work_cards

WORK_ON_A_PAGE: Final = 50


@kept_on_device
@requires_permission(Permission.READ_ASSIGNED_ORDERS)
@live_orders
class AssignedOrdersState(OrderListMixin, rx.State):
    """Unfinished orders in which the mechanic has a stage."""

    def _topic(self, actor: Actor) -> str:
        return mechanic_topic(actor.user_id)

    def _query(self) -> OrdersFilter:
        # Each page is in turn by itself; one holds all that a mechanic has at once.
        return OrdersFilter(cursor=self._cursor, active=True, q=self.text, size=WORK_ON_A_PAGE)


TITLE: Final = list_title(AssignedOrdersState.text, AssignedOrdersState.status, t("My work"))


@page("/work", TITLE, [AssignedOrdersState.open])
def mechanic_dashboard() -> rx.Component:
    """Cards that lead to the orders."""
    empty = empty_state(t("Nothing assigned"), t("Orders appear here as soon as they are given to you."))
    return layout(
        page_title(t("My work"), AssignedOrdersState.summary),
        order_search(AssignedOrdersState, t("Plate, name or order number")),
        live_list(AssignedOrdersState, work_cards(AssignedOrdersState), empty),
        here="/work",
    )

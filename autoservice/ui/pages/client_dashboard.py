"""A client's own orders."""

from typing import Final

import reflex as rx

from autoservice.modules.notifications.topics import client_topic
from autoservice.modules.orders.schemas import OrdersFilter, OrdersSort
from autoservice.shared.access import Actor, Permission
from autoservice.ui.access import requires_permission
from autoservice.ui.engine.page import page
from autoservice.ui.engine.snapshots import kept_on_device
from autoservice.ui.kit.content import page_title
from autoservice.ui.kit.feedback import empty_state
from autoservice.ui.kit.forms import link_button
from autoservice.ui.kit.i18n import t
from autoservice.ui.kit.layout import layout
from autoservice.ui.widgets.order_list.cards import order_cards
from autoservice.ui.widgets.order_list.components import live_list, order_search
from autoservice.ui.widgets.order_list.state import OrderListMixin, live_orders
from autoservice.ui.widgets.order_list.title import list_title


@kept_on_device
@requires_permission(Permission.READ_OWN_ORDERS)
@live_orders
class ClientOrdersState(OrderListMixin, rx.State):
    """The client's orders: what is ready, then what is running, then the finished."""

    def _topic(self, actor: Actor) -> str:
        return client_topic(actor.user_id)

    def _query(self) -> OrdersFilter:
        return super()._query().model_copy(update={"sort": OrdersSort.READY_FIRST})


TITLE: Final = list_title(ClientOrdersState.text, ClientOrdersState.status, t("My orders"))


@page("/orders", TITLE, [ClientOrdersState.open])
def client_dashboard() -> rx.Component:
    """Cards with live bars."""
    empty = empty_state(
        t("No orders yet"),
        t("Choose a service, tell us about the car, and watch the repair from here."),
        rx.el.div(
            link_button(t("Order a service"), "/orders/new"),
            link_button(t("I have ordered here before"), "/orders/claim", "secondary"),
            class_name="flex flex-wrap justify-center gap-2",
        ),
    )
    return layout(
        page_title(t("My orders"), ClientOrdersState.summary, link_button(t("New order"), "/orders/new")),
        rx.cond(
            _has_more_than_a_page() | (ClientOrdersState.text != ""),
            order_search(ClientOrdersState, t("Plate, car or order number")),
        ),
        live_list(ClientOrdersState, order_cards(ClientOrdersState), empty),
        here="/orders",
    )


def _has_more_than_a_page() -> rx.Var[bool]:
    state = ClientOrdersState
    return rx.Var.create(state.next_url != "") | (state.previous_url != "")

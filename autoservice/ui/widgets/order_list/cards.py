"""A list of orders as cards, for clients and mechanics."""

import reflex as rx

from autoservice.ui.entities.order.components import car_line, progress_of, status_badge
from autoservice.ui.entities.order.view_models import OrderVar
from autoservice.ui.kit.feedback import badge
from autoservice.ui.kit.forms import link
from autoservice.ui.kit.i18n import t
from autoservice.ui.kit.theme import MUTED, SURFACE, classes
from autoservice.ui.widgets.order_list.components import State


def order_cards(state: State) -> rx.Component:
    """Return one card per order; the whole card is the link."""
    return rx.el.ul(
        rx.foreach(state.orders, lambda order: rx.el.li(_card(order))),
        class_name="grid grid-cols-1 gap-4 md:grid-cols-2",
    )


def _card(order: OrderVar) -> rx.Component:
    return link(
        rx.el.div(
            rx.el.span(order.service, class_name="min-w-0 font-bold leading-snug wrap-anywhere"),
            status_badge(order),
            class_name="flex items-start justify-between gap-3",
        ),
        rx.el.div(car_line(order), class_name="mt-1 text-muted"),
        rx.cond(order.needs_decision, rx.el.p(badge(t("Needs your decision"), "warning"), class_name="mt-3")),
        rx.cond(order.unread != "", rx.el.p(badge(order.unread, "info"), class_name="mt-3")),
        rx.el.p(order.now, class_name="mt-3 font-medium wrap-anywhere"),
        rx.el.p(order.completion.line, class_name="mt-1 wrap-anywhere empty:hidden"),
        rx.el.div(progress_of(order), class_name="mt-3"),
        rx.el.p(t("No."), " ", order.number, class_name=classes(MUTED, "mt-2 text-right")),
        href=order.url,
        class_name=classes(SURFACE, "block h-full p-4 transition-shadow hover:shadow-lg sm:p-5"),
    )

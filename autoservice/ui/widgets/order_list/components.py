"""Components of a list of orders: cards for clients and mechanics, a table for administrators."""

from collections.abc import Sequence
from typing import Any, Final

import reflex as rx

from autoservice.shared.validation import SEARCH_LENGTH
from autoservice.ui.engine.paging import paged_list
from autoservice.ui.entities.order.components import car_line, status_badge
from autoservice.ui.entities.order.view_models import STATUS_LABELS, OrderVar
from autoservice.ui.kit.content import data_table
from autoservice.ui.kit.feedback import empty_state, skeleton
from autoservice.ui.kit.forms import button, link, option, select, text_input
from autoservice.ui.kit.i18n import t
from autoservice.ui.kit.progress import progress_line
from autoservice.ui.kit.theme import MUTED, SURFACE, Child, Text, classes
from autoservice.ui.widgets.order_list.state import OrderListMixin

State = type[OrderListMixin]

LINK: Final = (
    "inline-flex min-h-11 items-center font-semibold text-accent underline underline-offset-4 lg:min-h-0"
)


def live_list(state: State, content: rx.Component, empty: rx.Component) -> rx.Component:
    """Return the list with its pager; grey lines before the first reading, ``empty`` without orders."""
    filled = paged_list(state, t("Orders"), content)
    nothing_found = empty_state(t("Nothing found"), t("Try how a word begins, or a number's last digits."))
    empty = rx.cond(state.text != "", nothing_found, empty)
    return rx.cond(state.loaded, rx.cond(state.total > 0, filled, empty), skeleton(6))


def order_search(state: State, placeholder: Text) -> rx.Component:
    """Return a search field for orders; the address has its text."""
    return rx.el.form(
        text_input(
            "q",
            type="search",
            placeholder=placeholder,
            aria_label=placeholder,
            auto_complete="off",
            enter_key_hint="search",
            max_length=SEARCH_LENGTH,
            default_value=state.text,
            key=state.text,
            class_name="min-w-0 flex-1",
        ),
        button(t("Find"), "secondary"),
        on_submit=state.search,
        reset_on_submit=False,
        role="search",
        class_name="mb-6 flex gap-2",
    )


def order_cards(state: State) -> rx.Component:
    """Return one card per order; the whole card is the link."""
    return rx.el.ul(
        rx.foreach(state.orders, lambda order: rx.el.li(_card(order))),
        class_name="grid gap-4 md:grid-cols-2",
    )


def _card(order: OrderVar) -> rx.Component:
    return link(
        rx.el.div(
            rx.el.span(order.service, class_name="font-bold leading-snug"),
            status_badge(order),
            class_name="flex items-start justify-between gap-3",
        ),
        rx.el.div(car_line(order), class_name="mt-1 text-muted"),
        rx.el.div(progress_line(order.progress, t("Progress")), class_name="mt-4"),
        rx.el.div(
            rx.cond(order.stage != "", rx.el.span(t("Now"), ": ", order.stage), ""),
            rx.el.span(t("No."), " ", order.id, class_name="ml-auto shrink-0"),
            class_name=classes(MUTED, "mt-2 flex gap-3"),
        ),
        href=order.url,
        class_name=classes(SURFACE, "block h-full p-4 transition-shadow hover:shadow-lg sm:p-5"),
    )


def order_table(state: State) -> rx.Component:
    """Return a table with one row per order."""
    headers = [t("Order"), t("Car"), t("Client"), t("Status"), t("Progress"), t("Mechanic")]
    return data_table(headers, state.orders, _cells)


def _cells(order: OrderVar) -> Sequence[Child]:
    name = rx.el.span(t("No."), " ", order.id, " · ", order.service)
    return [
        link(name, href=order.url, class_name=LINK),
        car_line(order),
        order.client,
        status_badge(order),
        progress_line(order.progress, t("Progress"), "max-w-56"),
        rx.cond(order.mechanic != "", order.mechanic, rx.el.span(t("Nobody yet"), class_name="text-muted")),
    ]


def status_filter(state: State) -> rx.Component:
    """Return a select of one status, or of all."""
    choices: list[Any] = [option(t(label), status.value) for status, label in STATUS_LABELS.items()]
    return select(
        "status",
        option(t("All statuses"), ""),
        *choices,
        value=state.status,
        on_change=state.filter_status,
        aria_label=t("Status"),
    )

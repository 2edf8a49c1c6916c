"""A list of orders as a table, for administrators."""

from collections.abc import Sequence
from typing import Any, Final

import reflex as rx

from autoservice.ui.entities.order.components import car_line, progress_of, status_badge
from autoservice.ui.entities.order.view_models import STATUS_LABELS, OrderVar
from autoservice.ui.features.assign_mechanic import assign_mechanic_in_row
from autoservice.ui.kit.content import data_table
from autoservice.ui.kit.forms import link, option, select
from autoservice.ui.kit.i18n import t
from autoservice.ui.kit.theme import Child
from autoservice.ui.widgets.order_list.components import State

LINK: Final = (
    "inline-flex min-h-11 items-center font-semibold text-accent underline underline-offset-4 lg:min-h-0"
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
        _status(order),
        progress_of(order, "max-w-56"),
        rx.cond(order.can_assign, assign_mechanic_in_row(order), _former_mechanic(order)),
    ]


def _status(order: OrderVar) -> rx.Component:
    age = rx.el.p(order.waits, class_name="mt-1 text-sm text-muted empty:hidden")
    return rx.el.div(status_badge(order), age)


def _former_mechanic(order: OrderVar) -> rx.Component:
    return rx.cond(order.mechanic != "", order.mechanic, rx.el.span(t("Nobody yet"), class_name="text-muted"))


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

"""The columns of the list of all orders."""

import functools
import operator
from typing import Any, Final

import reflex as rx

from autoservice.shared.i18n import N_
from autoservice.ui.entities.order.components import car_line, progress_of, status_badge
from autoservice.ui.entities.order.view_models import FOCUS_LABELS, STATUS_LABELS, OrderVar
from autoservice.ui.features.assign_mechanic import assign_mechanic_in_row
from autoservice.ui.kit.feedback import badge
from autoservice.ui.kit.forms import link
from autoservice.ui.kit.i18n import t
from autoservice.ui.kit.theme import Child
from autoservice.ui.widgets.data_table import LINK, Column, table_day, table_filter


def _name(order: OrderVar) -> rx.Component:
    name = rx.el.span(t("No."), " ", order.number, " · ", order.service)
    unread = rx.el.p(badge(order.unread, "info"), class_name="mt-1")
    return rx.el.div(link(name, href=order.url, class_name=LINK), rx.cond(order.unread != "", unread))


def _status(order: OrderVar) -> rx.Component:
    age = rx.el.p(order.waits, class_name="mt-1 text-sm text-muted empty:hidden")
    completion = rx.el.p(
        order.completion.line, class_name="mt-1 text-sm text-muted wrap-anywhere empty:hidden"
    )
    late = rx.cond(order.completion.is_late, badge(t("Late"), "danger"))
    badges = rx.el.div(status_badge(order), late, class_name="flex flex-wrap gap-1 max-lg:justify-end")
    return rx.el.div(badges, age, completion)


def _progress(order: OrderVar) -> rx.Component:
    return progress_of(order, "max-w-56")


def _mechanic(order: OrderVar) -> rx.Component:
    nobody = rx.el.span(t("Nobody yet"), class_name="text-muted")
    former = rx.cond(order.mechanic != "", order.mechanic, nobody)
    return rx.cond(order.can_assign, assign_mechanic_in_row(order), former)


COLUMNS: Final = (
    Column("id", N_("Order"), draw=_name),
    Column("car", N_("Car"), draw=car_line),
    Column("client", N_("Client")),
    Column("status", N_("Status"), draw=_status),
    Column("progress", N_("Progress"), draw=_progress),
    Column("mechanic", N_("Mechanic"), draw=_mechanic),
)


def day_filters(state: Any) -> tuple[Child, ...]:
    """Return the first and last day on which orders were placed, and completed if that is asked for."""
    asked = (state.filters["completed_from"] != "") | (state.filters["completed_to"] != "")
    completed = rx.fragment(
        table_day(state, "completed_from", t("Handed over from")),
        table_day(state, "completed_to", t("Handed over until")),
    )
    placed = table_day(state, "from", t("Ordered from")), table_day(state, "to", t("Ordered until"))
    return (*placed, rx.cond(asked, completed))


def has_day_filters(state: Any) -> Any:
    """Return whether the orders of some days are asked for."""
    days = (state.filters[name] != "" for name in ("from", "to", "completed_from", "completed_to"))
    return functools.reduce(operator.or_, days)


def focus_filter(state: Any) -> Child:
    """Return a select of what needs somebody, or of all orders."""
    choices = ((t(label), focus.value) for focus, label in FOCUS_LABELS.items())
    return table_filter(state, "focus", t("What needs attention"), t("All orders"), *choices)


def status_filter(state: Any) -> Child:
    """Return a select of one status, or of all."""
    choices = ((t(label), status.value) for status, label in STATUS_LABELS.items())
    return table_filter(state, "status", t("Status"), t("All statuses"), *choices)

"""The select of an order's mechanic, on the order's page and in each row of a list."""

from typing import Any

import reflex as rx

from autoservice.modules.orders.assignees import NOBODY
from autoservice.ui.entities.order.view_models import OrderVar
from autoservice.ui.features.assign_mechanic.state import AssignMechanicState, MechanicOptionVar
from autoservice.ui.kit.feedback import announcement
from autoservice.ui.kit.forms import button, field, option, select
from autoservice.ui.kit.i18n import t
from autoservice.ui.kit.icons import icon
from autoservice.ui.kit.theme import Text, classes


def assign_mechanic_card(order: OrderVar) -> rx.Component:
    """Return the select with its label and its button."""
    return rx.el.div(
        rx.el.div(field(t("Mechanic"), _select(order)), class_name="min-w-0 flex-1 basis-40"),
        button(t("Assign"), on_click=AssignMechanicState.assign_mechanic(order.id)),  # type: ignore[operator]
        rx.el.div(_meanwhile(order), class_name="basis-full empty:hidden"),
        class_name="flex flex-wrap items-end gap-3",
    )


def assign_mechanic_in_row(order: OrderVar) -> rx.Component:
    """Return the select and its button in one line; their names name the order."""
    name = t("No.") + " " + order.number
    assign = button(
        icon("check"),
        "secondary",
        title=t("Assign"),
        aria_label=t("Assign") + ": " + name,
        on_click=AssignMechanicState.assign_mechanic(order.id),  # type: ignore[operator]
        class_name=classes("shrink-0 px-3", rx.cond(_is_begun(order), "bg-accent text-on-accent", "")),
    )
    line = rx.el.div(
        _select(
            order,
            aria_label=t("Mechanic") + ": " + name,
            class_name="min-w-24 lg:w-40 lg:min-w-40 xl:w-48 xl:min-w-48",
        ),
        assign,
        class_name="flex items-center gap-1.5",
    )
    return rx.el.div(line, _meanwhile(order), class_name="min-w-0 flex-1 lg:flex-none")


def assign_mechanic_outcome() -> rx.Component:
    """Return the announcement of what became of the last assignment."""
    state = AssignMechanicState
    return announcement(state.saved, state.errors.get("", ""), state.dismiss)


def _select(order: OrderVar, **props: Text) -> rx.Component:
    """Return the select, which shows the present mechanic until another one is chosen.

    A choice that was begun outlives what arrives meanwhile: the select is a new one only when another
    assignment is its present one.
    """
    state = AssignMechanicState
    seen = rx.cond(_is_begun(order), state.seen[order.id], order.assigned)
    unlisted = option(order.assigned_label, order.assigned)
    return select(
        "mechanic",
        rx.cond(_listed().contains(order.assigned), None, unlisted),
        rx.cond(state.suggested != "", rx.el.optgroup(_mechanics(is_suggested=True), label=t("Suggested"))),
        option(t("Nobody yet"), NOBODY),
        _mechanics(is_suggested=False),
        # Options that come later choose nothing by themselves.
        key=order.id + "/" + seen + "/" + _listed().length().to_string(),
        default_value=rx.cond(_is_begun(order), state.chosen[order.id], order.assigned),
        on_change=lambda mechanic: state.choose(order.id, order.assigned, mechanic),  # type: ignore[operator]
        **props,
    )


def _mechanics(*, is_suggested: bool) -> rx.Component:
    """Return the one who is suggested, or all others."""
    state: Any = AssignMechanicState

    def draw(mechanic: MechanicOptionVar) -> rx.Component:
        is_first = mechanic.id == state.suggested
        return rx.cond(is_first if is_suggested else ~is_first, option(mechanic.name, mechanic.id))

    return rx.foreach(state.mechanics, draw)


def _listed() -> Any:
    return AssignMechanicState.listed


def _is_begun(order: OrderVar) -> Any:
    chosen: Any = AssignMechanicState.chosen
    return chosen.contains(order.id)


def _meanwhile(order: OrderVar) -> rx.Component:
    """Return who got the work after the choice was begun."""
    changed = _is_begun(order) & (AssignMechanicState.seen[order.id] != order.assigned)
    line = rx.el.p(
        t("Meanwhile given to"),
        ": ",
        order.assigned_label,
        class_name="mt-1 text-sm font-medium text-warning",
    )
    return rx.cond(changed, line)

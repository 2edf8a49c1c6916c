"""The form to assign a mechanic."""

import reflex as rx

from autoservice.ui.features.assign_mechanic.state import AssignMechanicState, MechanicOptionVar
from autoservice.ui.kit.feedback import form_notice
from autoservice.ui.kit.forms import button, field, option, select, socket_form
from autoservice.ui.kit.i18n import t
from autoservice.ui.kit.theme import Text


def assign_mechanic_form(order_id: Text) -> rx.Component:
    """Return a select of mechanics and a button."""
    return socket_form(
        rx.el.input(type="hidden", name="order_id", value=order_id),
        rx.el.div(
            rx.el.div(
                field(
                    t("Mechanic"),
                    select("mechanic_id", rx.foreach(AssignMechanicState.mechanics, _mechanic)),
                    errors=AssignMechanicState.errors,
                ),
                class_name="flex-1",
            ),
            button(t("Assign")),
            class_name="flex flex-wrap items-end gap-3",
        ),
        rx.el.div(form_notice(AssignMechanicState.errors), class_name="mt-3 empty:hidden"),
        on_submit=AssignMechanicState.assign_mechanic,
        refused=AssignMechanicState.refused,
    )


def _mechanic(mechanic: MechanicOptionVar) -> rx.Component:
    return option(mechanic.name, mechanic.id)

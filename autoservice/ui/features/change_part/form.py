"""The button of a part's row, and the dialog in which its quantity and its price are corrected."""

from typing import Any, Final

import reflex as rx

from autoservice.ui.entities.order_part import OrderPartVar
from autoservice.ui.features.change_part.state import ChangePartState
from autoservice.ui.kit.feedback import form_notice
from autoservice.ui.kit.forms import button, field, socket_form, text_input
from autoservice.ui.kit.i18n import t
from autoservice.ui.kit.modal import form_dialog
from autoservice.ui.kit.theme import MUTED, Text, classes

_STATE: Final[Any] = ChangePartState


def change_part_button(part: OrderPartVar, class_name: Text) -> rx.Component:
    """Return the button of a part's row."""
    return button(
        t("Change"),
        "secondary",
        on_click=_STATE.edit(part.id),
        aria_label=t("Change") + ": " + part.name,
        class_name=class_name,
    )


def change_part_dialog() -> rx.Component:
    """Return the dialog over the part that is changed."""
    return form_dialog(
        _STATE.name,
        _form(),
        shown=_STATE.part_id != "",
        on_cancel=_STATE.cancel,
        id="change-part",
    )


def _form() -> rx.Component:
    issued = t("It has been issued: return what was not used. Its price can still be corrected.")
    again = button(
        t("Show the present values"), "secondary", on_click=_STATE.edit(_STATE.part_id), class_name="mt-3"
    )
    return socket_form(
        rx.cond(_STATE.is_issued, rx.el.p(issued, class_name=classes(MUTED, "mt-1"))),
        rx.el.div(
            rx.cond(_STATE.is_issued, rx.fragment(), _number("quantity", t("Quantity") + ", " + _STATE.unit)),
            _number("price_minor", t("Price of one unit"), t("Empty: included in the work")),
            class_name="mt-4 space-y-4",
        ),
        form_notice(_STATE.errors, "not-empty:mt-4"),
        rx.cond(_STATE.outdated, again),
        rx.el.div(
            button(t("Cancel"), "secondary", on_click=_STATE.cancel, class_name="min-h-12"),
            button(t("Save"), class_name="min-h-12"),
            class_name="mt-6 flex flex-wrap justify-end gap-2 *:grow sm:*:grow-0",
        ),
        on_submit=_STATE.change_part,
        refused=_STATE.refused,
    )


def _number(name: str, label: Text, hint: Text = "") -> rx.Component:
    control = text_input(
        name,
        id=f"part_{name}",
        input_mode="decimal",
        auto_complete="off",
        default_value=_STATE.values[name],
        key=_STATE.form_key + name,
    )
    return field(label, control, hint=hint, errors=_STATE.errors)

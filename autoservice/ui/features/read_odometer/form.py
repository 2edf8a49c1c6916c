"""The form for a reading, and the question about a lower one."""

import reflex as rx

from autoservice.ui.features.read_odometer.state import FIELD, ReadOdometerState
from autoservice.ui.kit.feedback import form_notice
from autoservice.ui.kit.forms import button, field, socket_form, text_input
from autoservice.ui.kit.i18n import t
from autoservice.ui.kit.modal import question_dialog


def read_odometer_form() -> rx.Component:
    """Return the form with its question."""
    state = ReadOdometerState
    control = text_input(FIELD, id="odometer_value", input_mode="numeric", auto_complete="off")
    return rx.fragment(
        socket_form(
            field(t("What does the odometer show?"), control, errors=state.errors),
            form_notice(state.errors, "not-empty:mt-4"),
            button(t("Enter"), "secondary", class_name="mt-4"),
            on_submit=state.record_reading,
            refused=state.refused,
        ),
        question_dialog(
            t("Lower than before?"),
            state.question,
            button(t("Cancel"), "secondary", on_click=state.cancel),
            button(t("Yes, it is right"), on_click=state.confirm),
            shown=state.question != "",
            on_cancel=state.cancel,
            id="odometer-question",
        ),
    )

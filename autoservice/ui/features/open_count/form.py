"""The form that begins a count of the stock."""

import reflex as rx

from autoservice.ui.features.open_count.state import OpenCountState
from autoservice.ui.kit.content import card
from autoservice.ui.kit.feedback import form_notice
from autoservice.ui.kit.forms import button, field, socket_form, text_input
from autoservice.ui.kit.i18n import t


def open_count_form() -> rx.Component:
    """Return the form: when the counting was, and a note."""
    state = OpenCountState
    form = socket_form(
        rx.el.div(
            field(
                t("Counted when"),
                text_input("counted_at", type="datetime-local", id="count-counted-at"),
                hint=t("Left empty: now"),
                errors=state.errors,
            ),
            field(
                t("Note"),
                text_input("note", id="count-note", auto_complete="off", max_length=200),
                hint=t("For example which shelves"),
                errors=state.errors,
            ),
            class_name="grid grid-cols-1 items-end gap-4 sm:grid-cols-2",
        ),
        form_notice(state.errors, "not-empty:mt-4"),
        button(t("Begin the count"), class_name="mt-4 w-full sm:w-auto"),
        on_submit=state.open_count,
        refused=state.refused,
        draft="open_count",
        accepted=state.accepted,
    )
    return card(form, title=t("New count"), class_name="mb-6")

"""The buttons of a row of texts, the preview, and what is said of the last command."""

from typing import Any

import reflex as rx

from autoservice.ui.features.edit_text.state import TextCommandsState
from autoservice.ui.kit.feedback import announcement, form_notice, status_line
from autoservice.ui.kit.forms import button
from autoservice.ui.kit.i18n import t
from autoservice.ui.kit.modal import form_dialog
from autoservice.ui.kit.row_buttons import row_button
from autoservice.ui.kit.theme import MUTED, ViewModelVar, classes


def text_buttons(row: ViewModelVar) -> rx.Component:
    """Return the buttons that preview a row's message and take its changes back."""
    state: Any = TextCommandsState
    reset = row_button(
        "restore",
        t("Back to the shipped words"),
        row.name,
        state.reset_words(row.kind, row.version, row.name),
    )
    return rx.fragment(
        row_button("eye", t("Preview"), row.name, state.preview(row.kind, row.name)),
        rx.cond(row.is_changed, reset),
    )


def preview_dialog() -> rx.Component:
    """Return the dialog with a message as its readers see it."""
    state: Any = TextCommandsState
    body = rx.el.div(
        rx.el.p(
            t("With example data. E-mails have a button to the order besides."),
            class_name=classes(MUTED, "mt-1"),
        ),
        rx.foreach(state.previews, _preview),
        form_notice(state.errors, "mt-4 empty:mt-0"),
        status_line(state.sent, id="text-sent"),
        button(t("Close"), "secondary", type="button", on_click=state.close, class_name="mt-4 w-full"),
    )
    return form_dialog(
        state.name, body, shown=state.previewed != "", on_cancel=state.close, id="text-preview"
    )


def _preview(preview: Any) -> rx.Component:
    state: Any = TextCommandsState
    push = rx.el.div(
        rx.el.h4(t("On a telephone"), class_name="text-sm font-semibold text-muted"),
        rx.el.div(
            rx.el.p(preview.push_title, class_name="font-semibold wrap-anywhere"),
            rx.el.p(preview.push_text, class_name="mt-1 text-sm wrap-anywhere"),
            lang=preview.locale,
            class_name="mt-1 rounded-xl bg-sunken px-4 py-3",
        ),
        class_name="mt-3",
    )
    email = rx.el.div(
        rx.el.h4(t("E-mail"), class_name="text-sm font-semibold text-muted"),
        rx.el.div(
            rx.el.p(preview.subject, class_name="font-semibold wrap-anywhere"),
            rx.el.p(preview.email, class_name="mt-2 text-sm whitespace-pre-wrap wrap-anywhere"),
            lang=preview.locale,
            class_name="mt-1 rounded-xl border border-border px-4 py-3",
        ),
        class_name="mt-3",
    )
    send = button(
        t("Send this e-mail to myself"),
        "secondary",
        type="button",
        on_click=state.send(preview.locale),
        aria_label=(t("Send this e-mail to myself") + ": " + preview.language).to(str),
        class_name="mt-3 w-full sm:w-auto",
    )
    return rx.el.section(
        rx.el.h3(preview.language, class_name="font-bold"),
        rx.cond(preview.push_title != "", push),
        email,
        send,
        class_name="mt-5",
    )


def text_outcome() -> rx.Component:
    """Return the announcement of the outcome of the last command; a reset can be taken back."""
    state: Any = TextCommandsState
    undo = button(t("Undo"), "ghost", type="button", on_click=state.restore, class_name="-my-2.5")
    return announcement(state.saved, state.kept, state.dismiss, rx.cond(state.can_restore, undo))

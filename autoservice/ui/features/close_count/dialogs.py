"""The buttons that close a count, each with its question, and the outcome."""

from typing import Any

import reflex as rx

from autoservice.ui.features.close_count.state import CloseCountState
from autoservice.ui.kit.feedback import announcement
from autoservice.ui.kit.forms import button
from autoservice.ui.kit.i18n import t
from autoservice.ui.kit.modal import question_dialog
from autoservice.ui.kit.theme import ViewModelVar


def close_count_buttons(count_id: ViewModelVar) -> rx.Component:
    """Return both buttons, and the questions that they ask."""
    state: Any = CloseCountState
    apply_text = t("The book is corrected by the differences, over all that has moved since the counting.")
    return rx.fragment(
        button(t("Discard"), "secondary", on_click=state.ask("discard")),
        button(t("Apply"), on_click=state.ask("apply")),
        _question("apply", t("Apply this count?"), apply_text, t("Apply"), state.apply_count(count_id)),
        _question(
            "discard",
            t("Discard this count?"),
            t("What was counted is lost. The stock stays as it is."),
            t("Discard"),
            state.discard_count(count_id),
        ),
    )


def _question(name: str, title: Any, text: Any, answer: Any, on_click: Any) -> rx.Component:
    state: Any = CloseCountState
    return question_dialog(
        title,
        text,
        button(t("Cancel"), "secondary", on_click=state.cancel),
        button(answer, on_click=on_click),
        shown=state.question == name,
        on_cancel=state.cancel,
        id=f"{name}-count-question",
    )


def close_count_outcome() -> rx.Component:
    """Return the announcement of the outcome."""
    state: Any = CloseCountState
    return announcement(state.saved, state.errors.get("", ""), state.dismiss)

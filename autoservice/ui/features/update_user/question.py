"""The question before a change of rights."""

import reflex as rx

from autoservice.ui.features.update_user.state import UpdateUserState
from autoservice.ui.kit.forms import button
from autoservice.ui.kit.i18n import t
from autoservice.ui.kit.modal import question_dialog


def update_user_question() -> rx.Component:
    """Return a dialog with the question."""
    state = UpdateUserState
    return question_dialog(
        state.title,
        state.question,
        button(t("Cancel"), "secondary", on_click=state.cancel),
        button(state.answer, on_click=state.confirm),
        shown=state.question != "",
        on_cancel=state.cancel,
        id="update-user-question",
    )

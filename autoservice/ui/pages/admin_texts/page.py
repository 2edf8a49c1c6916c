"""The page with the table of texts."""

from typing import Final

import reflex as rx

from autoservice.ui.engine.page import page
from autoservice.ui.features.edit_text import TextCommandsState, preview_dialog, text_buttons, text_outcome
from autoservice.ui.kit.content import page_title
from autoservice.ui.kit.i18n import t
from autoservice.ui.kit.layout import layout
from autoservice.ui.kit.theme import MUTED, WIDE, classes
from autoservice.ui.pages.admin_texts.state import TextsState
from autoservice.ui.widgets.data_table import Editing, data_table

EDITING: Final = Editing(cells="/api/admin/texts/cells")


@page("/admin/texts", "Texts of messages", [TextCommandsState.clear, TextsState.open])
def admin_texts() -> rx.Component:
    """How texts are edited, and the table."""
    return layout(
        page_title(t("Texts of messages"), TextsState.summary),
        rx.el.p(
            t(
                "Variables in braces are filled in when a message is sent. A cell that you empty gets its "
                "shipped words again. Where “Is sent” says No, nobody gets the message, by any channel."
            ),
            class_name=classes(MUTED, "mb-6 max-w-prose"),
        ),
        data_table(TextsState, t("Texts of messages"), editing=EDITING, row_actions=text_buttons),
        preview_dialog(),
        text_outcome(),
        here="/admin/users",
        width=WIDE,
    )

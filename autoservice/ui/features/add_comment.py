"""The form of a comment, whose two buttons choose its readers, so that none is published by default."""

import reflex as rx

from autoservice.ui.entities.stage.view_models import StageVar
from autoservice.ui.kit.forms import text_area
from autoservice.ui.kit.i18n import t
from autoservice.ui.kit.queue import queued_form
from autoservice.ui.kit.readers import reader_buttons


def add_comment_form(stage: StageVar) -> rx.Component:
    """Return a form for a comment with two buttons: for the client, or for the shop only.

    Of an internal stage the client reads nothing.
    """
    return queued_form(
        text_area("text", rows=2, placeholder=t("What was found, what was done"), aria_label=t("Comment")),
        reader_buttons(stage.internal, "mt-3"),
        action=stage.url + "/comments",
        label=stage.name + ": " + t("comment"),
        drafted=True,
    )

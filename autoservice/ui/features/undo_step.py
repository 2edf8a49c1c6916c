"""The button that undoes the last start or completion, for the moment after the tap."""

import reflex as rx

from autoservice.ui.entities.stage.view_models import StageVar
from autoservice.ui.kit.forms import button
from autoservice.ui.kit.i18n import t
from autoservice.ui.kit.queue import queue_note, queued_form
from autoservice.ui.kit.theme import SURFACE, classes


def undo_step(stage: StageVar) -> rx.Component:
    """Return what was just done with a button to undo it, which goes by itself (``.undo-strip``)."""
    form = queued_form(
        button(t("Undo"), "secondary", class_name="w-full whitespace-nowrap"),
        queue_note(t("Undone"), t("Undone, waits for the network")),
        action=stage.url + "/undo",
        label=stage.name + ": " + t("undo"),
        class_name="step shrink-0",
    )
    return rx.el.div(
        rx.el.p(stage.undo, class_name="min-w-0 flex-1 font-medium wrap-anywhere"),
        form,
        key=stage.undo,
        class_name=classes(SURFACE, "undo-strip flex items-center gap-3 py-2 pl-4 pr-2"),
    )

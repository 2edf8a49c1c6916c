"""One tap that finishes a stage; sent by the retry queue, so that it survives a dead spot."""

import reflex as rx

from autoservice.ui.entities.stage.view_models import StageVar
from autoservice.ui.kit.forms import button
from autoservice.ui.kit.i18n import t
from autoservice.ui.kit.queue import queued_form


def complete_stage_tap(stage: StageVar) -> rx.Component:
    """The button, as wide as the phone."""
    return queued_form(
        button(t("Complete the stage"), class_name="w-full"),
        action=stage.url + "/complete",
        label=stage.name + ": " + t("complete"),
    )

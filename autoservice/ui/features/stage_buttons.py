"""The buttons of a stage, in one table; the phone's queue sends them, so that none is lost offline."""

from dataclasses import dataclass
from typing import Final

import reflex as rx

from autoservice.modules.orders.workflow import StageAction
from autoservice.shared.i18n import N_
from autoservice.ui.entities.order.hold_fields import hold_fields
from autoservice.ui.entities.stage.view_models import StageVar
from autoservice.ui.kit.forms import button
from autoservice.ui.kit.i18n import t
from autoservice.ui.kit.queue import queue_note, queued_form
from autoservice.ui.kit.theme import BUTTON, VARIANTS, Variant, classes


@dataclass(frozen=True)
class StageButton:
    """A button: its label, its verb in the queue, its variant, and whether it asks for a reason.

    ``done`` and ``waiting`` say what became of it, ``undo`` what taking it back is called.
    """

    label: str
    verb: str
    done: str
    waiting: str
    variant: Variant = "primary"
    needs_reason: bool = False
    undo: str = ""


BUTTONS: Final = {
    StageAction.START: StageButton(
        N_("Start the stage"),
        N_("start"),
        N_("Started"),
        N_("Started, waits for the network"),
        undo=N_("undo the start"),
    ),
    StageAction.RESUME: StageButton(
        N_("Resume the stage"), N_("resume"), N_("Resumed"), N_("Resumed, waits for the network")
    ),
    StageAction.COMPLETE: StageButton(
        N_("Complete the stage"),
        N_("complete"),
        N_("Completed"),
        N_("Completed, waits for the network"),
        undo=N_("undo the completion"),
    ),
    StageAction.BLOCK: StageButton(
        N_("Put on hold"),
        N_("put on hold"),
        N_("Paused"),
        N_("Paused, waits for the network"),
        "secondary",
        needs_reason=True,
    ),
}


def stage_buttons(stage: StageVar) -> rx.Component:
    """Return the buttons of the viewer's actions; on a phone the next step is in the bar at the bottom.

    It stands there by its style alone (``.step-bar``), so that each action is there once.
    """
    buttons = (
        rx.cond(stage.actions.contains(action.value), _button(stage, action, spec))
        for action, spec in BUTTONS.items()
    )
    return rx.el.div(*buttons, class_name="space-y-3")


def _button(stage: StageVar, action: StageAction, spec: StageButton) -> rx.Component:
    url, label = stage.url + f"/{action.value}", stage.name + ": " + t(spec.verb)
    if spec.needs_reason:
        return _reason_form(spec, url, label)
    text = rx.el.span(t(spec.label), rx.el.span(stage.name, class_name="step-of"))
    return queued_form(
        button(text, spec.variant, class_name="w-full"),
        _note(stage, spec),
        action=url,
        label=label,
        class_name=rx.cond(stage.is_next, "step step-bar", "step"),
    )


def _note(stage: StageVar, spec: StageButton) -> rx.Component:
    undo_label = stage.name + ": " + t(spec.undo) if spec.undo else ""
    return queue_note(t(spec.done), t(spec.waiting), undo_label=undo_label)


def _reason_form(spec: StageButton, url: rx.Var[str], label: rx.Var[str]) -> rx.Component:
    """Return a button that opens the reasons, each of which is a button that sends the form."""
    form = queued_form(
        hold_fields(),
        queue_note(t(spec.done), t(spec.waiting)),
        action=url,
        label=label,
        drafted=True,
        class_name="mt-3 rounded-lg bg-sunken p-4",
    )
    summary = rx.el.summary(
        t(spec.label), class_name=classes(BUTTON, VARIANTS[spec.variant], "w-full cursor-pointer list-none")
    )
    return rx.el.details(summary, form)

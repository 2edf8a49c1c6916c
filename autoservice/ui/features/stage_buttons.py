"""The buttons of a stage, in one table; the phone's queue sends them, so that none is lost offline."""

from dataclasses import dataclass
from typing import Final

import reflex as rx

from autoservice.modules.orders.labels import HOLD_LABELS
from autoservice.modules.orders.workflow import REMARK_LIMIT, StageAction
from autoservice.shared.i18n import N_
from autoservice.ui.entities.stage.view_models import StageVar
from autoservice.ui.kit.forms import button, field, text_area
from autoservice.ui.kit.i18n import t
from autoservice.ui.kit.queue import queued_form
from autoservice.ui.kit.theme import BUTTON, VARIANTS, Variant, classes


@dataclass(frozen=True)
class StageButton:
    """A button: its label, its verb in the queue, its variant, and whether it asks for a reason."""

    label: str
    verb: str
    variant: Variant = "primary"
    needs_reason: bool = False


BUTTONS: Final = {
    StageAction.START: StageButton(N_("Start the stage"), N_("start")),
    StageAction.RESUME: StageButton(N_("Resume the stage"), N_("resume")),
    StageAction.COMPLETE: StageButton(N_("Complete the stage"), N_("complete")),
    StageAction.BLOCK: StageButton(N_("Put on hold"), N_("put on hold"), "secondary", needs_reason=True),
}


def stage_buttons(stage: StageVar) -> rx.Component:
    """Return the buttons of the viewer's actions, as wide as the phone."""
    buttons = (
        rx.cond(stage.actions.contains(action.value), _button(stage, action, spec))
        for action, spec in BUTTONS.items()
    )
    return rx.el.div(*buttons, class_name="space-y-3")


def _button(stage: StageVar, action: StageAction, spec: StageButton) -> rx.Component:
    url, label = stage.url + f"/{action.value}", stage.name + ": " + t(spec.verb)
    if spec.needs_reason:
        return _reason_form(spec, url, label)
    return queued_form(button(t(spec.label), spec.variant, class_name="w-full"), action=url, label=label)


def _reason_form(spec: StageButton, url: rx.Var[str], label: rx.Var[str]) -> rx.Component:
    """Return a button that opens the reasons, each of which is a button that sends the form."""
    reasons = (
        button(_capitalised(text), "secondary", name="reason", value=reason.value)
        for reason, text in HOLD_LABELS.items()
    )
    form = queued_form(
        field(t("Remark for the shop"), text_area("remark", rows=2, max_length=REMARK_LIMIT)),
        rx.el.p(t("Reason"), class_name="mt-3 font-semibold", custom_attrs={"aria-hidden": "true"}),
        rx.el.div(
            *reasons, role="group", aria_label=t("Reason"), class_name="mt-1.5 grid gap-2 sm:grid-cols-2"
        ),
        action=url,
        label=label,
        drafted=True,
        class_name="mt-3 rounded-lg bg-sunken p-4",
    )
    summary = rx.el.summary(
        t(spec.label), class_name=classes(BUTTON, VARIANTS[spec.variant], "w-full cursor-pointer list-none")
    )
    return rx.el.details(summary, form)


def _capitalised(text: str) -> rx.Component:
    return rx.el.span(t(text), class_name="inline-block first-letter:uppercase")

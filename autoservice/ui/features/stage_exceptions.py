"""Skipping a stage and opening it again, which an administrator does for a reason."""

from dataclasses import dataclass
from typing import Final

import reflex as rx

from autoservice.modules.orders.workflow import REMARK_LIMIT, StageAction
from autoservice.shared.i18n import N_
from autoservice.ui.entities.stage.view_models import StageVar
from autoservice.ui.kit.forms import button, field, text_area
from autoservice.ui.kit.i18n import t
from autoservice.ui.kit.queue import queue_note, queued_form


@dataclass(frozen=True)
class ExceptionForm:
    """An exception: its label, the answer that makes it, its verb in the queue, and what became of it."""

    label: str
    answer: str
    verb: str
    done: str
    waiting: str


EXCEPTIONS: Final = {
    StageAction.SKIP: ExceptionForm(
        N_("Skip the stage"), N_("Yes, skip"), N_("skip"), N_("Skipped"), N_("Skipped, waits for the network")
    ),
    StageAction.REOPEN: ExceptionForm(
        N_("Reopen the stage"),
        N_("Yes, reopen"),
        N_("reopen"),
        N_("Reopened"),
        N_("Reopened, waits for the network"),
    ),
}


def stage_exceptions(stage: StageVar) -> rx.Component:
    """Return a form for each exception that the viewer may make, under a line that opens it."""
    forms = (
        rx.cond(stage.exceptions.contains(action.value), _form(stage, action, spec))
        for action, spec in EXCEPTIONS.items()
    )
    return rx.fragment(*forms)


def _form(stage: StageVar, action: StageAction, spec: ExceptionForm) -> rx.Component:
    name = stage.name + ": " + t(spec.verb)
    form = queued_form(
        field(t("Reason, for the shop"), text_area("reason", rows=2, max_length=REMARK_LIMIT, required=True)),
        button(t(spec.answer), "secondary", class_name="mt-3"),
        queue_note(t(spec.done), t(spec.waiting)),
        action=stage.url + f"/{action.value}",
        label=name,
        drafted=True,
        class_name="mt-1 rounded-lg bg-sunken p-4",
    )
    summary = rx.el.summary(
        t(spec.label),
        aria_label=t(spec.label).to(str) + ": " + stage.name,
        class_name=(
            "inline-flex min-h-11 cursor-pointer list-none items-center text-sm font-medium text-muted "
            "underline underline-offset-4"
        ),
    )
    return rx.el.details(summary, form)

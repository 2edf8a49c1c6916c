"""Answering the items of a checklist, each with its own form; the phone's queue sends them."""

from typing import Final

import reflex as rx

from autoservice.modules.orders.checklist import AnswerValue
from autoservice.modules.orders.workflow import REMARK_LIMIT
from autoservice.ui.entities.stage.checklist import ANSWER_LABELS, ChecklistLineVar
from autoservice.ui.entities.stage.view_models import StageVar
from autoservice.ui.kit.forms import button, text_input
from autoservice.ui.kit.i18n import t
from autoservice.ui.kit.queue import queue_note, queued_form
from autoservice.ui.kit.theme import classes

CHOSEN: Final = {
    AnswerValue.OK: "border-2 border-success bg-success-soft text-success",
    AnswerValue.ATTENTION: "border-2 border-warning bg-warning-soft text-warning",
    AnswerValue.BAD: "border-2 border-danger bg-danger-soft text-danger",
}


def answer_form(stage: StageVar, line: ChecklistLineVar) -> rx.Component:
    """Return the item with a button for each answer, each of which sends the form with its remark."""
    buttons = (_button(line, value, label) for value, label in ANSWER_LABELS.items())
    remark = text_input(
        "remark",
        aria_label=t("Remark").to(str) + ": " + line.text,
        placeholder=t("Remark"),
        max_length=REMARK_LIMIT,
        default_value=line.remark,
        key=line.remark,
        class_name="mt-2",
    )
    return queued_form(
        rx.el.p(line.text, class_name="font-medium wrap-anywhere"),
        remark,
        rx.el.div(
            *buttons,
            role="group",
            aria_label=line.text,
            class_name="mt-2 grid grid-cols-1 gap-2 sm:grid-cols-3",
        ),
        queue_note(t("Answered"), t("Answered, waits for the network")),
        action=stage.url + "/checklist/" + line.number,
        label=stage.name + ": " + line.text,
        method="PUT",
        drafted=True,
        class_name="rounded-lg bg-sunken p-3",
    )


def _button(line: ChecklistLineVar, value: AnswerValue, label: str) -> rx.Component:
    is_chosen = line.value == value.value
    return button(
        t(label),
        "secondary",
        name="value",
        value=value.value,
        aria_label=t(label).to(str) + ": " + line.text,
        aria_pressed=rx.cond(is_chosen, "true", "false"),
        class_name=classes(
            "px-2", rx.cond(is_chosen, classes(CHOSEN[value], "forced-colors:bg-[Highlight]"), "")
        ),
    )

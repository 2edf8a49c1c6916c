"""What belongs to the work on a stage: its checklist with the answers, a photo, a skill."""

from typing import Final

import reflex as rx

from autoservice.modules.orders.checklist import AnswerValue
from autoservice.ui.entities.stage.checklist import ChecklistLineVar
from autoservice.ui.entities.stage.view_models import StageVar
from autoservice.ui.features.answer_checklist import answer_form
from autoservice.ui.kit.feedback import badge
from autoservice.ui.kit.i18n import t
from autoservice.ui.kit.icons import icon

LINE = "flex items-start gap-2 wrap-anywhere"
TONES: Final = {AnswerValue.OK.value: "success", AnswerValue.ATTENTION.value: "warning"}


def stage_instructions(stage: StageVar) -> rx.Component:
    """Return the instructions of a stage that is to be done, and what was found in one that is done."""
    has_any = stage.photo_needed | (stage.skill != "") | (stage.checklist.length() > 0)
    box = rx.el.div(
        rx.cond(stage.skill != "", rx.el.p(_icon("user"), stage.skill, class_name=LINE)),
        rx.cond(stage.photo_needed, rx.el.p(_icon("camera"), t("A photo is needed"), class_name=LINE)),
        rx.cond(
            stage.checklist.length() > 0,
            rx.el.ul(rx.foreach(stage.checklist, _line), aria_label=t("Checklist"), class_name="space-y-1"),
        ),
        class_name="space-y-1 text-sm",
    )
    return rx.cond(has_any, box)


def checklist_forms(stage: StageVar) -> rx.Component:
    """Return the items to be answered, and what keeps the stage from being completed."""
    forms = rx.el.ul(
        rx.foreach(stage.checklist, lambda line: rx.el.li(answer_form(stage, line), key=line.number)),
        aria_label=t("Checklist"),
        class_name="space-y-3",
    )
    missing = rx.el.p(
        stage.missing, class_name="rounded-lg bg-warning-soft px-4 py-3 font-medium wrap-anywhere"
    )
    return rx.fragment(rx.cond(stage.can_answer, forms), rx.cond(stage.missing != "", missing))


def _line(line: ChecklistLineVar) -> rx.Component:
    answer = rx.fragment(
        " ",
        badge(line.answer, rx.match(line.value, *TONES.items(), "danger")),
        rx.cond(line.remark != "", rx.el.span(" ", line.remark, class_name="text-muted")),
    )
    text = rx.el.span(line.text, rx.cond(line.value != "", answer))
    return rx.el.li(_icon("check"), text, class_name=LINE)


def _icon(name: str) -> rx.Component:
    return icon(name, "mt-0.5 size-4 shrink-0 text-muted")

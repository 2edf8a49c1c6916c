"""What belongs to the work on a stage, for the shop: its checklist, a photo, a skill."""

import reflex as rx

from autoservice.ui.entities.stage.view_models import StageVar
from autoservice.ui.kit.i18n import t
from autoservice.ui.kit.icons import icon

LINE = "flex items-start gap-2 wrap-anywhere"


def stage_instructions(stage: StageVar) -> rx.Component:
    """Return the instructions of a stage that is to be done, if it has any; clients get none."""
    lines = rx.foreach(
        stage.checklist, lambda line: rx.el.li(_icon("check"), rx.el.span(line), class_name=LINE)
    )
    has_any = stage.photo_needed | (stage.skill != "") | (stage.checklist.length() > 0)
    box = rx.el.div(
        rx.cond(stage.skill != "", rx.el.p(_icon("user"), stage.skill, class_name=LINE)),
        rx.cond(stage.photo_needed, rx.el.p(_icon("camera"), t("A photo is needed"), class_name=LINE)),
        rx.cond(
            stage.checklist.length() > 0,
            rx.el.ul(lines, aria_label=t("Checklist"), class_name="space-y-1"),
        ),
        class_name="space-y-1 text-sm",
    )
    return rx.cond(has_any, box)


def _icon(name: str) -> rx.Component:
    return icon(name, "mt-0.5 size-4 shrink-0 text-muted")

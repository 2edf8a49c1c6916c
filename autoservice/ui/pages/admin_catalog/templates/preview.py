"""What a client sees of a template's stages in an order."""

from typing import Any

import reflex as rx

from autoservice.ui.entities.repair_template.preview import PreviewVar
from autoservice.ui.kit.content import card
from autoservice.ui.kit.i18n import t
from autoservice.ui.kit.progress import progress_bar, stage_marker, timeline, timeline_item
from autoservice.ui.kit.theme import MUTED
from autoservice.ui.pages.admin_catalog.templates.state import TemplateState


def preview_card() -> rx.Component:
    """Return an order's stages as its client sees them at the beginning."""
    stages: Any = TemplateState.preview
    nothing = rx.el.p(t("The client sees the progress, but no stage by name."), class_name=MUTED)
    note = rx.el.p(TemplateState.hidden, class_name=f"{MUTED} mt-4 border-t border-border pt-4")
    return card(
        rx.el.p(
            t("So an order looks to its client, with the shares of the work."), class_name=f"{MUTED} mb-4"
        ),
        progress_bar(0, t("Progress")),
        rx.el.div(
            rx.cond(stages.length() > 0, timeline(rx.foreach(stages, _stage)), nothing), class_name="mt-6"
        ),
        rx.cond(TemplateState.hidden != "", note),
        title=t("As the client sees it"),
    )


def _stage(stage: PreviewVar) -> rx.Component:
    return timeline_item(
        stage_marker("pending"),
        rx.el.span(stage.name, class_name="wrap-anywhere"),
        meta=stage.at_once,
        aside=rx.el.span(stage.percent, class_name="text-sm font-medium text-muted tabular-nums"),
    )

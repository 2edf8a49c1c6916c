"""Components of an order's stages."""

import reflex as rx

from autoservice.ui.entities.stage.news import NewsVar
from autoservice.ui.entities.stage.view_models import StageVar
from autoservice.ui.features.stage_buttons import stage_buttons
from autoservice.ui.features.stage_exceptions import stage_exceptions
from autoservice.ui.kit.content import card
from autoservice.ui.kit.i18n import t
from autoservice.ui.kit.progress import stage_marker, timeline, timeline_item
from autoservice.ui.kit.readers import internal_mark
from autoservice.ui.kit.theme import ViewModelVar
from autoservice.ui.widgets.order_tracker.instructions import checklist_forms, stage_instructions
from autoservice.ui.widgets.order_tracker.news import folded_stages, new_mark
from autoservice.ui.widgets.order_tracker.reports import (
    folded_report_forms,
    report_forms,
    reports,
)


def next_steps(stages: ViewModelVar) -> rx.Component:
    """Return a card for each stage on which the viewer can do something now."""
    return rx.foreach(stages, lambda stage: rx.cond(stage.actions.length() > 0, _step(stage)))


def _step(stage: StageVar) -> rx.Component:
    """Return the card of a stage; beside others its forms are folded, so that the buttons stay near."""
    return card(
        rx.cond(stage.internal, internal_mark()),
        _hold(stage),
        rx.cond(stage.can_answer, _needs(stage), stage_instructions(stage)),
        checklist_forms(stage),
        stage_buttons(stage),
        rx.cond(stage.is_only, report_forms(stage), folded_report_forms(stage)),
        title=rx.cond(stage.job != "", stage.name + " · " + stage.job, stage.name),
        class_name="space-y-4",
    )


def _needs(stage: StageVar) -> rx.Component:
    """Return what a stage needs beside its checklist, whose items have forms."""
    return rx.el.div(
        rx.cond(stage.skill != "", rx.el.p(stage.skill)),
        rx.cond(stage.photo_needed, rx.el.p(t("A photo is needed"))),
        class_name="text-sm empty:hidden",
    )


def _override(stage: StageVar) -> rx.Component:
    """Return why an administrator has skipped the stage or opened it again."""
    return rx.el.p(
        stage.override_reason, " ", internal_mark(), class_name="text-sm whitespace-pre-line wrap-anywhere"
    )


def _hold(stage: StageVar) -> rx.Component:
    """Return the reason why the stage is on hold, and for the shop the remark."""
    remark = rx.el.p(stage.remark, " ", internal_mark(), class_name="mt-1 whitespace-pre-line")
    box = rx.el.div(
        rx.el.p(stage.hold, class_name="font-semibold"),
        rx.cond(stage.remark != "", remark),
        class_name="rounded-lg bg-warning-soft px-4 py-3 wrap-anywhere",
    )
    return rx.cond(stage.hold != "", box)


def stage_timeline(stages: ViewModelVar, newest: ViewModelVar, news: NewsVar) -> rx.Component:
    """Return all stages in their order, each with the newest of its reports (``ReportsViewModel`` by id).

    Those that are past are folded; what the reader has unfolded stays so while the page changes.
    """
    past = rx.foreach(stages, lambda stage: rx.cond(stage.is_past, _stage(stage, newest)))
    others = rx.foreach(stages, lambda stage: rx.cond(stage.is_past, rx.fragment(), _stage(stage, newest)))
    return card(folded_stages(news, timeline(past)), timeline(others), title=t("Stages"))


def _stage(stage: StageVar, newest: ViewModelVar) -> rx.Component:
    # A stage with a card of its own above is not repeated.
    has_card = stage.actions.length() > 0
    state = rx.el.span(stage.state_label, class_name="text-sm font-medium text-muted")
    return timeline_item(
        stage_marker(stage.state),
        rx.fragment(stage.name, " ", internal_mark(stage.internal), new_mark(stage.is_new)),
        rx.cond(has_card, rx.fragment(), _hold(stage)),
        rx.cond(has_card, rx.fragment(), stage_instructions(stage)),
        rx.cond(stage.override_reason != "", _override(stage)),
        stage_exceptions(stage),
        rx.cond(newest.contains(stage.id), reports(stage, newest[stage.id])),
        rx.cond(stage.can_report & ~has_card, folded_report_forms(stage)),
        meta=_meta(stage),
        aside=rx.cond((stage.hold == "") | has_card, state),
        current=stage.current,
    )


def _meta(stage: StageVar) -> rx.Component:
    return rx.el.span(
        rx.cond(stage.job != "", rx.el.span(stage.job, " · ")),
        stage.duration,
        rx.cond(stage.mechanic != "", rx.el.span(" · ", stage.mechanic)),
        rx.cond(stage.time != "", rx.el.span(" · ", rx.el.time(stage.time))),
    )

"""Components of what was said and shown about a stage: its comments and photos, and the forms to add some."""

import reflex as rx

from autoservice.ui.entities.stage.reports import CommentVar, ReportsVar
from autoservice.ui.entities.stage.view_models import StageVar
from autoservice.ui.features.add_comment import add_comment_form
from autoservice.ui.features.attach_photo import attach_photo_form
from autoservice.ui.features.withdraw_report import withdraw_comment_button
from autoservice.ui.kit.i18n import t
from autoservice.ui.kit.readers import internal_mark
from autoservice.ui.kit.theme import MUTED, ViewModelVar, classes
from autoservice.ui.widgets.order_tracker.news import new_mark
from autoservice.ui.widgets.order_tracker.photos import photo_grid, stage_album
from autoservice.ui.widgets.order_tracker.state import OlderReportsState

REPORTS = "flex flex-col items-start gap-3 [&>figure]:w-full"


def reports(stage: StageVar, newest: ReportsVar) -> rx.Component:
    """Return the newest comments, below the older ones if the viewer asked for them, and the photos."""
    whole: ViewModelVar = OlderReportsState.whole
    is_whole = whole.contains(stage.id)
    return rx.el.div(
        rx.cond(is_whole, _whole(stage, whole[stage.id], newest), _newest(stage, newest)),
        photo_grid(stage_album(stage), newest),
        tab_index=-1,
        class_name=REPORTS,
        custom_attrs={"data-holds-focus": ""},
    )


def _newest(stage: StageVar, newest: ReportsVar) -> rx.Component:
    return rx.fragment(
        rx.cond((newest.hidden_comment > 0) | (newest.hidden_photo > 0), _show_all(stage, newest)),
        rx.foreach(newest.comments, lambda one: _comment(one, stage)),
    )


def _whole(stage: StageVar, older: ReportsVar, newest: ReportsVar) -> rx.Component:
    is_missing = (newest.hidden_comment > older.last_comment) | (newest.hidden_photo > older.last_photo)
    return rx.fragment(
        rx.foreach(
            older.comments,
            lambda one: rx.cond(~newest.gone_comments.contains(one.number), _comment(one, stage)),
        ),
        rx.cond(is_missing, _show_all(stage, newest)),
        rx.foreach(
            newest.comments, lambda one: rx.cond(one.number > older.last_comment, _comment(one, stage))
        ),
    )


def _show_all(stage: StageVar, newest: ReportsVar) -> rx.Component:
    return rx.el.button(
        t("Show all"),
        ": ",
        newest.summary,
        type="button",
        on_click=OlderReportsState.show_all(stage.id),  # type: ignore[operator]
        class_name="min-h-11 text-left text-sm font-semibold text-accent underline underline-offset-4",
    )


def _comment(comment: CommentVar, stage: StageVar) -> rx.Component:
    about = rx.el.div(
        rx.el.span(comment.author, " · ", comment.time),
        internal_mark(comment.internal),
        new_mark(comment.is_new),
        withdraw_comment_button(stage, comment),
        class_name=f"{MUTED} flex flex-wrap items-center gap-x-3",
    )
    tone = rx.cond(comment.internal, "border-dashed border-warning", "border-transparent")
    return rx.el.figure(
        rx.el.blockquote(comment.text, class_name="whitespace-pre-line break-words"),
        rx.el.figcaption(about, class_name="mt-1"),
        key=comment.id,
        class_name=classes("rounded-lg border-l-4 bg-sunken px-4 py-3", tone),
    )


def report_forms(stage: StageVar) -> rx.Component:
    """Return the forms of photos and comments."""
    return rx.el.div(attach_photo_form(stage), add_comment_form(stage), class_name="space-y-4")


def folded_report_forms(stage: StageVar) -> rx.Component:
    """Return the same forms, folded."""
    return rx.el.details(
        rx.el.summary(
            t("Comment or photo"),
            rx.el.span(": ", stage.name, class_name="sr-only"),
            class_name="inline-flex min-h-11 cursor-pointer items-center text-sm font-medium text-muted",
        ),
        rx.el.div(report_forms(stage), class_name="mt-2"),
    )

"""Components of what was said and shown about a stage: its comments and photos, and the forms to add some."""

import reflex as rx

from autoservice.ui.entities.stage.reports import CommentVar, PhotoVar, ReportsVar
from autoservice.ui.entities.stage.view_models import StageVar
from autoservice.ui.features.add_comment import add_comment_form
from autoservice.ui.features.attach_photo import attach_photo_form
from autoservice.ui.kit.content import photo_thumb
from autoservice.ui.kit.feedback import badge
from autoservice.ui.kit.i18n import t
from autoservice.ui.kit.theme import MUTED, ViewModelVar
from autoservice.ui.widgets.order_tracker.news import new_mark
from autoservice.ui.widgets.order_tracker.state import OlderReportsState

REPORTS = "flex flex-col items-start gap-3 [&>figure]:w-full"


def reports(stage: StageVar, newest: ReportsVar) -> rx.Component:
    """Return the newest reports, below the older ones if the viewer asked for them."""
    whole: ViewModelVar = OlderReportsState.whole
    return rx.cond(whole.contains(stage.id), _whole(stage, whole[stage.id], newest), _newest(stage, newest))


def _newest(stage: StageVar, newest: ReportsVar) -> rx.Component:
    return rx.el.div(
        rx.cond((newest.hidden_comment > 0) | (newest.hidden_photo > 0), _show_all(stage, newest)),
        rx.foreach(newest.comments, _comment),
        _photos(rx.foreach(newest.photos, lambda photo: _photo(photo, stage))),
        class_name=REPORTS,
    )


def _whole(stage: StageVar, older: ReportsVar, newest: ReportsVar) -> rx.Component:
    is_missing = (newest.hidden_comment > older.last_comment) | (newest.hidden_photo > older.last_photo)
    return rx.el.div(
        rx.foreach(older.comments, _comment),
        rx.cond(is_missing, _show_all(stage, newest)),
        rx.foreach(newest.comments, lambda one: rx.cond(one.number > older.last_comment, _comment(one))),
        _photos(
            rx.foreach(older.photos, lambda photo: _photo(photo, stage)),
            rx.foreach(
                newest.photos, lambda photo: rx.cond(photo.number > older.last_photo, _photo(photo, stage))
            ),
        ),
        class_name=REPORTS,
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


def _comment(comment: CommentVar) -> rx.Component:
    return rx.el.figure(
        rx.el.blockquote(comment.text, class_name="whitespace-pre-line break-words"),
        rx.el.figcaption(
            comment.author,
            " · ",
            comment.time,
            " ",
            internal_mark(comment.internal),
            new_mark(comment.is_new),
            class_name=f"{MUTED} mt-1",
        ),
        class_name="rounded-lg bg-sunken px-4 py-3",
    )


def _photos(*photos: rx.Component) -> rx.Component:
    return rx.el.ul(*photos, class_name="flex flex-wrap gap-3 empty:hidden")


def _photo(photo: PhotoVar, stage: StageVar) -> rx.Component:
    return rx.el.li(
        photo_thumb(photo.thumbnail, t("Photo") + ": " + stage.name, photo.url),
        internal_mark(photo.internal),
        new_mark(photo.is_new),
        class_name="flex flex-col items-start gap-1",
    )


def internal_mark(internal: rx.Var[bool]) -> rx.Component:
    """Return the mark of what is for the shop only."""
    return rx.cond(internal, badge(t("Shop only"), "warning"))


def report_forms(stage: StageVar) -> rx.Component:
    """Return the forms of photos and comments."""
    return rx.el.div(attach_photo_form(stage), add_comment_form(stage), class_name="space-y-4")


def folded_report_forms(stage: StageVar) -> rx.Component:
    """Return the same forms, folded."""
    return rx.el.details(
        rx.el.summary(
            t("Comment or photo"),
            class_name="inline-flex min-h-11 cursor-pointer items-center text-sm font-medium text-muted",
        ),
        rx.el.div(report_forms(stage), class_name="mt-2"),
    )

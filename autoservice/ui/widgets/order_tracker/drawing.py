"""How an order's progress looks."""

import reflex as rx

from autoservice.ui.entities.order.drawing import status_badge
from autoservice.ui.entities.order.rows import OrderVar
from autoservice.ui.entities.stage.rows import CommentVar, PhotoVar, StageVar
from autoservice.ui.features.add_comment import add_comment_form
from autoservice.ui.features.attach_photo import attach_photo_form
from autoservice.ui.features.complete_stage import complete_stage_tap
from autoservice.ui.features.start_stage import start_stage_tap
from autoservice.ui.shared.content import card, photo_thumb
from autoservice.ui.shared.feedback import badge
from autoservice.ui.shared.i18n import t
from autoservice.ui.shared.progress import progress_bar, stage_marker, timeline, timeline_item
from autoservice.ui.shared.theme import MUTED, RowVar


def progress_card(order: OrderVar, percent: rx.Var | int) -> rx.Component:
    """The big bar, and what is happening now."""
    now = rx.cond(
        order.stage != "", rx.el.span(t("Now"), ": ", order.stage), rx.el.span(t("Everything is done"))
    )
    return card(
        progress_bar(percent, t("Progress by norm-hours")),
        rx.el.div(
            status_badge(order),
            rx.el.span(now, class_name="font-medium"),
            class_name="mt-4 flex flex-wrap items-center gap-3",
            aria_live="polite",
        ),
    )


def next_step(stages: RowVar) -> rx.Component:
    """What the reader can do now, within the thumb's reach; nothing for those who only watch."""
    return rx.foreach(stages, lambda stage: rx.cond(stage.can_start | stage.can_complete, _step(stage)))


def _step(stage: StageVar) -> rx.Component:
    return card(
        rx.cond(stage.can_complete, complete_stage_tap(stage), start_stage_tap(stage)),
        rx.el.div(attach_photo_form(stage), add_comment_form(stage), class_name="mt-4 space-y-4"),
        title=stage.name,
    )


def stage_timeline(stages: RowVar) -> rx.Component:
    """All stages in their order."""
    return card(timeline(rx.foreach(stages, _stage)), title=t("Stages"))


def _stage(stage: StageVar) -> rx.Component:
    return timeline_item(
        stage_marker(stage.state),
        stage.name,
        rx.foreach(stage.comments, _comment),
        _photos(stage),
        rx.cond(stage.can_report & ~stage.can_start & ~stage.can_complete, _report(stage)),
        meta=_meta(stage),
        aside=rx.el.span(stage.state_label, class_name="text-sm font-medium text-muted"),
    )


def _meta(stage: StageVar) -> rx.Component:
    return rx.el.span(
        stage.hours,
        " ",
        t("n-h"),
        rx.cond(stage.mechanic != "", rx.el.span(" · ", stage.mechanic)),
        rx.cond(stage.time != "", rx.el.span(" · ", rx.el.time(stage.time))),
    )


def _comment(comment: CommentVar) -> rx.Component:
    return rx.el.figure(
        rx.el.blockquote(comment.text, class_name="whitespace-pre-line break-words"),
        rx.el.figcaption(
            comment.author, " · ", comment.time, " ", _internal(comment.internal), class_name=f"{MUTED} mt-1"
        ),
        class_name="rounded-lg bg-sunken px-4 py-3",
    )


def _photos(stage: StageVar) -> rx.Component:
    thumbs = rx.el.ul(rx.foreach(stage.photos, _photo), class_name="flex flex-wrap gap-3")
    return rx.cond(stage.photos.length() > 0, thumbs)


def _photo(photo: PhotoVar) -> rx.Component:
    return rx.el.li(
        photo_thumb(photo.thumbnail, t("Photo") + ": " + photo.alt, photo.url),
        _internal(photo.internal),
        class_name="flex flex-col items-start gap-1",
    )


def _internal(internal: rx.Var[bool]) -> rx.Component:
    return rx.cond(internal, badge(t("Shop only"), "warning"))


def _report(stage: StageVar) -> rx.Component:
    return rx.el.details(
        rx.el.summary(
            t("Comment or photo"),
            class_name="inline-flex min-h-11 cursor-pointer items-center text-sm font-medium text-muted",
        ),
        rx.el.div(attach_photo_form(stage), add_comment_form(stage), class_name="mt-2 space-y-4"),
    )

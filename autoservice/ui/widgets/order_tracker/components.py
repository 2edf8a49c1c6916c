"""Components of an order's progress."""

import reflex as rx

from autoservice.ui.entities.order.components import status_badge
from autoservice.ui.entities.order.view_models import OrderVar
from autoservice.ui.entities.stage.reports import CommentVar, PhotoVar, ReportsVar
from autoservice.ui.entities.stage.view_models import StageVar
from autoservice.ui.features.add_comment import add_comment_form
from autoservice.ui.features.attach_photo import attach_photo_form
from autoservice.ui.features.stage_buttons import stage_buttons
from autoservice.ui.kit.content import card, photo_thumb
from autoservice.ui.kit.feedback import badge
from autoservice.ui.kit.i18n import t
from autoservice.ui.kit.progress import progress_bar, stage_marker, timeline, timeline_item
from autoservice.ui.kit.theme import MUTED, ViewModelVar
from autoservice.ui.widgets.order_tracker.state import OlderReportsState

REPORTS = "flex flex-col items-start gap-3 [&>figure]:w-full"


def progress_card(order: OrderVar) -> rx.Component:
    """Return the card with the progress bar and the current stages."""
    now = rx.cond(
        order.stage != "", rx.el.span(t("Now"), ": ", order.stage), rx.el.span(t("Everything is done"))
    )
    return card(
        progress_bar(order.progress, t("Progress by norm-hours")),
        rx.el.div(
            status_badge(order),
            rx.el.span(now, class_name="font-medium"),
            class_name="mt-4 flex flex-wrap items-center gap-3",
            aria_live="polite",
        ),
    )


def next_steps(stages: ViewModelVar) -> rx.Component:
    """Return a card for each stage on which the viewer can do something now."""
    return rx.foreach(stages, lambda stage: rx.cond(stage.actions.length() > 0, _step(stage)))


def _step(stage: StageVar) -> rx.Component:
    """Return the card of a stage; beside others its forms are folded, so that the buttons stay near."""
    reports = rx.el.div(attach_photo_form(stage), add_comment_form(stage), class_name="space-y-4")
    return card(
        _hold(stage),
        stage_buttons(stage),
        rx.cond(stage.is_only, reports, _report(stage)),
        title=rx.cond(stage.job != "", stage.name + " · " + stage.job, stage.name),
        class_name="space-y-4",
    )


def _hold(stage: StageVar) -> rx.Component:
    """Return the reason why the stage is on hold, and for the shop the remark."""
    remark = rx.el.p(stage.remark, " ", _internal(rx.Var.create(True)), class_name="mt-1 whitespace-pre-line")
    box = rx.el.div(
        rx.el.p(stage.hold, class_name="font-semibold"),
        rx.cond(stage.remark != "", remark),
        class_name="rounded-lg bg-warning-soft px-4 py-3 wrap-anywhere",
    )
    return rx.cond(stage.hold != "", box)


def stage_timeline(stages: ViewModelVar, newest: ViewModelVar) -> rx.Component:
    """Return all stages in their order, each with the newest of its reports (``ReportsViewModel`` by id)."""
    return card(timeline(rx.foreach(stages, lambda stage: _stage(stage, newest))), title=t("Stages"))


def _stage(stage: StageVar, newest: ViewModelVar) -> rx.Component:
    # A stage with a card of its own above is not repeated.
    has_card = stage.actions.length() > 0
    state = rx.el.span(stage.state_label, class_name="text-sm font-medium text-muted")
    return timeline_item(
        stage_marker(stage.state),
        stage.name,
        rx.cond(has_card, rx.fragment(), _hold(stage)),
        rx.cond(newest.contains(stage.id), _reports(stage, newest[stage.id])),
        rx.cond(stage.can_report & ~has_card, _report(stage)),
        meta=_meta(stage),
        aside=rx.cond((stage.hold == "") | has_card, state),
    )


def _meta(stage: StageVar) -> rx.Component:
    return rx.el.span(
        rx.cond(stage.job != "", rx.el.span(stage.job, " · ")),
        stage.hours,
        " ",
        t("n-h"),
        rx.cond(stage.mechanic != "", rx.el.span(" · ", stage.mechanic)),
        rx.cond(stage.time != "", rx.el.span(" · ", rx.el.time(stage.time))),
    )


def _reports(stage: StageVar, newest: ReportsVar) -> rx.Component:
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
            comment.author, " · ", comment.time, " ", _internal(comment.internal), class_name=f"{MUTED} mt-1"
        ),
        class_name="rounded-lg bg-sunken px-4 py-3",
    )


def _photos(*photos: rx.Component) -> rx.Component:
    return rx.el.ul(*photos, class_name="flex flex-wrap gap-3 empty:hidden")


def _photo(photo: PhotoVar, stage: StageVar) -> rx.Component:
    return rx.el.li(
        photo_thumb(photo.thumbnail, t("Photo") + ": " + stage.name, photo.url),
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

"""A stage in the viewer's language."""

from dataclasses import dataclass
from datetime import timedelta
from operator import attrgetter
from typing import Final

from autoservice.modules.orders.labels import HOLD_LABELS, ON_HOLD
from autoservice.modules.orders.schemas import OrderView, StageView
from autoservice.modules.orders.workflow import UNDO_TIME, StageAction, StageState, is_closed
from autoservice.modules.progress.schemas import TrackedOrder
from autoservice.shared.access import Permission
from autoservice.shared.i18n import N_, format_hours, format_moment, localized, translate
from autoservice.shared.spoken_time import format_duration, format_until
from autoservice.ui.current import Viewer
from autoservice.ui.entities.stage.checklist import ChecklistLine, instructions
from autoservice.ui.entities.stage.news import folds_past
from autoservice.ui.kit.people import mechanic_name
from autoservice.ui.kit.theme import ViewModelVar

STATE_LABELS: Final = {
    StageState.PENDING: N_("Waiting"),
    StageState.ASSIGNED: N_("Assigned"),
    StageState.IN_PROGRESS: N_("In progress"),
    StageState.BLOCKED: N_("On hold"),
    StageState.DONE: N_("Done"),
    StageState.SKIPPED: N_("Skipped"),
}


# How long the button to take a step back is shown; it works for UNDO_TIME.
UNDO_SHOWN: Final = timedelta(seconds=10)
# Actions with a form of their own on the page; the others have a button.
FORMS: Final = {
    StageAction.UNDO,
    StageAction.ASSIGN,
    StageAction.UNASSIGN,
    StageAction.COMMENT,
    StageAction.ATTACH,
    StageAction.SKIP,
    StageAction.REOPEN,
    StageAction.ANSWER,
}
EXCEPTIONS: Final = {StageAction.SKIP, StageAction.REOPEN}


@dataclass(frozen=True)
class StageViewModel:
    """One stage, ready to be shown; ``actions`` are those that the viewer has a button for now.

    ``job`` distinguishes the stages of several jobs. ``current`` ones are begun, or come next; ``duration``
    is the planned one. ``hold`` is the reason why the stage is on hold, ``remark`` its addition for the shop
    only. ``is_only`` says that no other stage has actions; ``is_past`` that it is folded, ``is_new`` that it
    has changed since the viewer's last visit.
    ``internal`` ones are never made for clients; ``checklist``, ``photo_needed`` and ``skill`` instruct
    the shop, ``missing`` says what keeps it from completing the stage. ``exceptions`` are those that an
    administrator may make, ``override_reason`` why one was made.
    ``is_next`` says that none before has actions, ``undo`` what the viewer has just done and may take back.
    """

    id: str
    name: str
    job: str
    state: str
    state_label: str
    current: bool
    duration: str
    mechanic: str
    time: str
    hold: str
    remark: str
    actions: list[str]
    is_only: bool
    is_next: bool
    internal: bool
    photo_needed: bool
    checklist: list[ChecklistLine]
    can_answer: bool
    missing: str
    skill: str
    exceptions: list[str]
    override_reason: str
    undo: str
    can_report: bool
    is_past: bool
    is_new: bool
    url: str


StageVar = ViewModelVar


def stage_view_models(tracked: TrackedOrder, viewer: Viewer) -> list[StageViewModel]:
    """Return all stages of an order, in their order."""
    order, jobs = tracked.order, _job_names(tracked.order, viewer.locale)
    ready = [stage for stage in order.stages if _offered(stage)]
    is_only, undoable = len(ready) == 1, _last_step(order)
    return [
        _stage(
            tracked,
            stage,
            viewer,
            jobs.get(stage.job_id, ""),
            is_only=is_only,
            is_next=stage in ready[:1],
            is_undoable=stage is undoable,
        )
        for stage in order.stages
    ]


def _last_step(order: OrderView) -> StageView | None:
    """Return the stage whose last step the viewer has made just now and may undo."""
    fresh = (
        stage
        for stage in order.stages
        if StageAction.UNDO in stage.actions
        and stage.undo_until
        and order.now <= stage.undo_until - UNDO_TIME + UNDO_SHOWN
    )
    return max(fresh, key=attrgetter("undo_until"), default=None)


def _job_names(order: OrderView, locale: str) -> dict[int | None, str]:
    """Return the names of the order's jobs by id, if there are several."""
    several = order.work if len(order.work) > 1 else []
    return {job.id: localized(locale, job.name_ru, job.name_en) for job in several}


def _offered(stage: StageView) -> list[str]:
    """Return the actions that have buttons; a stage that can be started has none to complete it."""
    hidden = FORMS | ({StageAction.COMPLETE} if StageAction.START in stage.actions else set())
    return [action.value for action in stage.actions if action not in hidden]


def _stage(
    tracked: TrackedOrder,
    stage: StageView,
    viewer: Viewer,
    job: str,
    *,
    is_only: bool,
    is_next: bool,
    is_undoable: bool,
) -> StageViewModel:
    actions, order = _offered(stage), tracked.order
    is_current = bool(actions) or stage.started_at is not None or stage in order.current_stages
    return StageViewModel(
        id=str(stage.id),
        name=localized(viewer.locale, stage.name_ru, stage.name_en),
        job=job,
        state=stage.state.value,
        state_label=translate(viewer.locale, STATE_LABELS[stage.state]),
        current=stage in order.current_stages,
        duration=_duration(stage, viewer),
        mechanic=mechanic_name(viewer.locale, stage.mechanic_id, stage.mechanic_name),
        time=_time(stage, viewer),
        hold=_hold(stage, viewer.locale),
        remark=stage.blocked_remark,
        actions=actions,
        is_only=is_only,
        is_next=is_next,
        internal=not stage.published,
        **instructions(stage, viewer.locale),
        exceptions=[action.value for action in stage.actions if action in EXCEPTIONS],
        override_reason=stage.override_reason,
        undo=_undo(stage, viewer.locale) if is_undoable else "",
        can_report=StageAction.COMMENT in stage.actions and is_current,
        is_past=is_closed(stage) and folds_past(viewer),
        is_new=stage.id in tracked.news.stages,
        url=f"/api/orders/{order.id}/stages/{stage.id}",
    )


def _duration(stage: StageView, viewer: Viewer) -> str:
    """Return how much work the stage is; for the shop in norm-hours, too."""
    locale, spoken = viewer.locale, format_duration(viewer.locale, stage.norm_minutes)
    if not viewer.actor.may(Permission.READ_INTERNAL):
        return spoken
    hours = format_hours(locale, stage.norm_minutes)
    return translate(locale, N_("%(duration)s (%(hours)s n-h)"), duration=spoken, hours=hours)


def _undo(stage: StageView, locale: str) -> str:
    name = localized(locale, stage.name_ru, stage.name_en)
    if stage.state is StageState.SKIPPED:
        return translate(locale, N_("Skipped: %(stage)s"), stage=name)
    done = N_("Completed: %(stage)s") if stage.done_at else N_("Started: %(stage)s")
    return translate(locale, done, stage=name)


def _hold(stage: StageView, locale: str) -> str:
    if stage.blocked_reason is None:
        return ""
    reason = translate(locale, HOLD_LABELS[stage.blocked_reason])
    until = f" {format_until(locale, stage.blocked_until)}" if stage.blocked_until else ""
    return translate(locale, ON_HOLD, reason=reason + until)


def _time(stage: StageView, viewer: Viewer) -> str:
    moment = stage.done_at or stage.blocked_since or stage.started_at
    return format_moment(viewer.locale, moment, viewer.zone) if moment else ""

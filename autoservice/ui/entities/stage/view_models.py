"""A stage in the viewer's language."""

from dataclasses import dataclass
from typing import Final

from autoservice.modules.orders.schemas import OrderView, StageView
from autoservice.modules.orders.workflow import StageState
from autoservice.modules.progress.schemas import TrackedOrder
from autoservice.shared.access import Actor, Permission
from autoservice.shared.i18n import N_, format_hours, format_moment, localized, translate
from autoservice.ui.current import Viewer
from autoservice.ui.kit.people import called
from autoservice.ui.kit.theme import ViewModelVar

STATE_LABELS: Final = {
    StageState.PENDING: N_("Waiting"),
    StageState.ASSIGNED: N_("Assigned"),
    StageState.IN_PROGRESS: N_("In progress"),
    StageState.BLOCKED: N_("On hold"),
    StageState.DONE: N_("Done"),
    StageState.SKIPPED: N_("Skipped"),
}


@dataclass(frozen=True)
class StageViewModel:
    """One stage, ready to be shown; ``can_*`` say which buttons the viewer has.

    ``job`` tells the stages of several jobs apart.
    """

    id: str
    name: str
    job: str
    state: str
    state_label: str
    hours: str
    mechanic: str
    time: str
    can_start: bool
    can_complete: bool
    can_report: bool
    url: str


StageVar = ViewModelVar


def stage_view_models(tracked: TrackedOrder, viewer: Viewer) -> list[StageViewModel]:
    """All stages of an order, in their order."""
    turn, jobs = tracked.order.current_stage, _job_names(tracked.order, viewer.locale)
    return [
        _stage(tracked, stage, viewer, jobs.get(stage.job_id, ""), is_turn=stage is turn)
        for stage in tracked.order.stages
    ]


def _job_names(order: OrderView, locale: str) -> dict[int | None, str]:
    """The names of the order's jobs by id, if there are several."""
    several = order.work if len(order.work) > 1 else []
    return {job.id: localized(locale, job.name_ru, job.name_en) for job in several}


def _stage(
    tracked: TrackedOrder, stage: StageView, viewer: Viewer, job: str, *, is_turn: bool
) -> StageViewModel:
    works = _works_on(stage, viewer.actor)
    return StageViewModel(
        id=str(stage.id),
        name=localized(viewer.locale, stage.name_ru, stage.name_en),
        job=job,
        state=stage.state.value,
        state_label=translate(viewer.locale, STATE_LABELS[stage.state]),
        hours=format_hours(viewer.locale, stage.norm_minutes),
        mechanic=called(viewer.locale, stage.mechanic_name) if stage.mechanic_id else "",
        time=_time(stage, viewer),
        can_start=works and is_turn and stage.state is StageState.ASSIGNED,
        can_complete=works and is_turn and stage.state is StageState.IN_PROGRESS,
        can_report=viewer.actor.may(Permission.WORK_ON_STAGE) and (is_turn or stage.started_at is not None),
        url=f"/api/orders/{tracked.order.id}/stages/{stage.id}",
    )


def _works_on(stage: StageView, actor: Actor) -> bool:
    if stage.mechanic_id is None:
        return False
    return stage.mechanic_id == actor.user_id or actor.may(Permission.OVERRIDE_STAGE)


def _time(stage: StageView, viewer: Viewer) -> str:
    moment = stage.done_at or stage.started_at
    return format_moment(viewer.locale, moment, viewer.zone) if moment else ""

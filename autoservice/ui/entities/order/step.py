"""The next step of a mechanic in an order: what can be done now, since when, and what it waits for."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import IntEnum
from typing import Any, Final

from autoservice.modules.orders.schemas import OrderView, StageView
from autoservice.modules.orders.workflow import StageAction, StageState, first_open_predecessor, is_closed
from autoservice.shared.access import Permission
from autoservice.shared.i18n import N_, localized, translate
from autoservice.shared.spoken_time import format_age, format_duration
from autoservice.ui.current import Viewer
from autoservice.ui.entities.order.now import describe_hold, describe_order_hold, stage_name


class Turn(IntEnum):
    """When a step can be done; the lowest stands first in the work list."""

    BEGUN = 0
    DUE = 1
    ON_HOLD = 2
    LATER = 3
    NOTHING_LEFT = 4


HEADINGS: Final = {
    Turn.BEGUN: N_("To do now"),
    Turn.DUE: N_("To do now"),
    Turn.ON_HOLD: N_("Orders on hold"),
    Turn.LATER: N_("Later"),
    Turn.NOTHING_LEFT: N_("Your part is done"),
}
LABELS: Final = {Turn.BEGUN: N_("Begun"), Turn.DUE: N_("Not begun"), Turn.ON_HOLD: N_("On hold")}


@dataclass(frozen=True)
class Step:
    """The stage that a mechanic does next in an order, if any, and since when it waits or runs."""

    turn: Turn
    since: datetime
    stage: StageView | None = None


@dataclass(frozen=True)
class StepViewModel:
    """A step, ready to be shown; ``heading`` begins a part of the work list.

    ``has_parts`` says that the parts for which it is on hold have arrived.
    """

    name: str = ""
    turn: str = ""
    label: str = ""
    time: str = ""
    heading: str = ""
    has_parts: bool = False


NO_STEP: Final = StepViewModel()


def find_step(order: OrderView, mechanic_id: int) -> Step:
    """Return the next step of a mechanic: what is begun before what is due, and that before the rest."""
    mine = [stage for stage in order.stages if stage.mechanic_id == mechanic_id and not is_closed(stage)]
    steps = [Step(_turn(order, stage), _since(order, stage), stage) for stage in mine]
    return min(steps, key=lambda step: step.turn, default=Step(Turn.NOTHING_LEFT, order.created_at))


def _turn(order: OrderView, stage: StageView) -> Turn:
    if stage.state is StageState.BLOCKED:
        return Turn.ON_HOLD
    if stage.state is StageState.IN_PROGRESS:
        return Turn.BEGUN
    if order.held_reason and first_open_predecessor(order.stages, stage) is None:
        return Turn.ON_HOLD
    return Turn.DUE if StageAction.START in stage.actions else Turn.LATER


def _since(order: OrderView, stage: StageView) -> datetime:
    """Return since when the stage runs or is on hold, or else since when the last one before it is done."""
    done = (other.done_at for other in order.stages if other.done_at and other.position < stage.position)
    held_since = order.held_since if stage.state is not StageState.IN_PROGRESS else None
    return stage.blocked_since or stage.started_at or held_since or max(done, default=order.created_at)


def in_turn(orders: Sequence[OrderView], viewer: Viewer) -> Sequence[OrderView]:
    """Return a mechanic's orders with what can be done now first, and there what has waited longest.

    Those of other viewers stay in their sequence.
    """
    if not viewer.actor.may(Permission.READ_ASSIGNED_ORDERS):
        return orders

    def place(order: OrderView) -> tuple[Turn, datetime]:
        step = find_step(order, viewer.actor.user_id)
        return step.turn, step.since

    return sorted(orders, key=place)


def step_view_model(order: OrderView, viewer: Viewer) -> StepViewModel:
    """Return the viewer's next step in the order; an empty one for those who do not work on their own."""
    if not viewer.actor.may(Permission.READ_ASSIGNED_ORDERS):
        return NO_STEP
    step, locale = find_step(order, viewer.actor.user_id), viewer.locale
    return StepViewModel(
        name=stage_name(order, step.stage, locale) if step.stage else "",
        turn=step.turn.name.lower(),
        label=translate(locale, LABELS[step.turn]) if step.turn in LABELS else "",
        time=_time(order, step, viewer),
        heading=translate(locale, HEADINGS[step.turn]),
        has_parts=step.stage is not None and order.has_parts_for(step.stage),
    )


def _time(order: OrderView, step: Step, viewer: Viewer) -> str:
    locale, stage = viewer.locale, step.stage
    if stage is None:
        return ""
    age = format_age(locale, viewer.now - step.since)
    if step.turn is Turn.BEGUN:
        planned = format_duration(locale, stage.norm_minutes)
        return translate(locale, N_("%(age)s of %(planned)s"), age=age, planned=planned)
    if step.turn is Turn.ON_HOLD:
        return describe_hold(stage, viewer) if stage.blocked_reason else describe_order_hold(order, viewer)
    if step.turn is Turn.DUE:
        return translate(locale, N_("waits %(age)s"), age=age)
    before = first_open_predecessor(order.stages, stage)
    name = next((localized(locale, one.name_ru, one.name_en) for one in order.stages if one is before), "")
    return translate(locale, N_("after “%(stage)s”"), stage=name) if name else ""


def with_headings(rows: Iterable[Any]) -> list[Any]:
    """Return view models of orders with headings only where a new part of the list begins."""
    found: list[Any] = []
    heading = ""
    for row in rows:
        is_same = row.step.heading == heading
        heading = row.step.heading
        found.append(replace(row, step=replace(row.step, heading="")) if is_same else row)
    return found

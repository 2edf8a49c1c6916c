"""The board in the viewer's language."""

from dataclasses import dataclass, field

from autoservice.modules.orders.assignees import NOBODY
from autoservice.modules.orders.board.schemas import Board, BoardCard, BoardLane
from autoservice.shared.i18n import N_, format_hours, localized, translate, translate_plural
from autoservice.shared.spoken_time import format_day
from autoservice.ui.current import Viewer
from autoservice.ui.entities.stage.view_models import STATE_LABELS
from autoservice.ui.kit.people import display_name
from autoservice.ui.kit.theme import ViewModelVar


@dataclass(frozen=True)
class CardViewModel:
    """An open stage; ``lane`` is the id of its lane. ``title`` names it for those who hear the board.

    ``left_over`` says since which day it should be done, ``planned`` for which later day it was planned.
    """

    id: str = ""
    order_id: str = ""
    number: str = ""
    lane: str = ""
    url: str = ""
    title: str = ""
    name: str = ""
    job: str = ""
    car: str = ""
    plate: str = ""
    hours: str = ""
    state: str = ""
    left_over: str = ""
    planned: str = ""


@dataclass(frozen=True)
class LaneViewModel:
    """A mechanic's work, or nobody's; ``more`` says how much of it is not shown.

    ``share`` is how much of the day it fills, in whole percent up to 100, if ``has_share``; ``overload`` says
    by how much it is more than the day has.
    """

    id: str = NOBODY
    name: str = ""
    load: str = ""
    share: int = 0
    has_share: bool = False
    overload: str = ""
    more: str = ""
    warning: str = ""
    cards: list[CardViewModel] = field(default_factory=list)


CardVar = ViewModelVar
LaneVar = ViewModelVar


def lane_view_models(board: Board, viewer: Viewer) -> list[LaneViewModel]:
    """Return the lanes as they are shown."""
    return [_lane(board, lane, viewer) for lane in board.lanes]


def describe_load(locale: str, load: int, capacity: int | None) -> str:
    """Return norm-hours of work, and of how many if that is known; both are in minutes."""
    hours = format_hours(locale, load)
    if capacity is None:
        return translate(locale, N_("%(hours)s norm-hours"), hours=hours)
    available = format_hours(locale, capacity)
    return translate(locale, N_("%(hours)s of %(available)s norm-hours"), hours=hours, available=available)


def _lane(board: Board, lane: BoardLane, viewer: Viewer) -> LaneViewModel:
    locale, id = viewer.locale, str(lane.mechanic_id or NOBODY)
    capacity = board.open_minutes if lane.has_hours else None
    left = lane.count - len(lane.cards)
    more = translate_plural(locale, "and %(count)d more stage", "and %(count)d more stages", left)
    nobody = translate(locale, N_("Nobody yet"))
    return LaneViewModel(
        id=id,
        name=nobody if lane.mechanic_id is None else display_name(locale, lane.name),
        load=describe_load(locale, lane.load_minutes, capacity),
        share=min(100 * lane.load_minutes // capacity, 100) if capacity else 0,
        has_share=bool(capacity),
        overload=_overload(board.overload(lane), locale),
        more=more if left else "",
        warning="" if lane.is_working else translate(locale, N_("Does not work here: give this to another.")),
        cards=[_card(board, card, id, viewer) for card in lane.cards],
    )


def _overload(minutes: int, locale: str) -> str:
    hours = format_hours(locale, minutes)
    return translate(locale, N_("Overload: %(hours)s h too much"), hours=hours) if minutes else ""


def _card(board: Board, card: BoardCard, lane: str, viewer: Viewer) -> CardViewModel:
    locale = viewer.locale
    name = localized(locale, card.name_ru, card.name_en)
    job = localized(locale, card.job_ru or "", card.job_en or "")
    hours = format_hours(locale, card.norm_minutes)
    stage = f"{name} · {job}" if job else name
    return CardViewModel(
        id=str(card.id),
        order_id=str(card.order_id),
        lane=lane,
        url=f"/orders/{card.order_id}",
        number=card.number,
        title=f"{stage}, {card.plate}, {translate(locale, N_('No.'))} {card.number}",
        name=name,
        job=job,
        car=card.car,
        plate=card.plate,
        hours=translate(locale, N_("%(hours)s h"), hours=hours),
        state=translate(locale, STATE_LABELS[card.state]),
        **_planning(board, card, locale),
    )


def _planning(board: Board, card: BoardCard, locale: str) -> dict[str, str]:
    """Return what is said of a planned day other than the one that is shown."""
    if card.scheduled_on is None or card.scheduled_on == board.day:
        return {}
    day = format_day(locale, card.scheduled_on)
    if card.scheduled_on < board.today:
        return {"left_over": translate(locale, N_("Left over from %(day)s"), day=day)}
    return {"planned": translate(locale, N_("Was planned for %(day)s"), day=day)}

"""The board in the viewer's language."""

from dataclasses import dataclass, field

from autoservice.modules.orders.assignees import NOBODY
from autoservice.modules.orders.mechanics.schemas import BoardCard, BoardLane
from autoservice.modules.orders.workflow import UNDER_WAY
from autoservice.shared.i18n import N_, format_hours, localized, translate, translate_plural
from autoservice.ui.current import Viewer
from autoservice.ui.entities.stage.view_models import STATE_LABELS
from autoservice.ui.kit.people import display_name
from autoservice.ui.kit.theme import ViewModelVar


@dataclass(frozen=True)
class CardViewModel:
    """An open stage; ``lane`` is the id of its lane, ``is_begun`` what cannot become nobody's.

    ``title`` names it for those who hear the board, unlike any other.
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
    is_begun: bool = False


@dataclass(frozen=True)
class LaneViewModel:
    """A mechanic's work, or nobody's; ``more`` says how much of it is not shown."""

    id: str = NOBODY
    name: str = ""
    load: str = ""
    more: str = ""
    warning: str = ""
    cards: list[CardViewModel] = field(default_factory=list)


CardVar = ViewModelVar
LaneVar = ViewModelVar


def lane_view_model(lane: BoardLane, viewer: Viewer) -> LaneViewModel:
    """Return a lane as it is shown."""
    locale, id = viewer.locale, str(lane.mechanic_id or NOBODY)
    hours = translate(locale, N_("%(hours)s norm-hours"), hours=format_hours(locale, lane.load_minutes))
    left = lane.count - len(lane.cards)
    more = translate_plural(locale, "and %(count)d more stage", "and %(count)d more stages", left)
    nobody = translate(locale, N_("Nobody yet"))
    return LaneViewModel(
        id=id,
        name=nobody if lane.mechanic_id is None else display_name(locale, lane.name),
        load=hours,
        more=more if left else "",
        warning="" if lane.is_working else translate(locale, N_("Does not work here: give this to another.")),
        cards=[_card(card, id, viewer) for card in lane.cards],
    )


def _card(card: BoardCard, lane: str, viewer: Viewer) -> CardViewModel:
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
        is_begun=card.state in UNDER_WAY,
    )

"""The days of the board: what the address asks for, and what is said of the day that is shown."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final
from urllib.parse import urlencode

from pydantic import ValidationError

from autoservice.modules.orders.board.schemas import Board, BoardQuery
from autoservice.modules.orders.shop_days import may_be_named
from autoservice.shared.i18n import N_, format_day, format_hours, translate
from autoservice.ui.current import Viewer
from autoservice.ui.kit.theme import ViewModelVar
from autoservice.ui.pages.admin_board.view_models import describe_load

PATH: Final = "/admin/board"
# The parameter of the address, and its value for orders without a day.
DAY: Final = "day"
WITHOUT_DAY: Final = "none"


@dataclass(frozen=True)
class DayViewModel:
    """The day that is shown, or ``is_without`` one; ``iso`` and ``today`` are as fields for days take them.

    ``hours`` says for how long the shop is open, ``load`` what all have to do. The addresses of the
    neighbouring days are empty where the board has none.
    """

    title: str = ""
    hours: str = ""
    load: str = ""
    iso: str = ""
    today: str = ""
    is_today: bool = False
    is_without: bool = False
    is_over: bool = False
    lacks_hours: bool = False
    without: str = ""
    previous_url: str = ""
    next_url: str = ""


DayVar = ViewModelVar


def read_query(text: str) -> BoardQuery:
    """Return what the address asks for; today's board for what is no day."""
    if text == WITHOUT_DAY:
        return BoardQuery(without_day=True)
    try:
        return BoardQuery.model_validate({"day": text})
    except ValidationError:
        return BoardQuery()


def address_of(day: str) -> str:
    """Return the board's address for a day as fields give it, or for orders without one."""
    return f"{PATH}?{urlencode({DAY: day})}"


def day_view_model(board: Board, viewer: Viewer) -> DayViewModel:
    """Return the day of the board as it is shown."""
    locale, day = viewer.locale, board.day
    count = board.orders_without_day
    without = translate(locale, N_("No day yet"))
    return DayViewModel(
        title=without if day is None else _title(board, day, locale),
        hours="" if day is None or board.is_over else _hours(board.open_minutes, locale),
        load="" if board.is_over else describe_load(locale, board.load_minutes, board.capacity_minutes),
        iso=day.isoformat() if day else "",
        today=board.today.isoformat(),
        is_today=day == board.today,
        is_without=day is None,
        is_over=board.is_over,
        lacks_hours=day is not None and not board.is_over and board.open_minutes is None,
        without=f"{without} ({count})" if count else without,
        previous_url=_neighbour(board, -1),
        next_url=_neighbour(board, 1),
    )


def _title(board: Board, day: date, locale: str) -> str:
    shown = format_day(locale, day)
    return translate(locale, N_("Today, %(day)s"), day=shown) if day == board.today else shown


def _hours(minutes: int | None, locale: str) -> str:
    if minutes is None:
        return translate(locale, N_("It is not said when the shop is open."))
    if not minutes:
        return translate(locale, N_("The shop is closed on this day."))
    return translate(locale, N_("The shop is open for %(hours)s h."), hours=format_hours(locale, minutes))


def _neighbour(board: Board, days: int) -> str:
    if board.day is None:
        return ""
    day = board.day + timedelta(days=days)
    if day == board.today:
        return PATH
    return address_of(day.isoformat()) if may_be_named(day, board.today) else ""

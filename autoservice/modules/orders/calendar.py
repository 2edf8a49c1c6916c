"""The shop's calendar as pure functions: when it is open, and when so much working time will have passed.

Opening hours are wall time in the shop's zone: what they are in UTC is found for each day by itself, so that
nights in which clocks are changed, and laws that move a zone, need nothing else.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

MINUTES_A_DAY: Final = 24 * 60
# Nobody plans further ahead; where a shop does not open for so long, nothing is planned at all.
HORIZON: Final = 3 * 366

# From which minute of the day to which, as the clock on the wall shows them: (540, 1200) is 9:00 to 20:00.
Period = tuple[int, int]


@dataclass(frozen=True)
class Calendar:
    """The periods of each weekday, Monday first, and those of days that are unlike others."""

    zone: str
    week: Sequence[Sequence[Period]] = ((),) * 7
    special_days: Mapping[date, Sequence[Period]] = field(default_factory=dict)

    @property
    def is_empty(self) -> bool:
        """Return whether it is not known when the shop is open."""
        return not any(self.week) and not any(self.special_days.values())

    def periods_of(self, day: date) -> Sequence[Period]:
        """Return the periods of a day; none if the shop is closed."""
        return self.special_days.get(day, self.week[day.weekday()])


def add_working_minutes(start: datetime, minutes: int, calendar: Calendar) -> datetime | None:
    """Return the moment (UTC) at which the shop will have been open for ``minutes`` since ``start``.

    ``None`` if it is not known when the shop is open, or if that is beyond any planning.
    """
    if calendar.is_empty:
        return None
    left = timedelta(minutes=minutes)
    if not left:
        return start.astimezone(UTC)
    for opens, closes in _open_from(start, calendar):
        if closes - opens >= left:
            return opens + left
        left -= closes - opens
    return None


def count_working_minutes(start: datetime, end: datetime, calendar: Calendar, at_most: int) -> int:
    """Return for how many whole minutes the shop is open from ``start`` to ``end``, not counting further."""
    limit, total = timedelta(minutes=at_most), timedelta()
    for opens, closes in _open_from(start, calendar):
        if opens >= end or total >= limit:
            break
        total += min(closes, end) - opens
    return int(min(total, limit) / timedelta(minutes=1))


def count_open_minutes(day: date, calendar: Calendar) -> int | None:
    """Return for how many minutes the shop is open on a day, as they pass: a change of clocks moves none.

    ``None`` if it is not known when the shop is open.
    """
    if calendar.is_empty:
        return None
    zone = ZoneInfo(calendar.zone)
    moments = ([to_moment(day, minute, zone) for minute in period] for period in calendar.periods_of(day))
    return sum(int((closes - opens) / timedelta(minutes=1)) for opens, closes in moments)


def _open_from(start: datetime, calendar: Calendar) -> Iterator[tuple[datetime, datetime]]:
    """Yield when the shop is open from ``start`` on, in UTC and in order."""
    zone, moment = ZoneInfo(calendar.zone), start.astimezone(UTC)
    first = moment.astimezone(zone).date()
    for number in range(HORIZON):
        day = first + timedelta(days=number)
        for period in sorted(calendar.periods_of(day)):
            opens, closes = (to_moment(day, minute, zone) for minute in period)
            if closes > max(opens, moment):
                yield max(opens, moment), closes


def to_moment(day: date, minute: int, zone: ZoneInfo) -> datetime:
    """Return the moment (UTC) of a minute of the day on the wall; the first of two with the same name.

    What the clock leaves out is the moment at which it is put forward.
    """
    wall = datetime.combine(day, time()) + timedelta(minutes=minute)
    moment = wall.replace(tzinfo=zone).astimezone(UTC)
    return moment if not is_left_out(wall, zone) else _clock_change(wall, zone)


def is_left_out(wall: datetime, zone: ZoneInfo) -> bool:
    """Return whether no clock in the zone ever shows that time."""
    return wall.replace(tzinfo=zone).astimezone(UTC).astimezone(zone).replace(tzinfo=None) != wall


def is_twice(wall: datetime, zone: ZoneInfo) -> bool:
    """Return whether clocks in the zone show that time twice, an hour or so apart."""
    first, second = (wall.replace(tzinfo=zone, fold=fold).utcoffset() for fold in (0, 1))
    return first != second and not is_left_out(wall, zone)


def _clock_change(wall: datetime, zone: ZoneInfo) -> datetime:
    """Return the moment at which the clock leaves out ``wall``."""
    late, early = (wall.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1))
    before = early.astimezone(zone).utcoffset()
    while late - early > timedelta(seconds=1):
        middle = early + (late - early) / 2
        if middle.astimezone(zone).utcoffset() == before:
            early = middle
        else:
            late = middle
    return late.replace(microsecond=0)

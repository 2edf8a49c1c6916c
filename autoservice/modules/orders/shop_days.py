"""Days of the shop's calendar, and which of them people may name."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from autoservice.modules.orders.errors import WishedDayOutOfRange
from autoservice.modules.orders.order_errors import DayOutOfRange

# From one moment on, until another one; ``None`` for no bound.
Period = tuple[datetime | None, datetime | None]
FARTHEST: Final = timedelta(days=366)


@dataclass(frozen=True)
class Times:
    """Today in the shop, and when the orders of a list were placed and completed."""

    today: date
    placed: Period = (None, None)
    completed: Period = (None, None)


def day_of(moment: datetime, zone: str) -> date:
    """Return the day of a moment in the shop's ``zone``."""
    return moment.astimezone(ZoneInfo(zone)).date()


def check_wished_day(day: date | None, today: date) -> None:
    """Check that a wish is of today or of the year to come; raises ``WishedDayOutOfRange``."""
    if not may_be_named(day, today):
        raise WishedDayOutOfRange()


def check_day(day: date | None, now: datetime, zone: str, field: str) -> None:
    """Check that a named day has not passed in the shop's ``zone``; raises ``DayOutOfRange``."""
    if not may_be_named(day, day_of(now, zone)):
        raise DayOutOfRange(field)


def may_be_named(day: date | None, today: date) -> bool:
    """Return whether a day ahead can be named: one of the coming year, or none."""
    return day is None or today <= day <= today + FARTHEST


def start_of(day: date, zone: str) -> datetime:
    """Return the moment in UTC at which a day begins in the shop's ``zone``."""
    return datetime.combine(day, time(), ZoneInfo(zone)).astimezone(UTC)


def period_of(first: date | None, last: date | None, zone: str) -> Period:
    """Return the moment at which the first day begins and that at which the last one is over."""
    begin = start_of(first, zone) if first else None
    return begin, start_of(last + timedelta(days=1), zone) if last else None

"""Days of the shop's calendar."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from autoservice.modules.orders.errors import WishedDayOutOfRange

# From one moment on, until another one; ``None`` for no bound.
Period = tuple[datetime | None, datetime | None]
FARTHEST_WISH: Final = timedelta(days=366)


def day_of(moment: datetime, zone: str) -> date:
    """Return the day of a moment in the shop's ``zone``."""
    return moment.astimezone(ZoneInfo(zone)).date()


def check_wished_day(day: date | None, today: date) -> None:
    """Check that a wish is of today or of the year to come; raises ``WishedDayOutOfRange``."""
    if day is not None and not today <= day <= today + FARTHEST_WISH:
        raise WishedDayOutOfRange()


def start_of(day: date, zone: str) -> datetime:
    """Return the moment in UTC at which a day begins in the shop's ``zone``."""
    return datetime.combine(day, time(), ZoneInfo(zone)).astimezone(UTC)


def period_of(first: date | None, last: date | None, zone: str) -> Period:
    """Return the moment at which the first day begins and that at which the last one is over."""
    begin = start_of(first, zone) if first else None
    return begin, start_of(last + timedelta(days=1), zone) if last else None

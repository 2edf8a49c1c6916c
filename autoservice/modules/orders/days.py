"""Days of the shop's calendar that people name."""

from datetime import date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from autoservice.modules.orders.order_errors import DayOutOfRange

FARTHEST: Final = timedelta(days=366)


def check_day(day: date | None, now: datetime, zone: str, field: str) -> None:
    """Check that a named day has not passed in the shop's ``zone``; raises ``DayOutOfRange``."""
    today = now.astimezone(ZoneInfo(zone)).date()
    if day is not None and not today <= day <= today + FARTHEST:
        raise DayOutOfRange(field)

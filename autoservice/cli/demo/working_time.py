"""The demo shop's working time: Monday to Saturday from nine to eight."""

from datetime import datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

OPENS, CLOSES = time(9), time(20)
SUNDAY: Final = 6


class WorkingTime:
    """Arithmetic of moments by minutes in which the shop is open."""

    def __init__(self, zone: ZoneInfo) -> None:
        self._zone = zone

    def after(self, at: datetime, minutes: float) -> datetime:
        """Return the moment so many working minutes after ``at``."""
        left = timedelta(minutes=minutes)
        opens, closes = self._hours(at)
        begin = max(at, opens)
        while begin + left > closes:
            left -= max(timedelta(0), closes - begin)
            opens, closes = self._hours(opens + timedelta(days=1))
            begin = opens
        return begin + left

    def before(self, at: datetime, minutes: float) -> datetime:
        """Return the moment so many working minutes before ``at``."""
        left = timedelta(minutes=minutes)
        opens, closes = self._hours(at)
        end = min(at, closes)
        while end - left < opens:
            left -= max(timedelta(0), end - opens)
            opens, closes = self._hours(opens - timedelta(days=1))
            end = closes
        return end - left

    def _hours(self, at: datetime) -> tuple[datetime, datetime]:
        """Return when the shop opens and closes on the day of ``at``; a Sunday ends as it begins."""
        day = at.astimezone(self._zone).date()
        opens = datetime.combine(day, OPENS, self._zone)
        closes = opens if day.weekday() == SUNDAY else datetime.combine(day, CLOSES, self._zone)
        return opens, closes

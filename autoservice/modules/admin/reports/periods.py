"""The periods of reports, as pure functions over days of the shop."""

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

DAY: Final = timedelta(days=1)
LONGEST: Final = timedelta(days=5 * 366)
# A longer period is divided into months, not days.
DAYS_SHOWN: Final = timedelta(days=62)


@dataclass(frozen=True)
class Days:
    """The days from ``first`` to ``last``, both included."""

    first: date
    last: date

    @property
    def is_of_months(self) -> bool:
        """Return whether these are whole months of the calendar."""
        return self.first.day == 1 and (self.last + DAY).day == 1

    def before(self) -> "Days":
        """Return the period before: as many whole months, or as many days."""
        last = self.first - DAY
        if not self.is_of_months:
            return Days(last - (self.last - self.first), last)
        months = 12 * (self.last.year - self.first.year) + self.last.month - self.first.month + 1
        return Days(_month(self.first, -months), last)

    def parts(self) -> list["Days"]:
        """Return the days of a short period, or the months of a long one, cut off at its ends."""
        return list(self._days() if self.last - self.first < DAYS_SHOWN else self._months())

    def _days(self) -> Iterator["Days"]:
        for number in range((self.last - self.first).days + 1):
            day = self.first + number * DAY
            yield Days(day, day)

    def _months(self) -> Iterator["Days"]:
        first = self.first
        while first <= self.last:
            end = first.replace(day=monthrange(first.year, first.month)[1])
            yield Days(first, min(end, self.last))
            first = end + DAY


def _month(day: date, by: int) -> date:
    """Return the first day of the month so many months later."""
    years, month = divmod(day.month - 1 + by, 12)
    return date(day.year + years, month + 1, 1)


def named_periods(today: date) -> dict[str, Days]:
    """Return the usual periods, by their names: those under way end with their last day."""
    month = today.replace(day=1)
    quarter = _month(month, -((today.month - 1) % 3))
    return {
        "month": Days(month, _month(month, 1) - DAY),
        "last_month": Days(_month(month, -1), month - DAY),
        "quarter": Days(quarter, _month(quarter, 3) - DAY),
        "year": Days(date(today.year, 1, 1), date(today.year, 12, 31)),
    }

"""What opening hours must be, whoever sets them."""

from collections.abc import Sequence
from itertools import pairwise

from autoservice.modules.orders.opening_hours.errors import DayTwice, PeriodReversed, PeriodsOverlap
from autoservice.modules.orders.opening_hours.schemas import OpeningHours, OpenPeriod


def check_hours(hours: OpeningHours) -> None:
    """Check all periods; raises ``PeriodReversed``, ``PeriodsOverlap`` or ``DayTwice``, with the place."""
    for number, periods in enumerate(hours.week):
        _check_periods(periods, f"week.{number}")
    days = [one.day for one in hours.special_days]
    for number, special in enumerate(hours.special_days):
        _check_periods(special.periods, f"special_days.{number}")
        if special.day in days[:number]:
            raise DayTwice(f"special_days.{number}")


def _check_periods(periods: Sequence[OpenPeriod], place: str) -> None:
    minutes = [period.minutes for period in periods]
    for opens, closes in minutes:
        if opens >= closes:
            raise PeriodReversed(place)
    for (_, closes), (opens, _) in pairwise(sorted(minutes)):
        if opens < closes:
            raise PeriodsOverlap(place)

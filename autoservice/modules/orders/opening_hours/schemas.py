"""Commands and views of opening hours; times are "09:00" on the wall of the shop, "24:00" is midnight."""

import re
from typing import Annotated, Final

from pydantic import AfterValidator, BaseModel, Field, StringConstraints

from autoservice.modules.orders.calendar import MINUTES_A_DAY, Calendar
from autoservice.shared.validation import STORABLE, TIDIED, CalendarDay, Whole

WALL_TIME: Final = r"^([01]?[0-9]|2[0-4]):[0-5][0-9]$"
MAX_PERIODS: Final = 4
MAX_SPECIAL_DAYS: Final = 400
DAYS: Final = 7


def to_minutes(wall: str) -> int:
    """Return the minute of the day of a time such as "09:00"."""
    hours, minutes = wall.split(":")
    return int(hours) * 60 + int(minutes)


def to_wall(minutes: int) -> str:
    """Return the time of a minute of the day, such as "09:00"."""
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


def _of_a_day(wall: str) -> str:
    if not re.fullmatch(WALL_TIME, wall) or to_minutes(wall) > MINUTES_A_DAY:
        raise ValueError("no time of the day")
    return to_wall(to_minutes(wall))


WallTime = Annotated[
    str, StringConstraints(strip_whitespace=True, max_length=5, pattern=WALL_TIME), AfterValidator(_of_a_day)
]


class OpenPeriod(BaseModel):
    """From when to when the shop is open."""

    opens: WallTime
    closes: WallTime

    @property
    def minutes(self) -> tuple[int, int]:
        """Return the minutes of the day; a shop that closes at 0:00 closes at the day's end."""
        return to_minutes(self.opens), to_minutes(self.closes) or MINUTES_A_DAY


Periods = Annotated[list[OpenPeriod], Field(max_length=MAX_PERIODS)]


class SpecialDay(BaseModel):
    """A day unlike others of its weekday; closed without ``periods``. Guests read the ``note``."""

    day: CalendarDay
    periods: Periods = []
    note: Annotated[str, Field(max_length=120, pattern=STORABLE), TIDIED] = ""


class OpeningHours(BaseModel):
    """The command to set when the shop is open: a list of periods for each weekday, Monday first.

    ``version`` is that of the opening hours as the caller read them.
    """

    version: Annotated[Whole, Field(ge=0, le=2**31 - 1)]
    week: Annotated[list[Periods], Field(min_length=DAYS, max_length=DAYS)]
    special_days: Annotated[list[SpecialDay], Field(max_length=MAX_SPECIAL_DAYS)] = []


class OpeningHoursView(OpeningHours):
    """When the shop is open, in its time ``zone``; all days are empty where nobody has said it."""

    zone: str

    @property
    def calendar(self) -> Calendar:
        """Return the hours as a calendar."""
        return Calendar(
            zone=self.zone,
            week=tuple(tuple(one.minutes for one in periods) for periods in self.week),
            special_days={
                one.day: tuple(period.minutes for period in one.periods) for one in self.special_days
            },
        )


def no_hours(zone: str) -> OpeningHoursView:
    """Return the opening hours of a shop that has not said them."""
    return OpeningHoursView(version=0, week=[[] for _ in range(DAYS)], special_days=[], zone=zone)

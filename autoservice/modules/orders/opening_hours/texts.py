"""Opening hours as people write and read them: "Mon–Sat 9:00–20:00"."""

import re
from itertools import groupby
from typing import Final

from babel.dates import get_day_names

from autoservice.modules.orders.opening_hours.schemas import OpeningHoursView, OpenPeriod

NAMES: Final = (
    ("пн", "понедельник", "mon", "monday", "mo"),
    ("вт", "вторник", "tue", "tuesday", "tu"),
    ("ср", "среда", "wed", "wednesday", "we"),
    ("чт", "четверг", "thu", "thursday", "th"),
    ("пт", "пятница", "fri", "friday", "fr"),
    ("сб", "суббота", "sat", "saturday", "sa"),
    ("вс", "воскресенье", "sun", "sunday", "su"),
)
DAY_OF: Final = {name: number for number, names in enumerate(NAMES) for name in names}
# The weekdays as search engines read them.
CODES: Final = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")
DASH: Final = r"\s*[-‐-―]\s*"
PERIOD: Final = re.compile(
    rf"\s*([a-zа-я]+)(?:{DASH}([a-zа-я]+))?[\s:,]+(\d\d?)[:.](\d\d){DASH}(\d\d?)[:.](\d\d)\s*"
)
Week = list[list[OpenPeriod]]


def parse_week(text: str) -> Week | None:
    """Return the periods of each weekday; ``None`` if any part of the text says something else."""
    week: Week = [[] for _ in NAMES]
    for part in re.split("[;,]\\s+", text.lower()):
        match = PERIOD.fullmatch(part)
        days = _days(match[1], match[2] or match[1]) if match else []
        period = _period(*match.groups()[2:]) if match else None
        if not days or period is None:
            return None
        for day in days:
            week[day].append(period)
    return week


def _days(first: str, last: str) -> list[int]:
    start, end = DAY_OF.get(first), DAY_OF.get(last)
    if start is None or end is None:
        return []
    # "Sa-Mo" goes over the week's end.
    return [number % 7 for number in range(start, end + 1 if end >= start else end + 8)]


def _period(hour: str, minute: str, to_hour: str, to_minute: str) -> OpenPeriod | None:
    opens, closes = f"{int(hour):02d}:{minute}", f"{int(to_hour):02d}:{to_minute}"
    if max(minute, to_minute) > "59" or not opens < closes <= "24:00":
        return None
    return OpenPeriod(opens=opens, closes=closes)


def describe_week(hours: OpeningHoursView, locale: str) -> str:
    """Return the opening hours of a week in one line; empty where nobody has said them."""
    names = get_day_names("abbreviated", "stand-alone", locale=locale)
    spans = [
        (_span([names[day].capitalize() for day in days], "–"), ", ".join(map(_shown, periods)))
        for days, periods in _alike(hours)
    ]
    return "; ".join(f"{days} {times}" for days, times in spans)


def coded_week(hours: OpeningHoursView) -> list[str]:
    """Return the opening hours as search engines read them: "Mo-Sa 09:00-20:00"."""
    return [
        f"{_span([CODES[day] for day in days], '-')} {period.opens}-{period.closes}"
        for days, periods in _alike(hours)
        for period in periods
    ]


def _alike(hours: OpeningHoursView) -> list[tuple[list[int], list[OpenPeriod]]]:
    """Return the days on which the shop opens, neighbours with the same periods together."""
    grouped = groupby(range(7), key=lambda day: [one.minutes for one in hours.week[day]])
    found = [list(days) for _, days in grouped]
    return [(days, hours.week[days[0]]) for days in found if hours.week[days[0]]]


def _span(names: list[str], dash: str) -> str:
    return names[0] if len(names) == 1 else f"{names[0]}{dash}{names[-1]}"


def _shown(period: OpenPeriod) -> str:
    return f"{period.opens.removeprefix('0')}–{period.closes.removeprefix('0')}"

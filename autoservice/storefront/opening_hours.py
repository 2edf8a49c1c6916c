"""The shop's opening hours, as people write them, in the form in which search engines read them."""

import re
from typing import Final

DAYS: Final = {
    "Mo": ("пн", "понедельник", "mon", "monday"),
    "Tu": ("вт", "вторник", "tue", "tuesday"),
    "We": ("ср", "среда", "wed", "wednesday"),
    "Th": ("чт", "четверг", "thu", "thursday"),
    "Fr": ("пт", "пятница", "fri", "friday"),
    "Sa": ("сб", "суббота", "sat", "saturday"),
    "Su": ("вс", "воскресенье", "sun", "sunday"),
}
DAY_OF: Final = {name: day for day, names in DAYS.items() for name in (*names, day.lower())}
DASH: Final = r"\s*[-‐-―]\s*"
PERIOD: Final = re.compile(
    rf"\s*([a-zа-я]+)(?:{DASH}([a-zа-я]+))?[\s:,]+(\d\d?)[:.](\d\d){DASH}(\d\d?)[:.](\d\d)\s*"
)


def opening_hours(text: str) -> list[str]:
    """Return periods like "Mo-Sa 09:00-20:00"; none if any part of the text says something else."""
    found = [_period(part) for part in re.split("[;,]\\s+", text.lower())]
    return [period for period in found if period] if all(found) else []


def _period(text: str) -> str:
    match = PERIOD.fullmatch(text)
    if not match:
        return ""
    first, last, hour, minute, to_hour, to_minute = match.groups()
    days = [DAY_OF.get(name, "") for name in (first, last or first)]
    hours = [f"{int(hour):02d}:{minute}", f"{int(to_hour):02d}:{to_minute}"]
    if not all(days) or max(hours) > "24:00" or max(minute, to_minute) > "59":
        return ""
    span = days[0] if days[0] == days[1] else "-".join(days)
    return f"{span} {'-'.join(hours)}"

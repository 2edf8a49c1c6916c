"""Durations and moments as people say them: "about 40 min", "since Tuesday"."""

from datetime import date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_datetime

from autoservice.shared.i18n import N_, translate, translate_plural

# Nobody plans by the minute: up to so many minutes, durations are rounded to that step.
STEPS: Final = ((30, 5), (60, 10), (180, 15), (600, 30))
LONGEST_STEP: Final = 60
WEEKDAYS: Final = (
    N_("since Monday"),
    N_("since Tuesday"),
    N_("since Wednesday"),
    N_("since Thursday"),
    N_("since Friday"),
    N_("since Saturday"),
    N_("since Sunday"),
)


def format_duration(locale: str, minutes: int) -> str:
    """Return ``minutes`` of work in round figures, such as "about 40 min" or "about 1 h 30 min"."""
    hours, rest = divmod(_rounded(minutes), 60)
    if not hours:
        return translate(locale, N_("about %(minutes)d min"), minutes=rest)
    if not rest:
        return translate(locale, N_("about %(hours)d h"), hours=hours)
    return translate(locale, N_("about %(hours)d h %(minutes)d min"), hours=hours, minutes=rest)


def _rounded(minutes: int) -> int:
    step = next((step for most, step in STEPS if minutes < most), LONGEST_STEP)
    # Half a step is rounded up; nothing takes no time at all.
    return max((minutes + step // 2) // step * step, step)


def format_age(locale: str, age: timedelta) -> str:
    """Return how long something has lasted, such as "10 min", "2 h 10 min" or "3 days"."""
    minutes = int(age.total_seconds()) // 60
    hours, rest = divmod(minutes, 60)
    if minutes < 1:
        return translate(locale, N_("less than a minute"))
    if hours >= 24:
        return translate_plural(locale, "%(count)d day", "%(count)d days", hours // 24)
    parts = (
        translate(locale, N_("%(count)d h"), count=hours),
        translate(locale, N_("%(count)d min"), count=rest),
    )
    return " ".join(part for part, number in zip(parts, (hours, rest), strict=True) if number)


def format_since(locale: str, moment: datetime, now: datetime, zone: str) -> str:
    """Return since when something lasts: today's time, a weekday, or a date."""
    local, today = moment.astimezone(ZoneInfo(zone)), now.astimezone(ZoneInfo(zone)).date()
    if local.date() >= today:
        time = format_datetime(local, "HH:mm", tzinfo=ZoneInfo(zone), locale=locale)
        return translate(locale, N_("since %(time)s"), time=time)
    if today - local.date() < timedelta(days=7):
        return translate(locale, WEEKDAYS[local.weekday()])
    return translate(locale, N_("since %(day)s"), day=format_day(locale, local.date()))


def format_until(locale: str, day: date) -> str:
    """Return until when something lasts, such as "until December 5"."""
    return translate(locale, N_("until %(day)s"), day=format_day(locale, day))


def format_day(locale: str, day: date) -> str:
    """Return a day of this year or the next, such as "December 5"."""
    return format_date(day, "d MMMM" if locale == "ru" else "MMMM d", locale=locale)

"""Quiet hours by the clock on the wall, in nights in which it is changed, too."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from autoservice.modules.notifications.quiet_hours import QuietHours

ZONES = ("Europe/Moscow", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu", "UTC")
NIGHT = QuietHours(time(22), time(8), "Europe/Moscow")
clock_times = st.builds(time, st.integers(0, 23), st.integers(0, 59))
hours = st.builds(QuietHours, clock_times, clock_times, st.sampled_from(ZONES)).filter(
    lambda one: one.start != one.end
)
YEARS = 2025, 2026
moments = st.datetimes(timezones=st.just(UTC)).map(
    lambda at: at.replace(year=YEARS[at.year % 2], day=min(at.day, 28))
)
SPRING, AUTUMN = datetime(2026, 3, 29, 0, 30, tzinfo=UTC), datetime(2026, 10, 25, 1, 10, tzinfo=UTC)
UNTIL_HALF_PAST_TWO = QuietHours(time(23), time(2, 30), "Europe/Berlin")


@example(UNTIL_HALF_PAST_TWO, SPRING)
@example(UNTIL_HALF_PAST_TWO, AUTUMN)
@given(hours, moments)
def test_what_waits_is_sent_at_the_first_moment_that_is_not_quiet(quiet: QuietHours, moment: datetime):
    allowed = quiet.next_allowed(moment)
    assert allowed >= moment
    assert not quiet.is_quiet(allowed)
    if not quiet.is_quiet(moment):
        assert allowed == moment
        return
    zone = ZoneInfo(quiet.zone)
    same_offset = moment.astimezone(zone).utcoffset() == allowed.astimezone(zone).utcoffset()
    if same_offset:
        assert allowed.astimezone(zone).time() == quiet.end
        assert allowed - moment < timedelta(days=1)
        assert quiet.is_quiet(allowed - timedelta(minutes=1))


@given(hours, moments)
def test_nothing_waits_twice(quiet: QuietHours, moment: datetime):
    allowed = quiet.next_allowed(moment)
    assert quiet.next_allowed(allowed) == allowed


@pytest.mark.parametrize(
    ("at", "allowed"),
    [
        ("2026-11-26T18:59+00:00", "2026-11-26T18:59+00:00"),
        ("2026-11-26T19:00+00:00", "2026-11-27T05:00+00:00"),
        ("2026-11-27T04:59+00:00", "2026-11-27T05:00+00:00"),
        ("2026-11-27T05:00+00:00", "2026-11-27T05:00+00:00"),
    ],
)
def test_a_night_goes_over_midnight(at: str, allowed: str):
    assert NIGHT.next_allowed(datetime.fromisoformat(at)) == datetime.fromisoformat(allowed)


def test_in_a_night_without_the_hour_of_the_end_what_waits_is_sent_once_it_is_over():
    assert UNTIL_HALF_PAST_TWO.next_allowed(SPRING) == datetime(2026, 3, 29, 1, 30, tzinfo=UTC)


def test_the_hour_that_comes_twice_is_quiet_twice():
    assert UNTIL_HALF_PAST_TWO.next_allowed(AUTUMN) == datetime(2026, 10, 25, 1, 30, tzinfo=UTC)

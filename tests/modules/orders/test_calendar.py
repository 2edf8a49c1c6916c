"""The shop's calendar: working time goes on while the shop is open, in nights of clock changes too."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from autoservice.modules.orders.calendar import (
    Calendar,
    add_working_minutes,
    count_open_minutes,
    count_working_minutes,
    is_left_out,
    is_twice,
)

NINE_TO_SIX = ((9 * 60, 18 * 60),)
WITH_A_BREAK = ((9 * 60, 13 * 60), (14 * 60, 18 * 60))
WORKDAYS = (NINE_TO_SIX,) * 5 + ((), ())
MOSCOW = Calendar("Europe/Moscow", WORKDAYS)
# 2026-12-04 is a Friday.
FRIDAY = date(2026, 12, 4)
BERLIN = ZoneInfo("Europe/Berlin")


def at(wall: str, zone: str = "Europe/Moscow") -> datetime:
    return datetime.fromisoformat(wall).replace(tzinfo=ZoneInfo(zone))


def wall(moment: datetime | None, zone: str = "Europe/Moscow") -> str:
    assert moment is not None
    assert moment.tzinfo is UTC
    return moment.astimezone(ZoneInfo(zone)).strftime("%Y-%m-%dT%H:%M")


@pytest.mark.parametrize(
    ("start", "minutes", "end"),
    [
        ("2026-12-04T10:00", 60, "2026-12-04T11:00"),
        ("2026-12-04T10:00", 0, "2026-12-04T10:00"),
        # Before the shop opens, and after it has closed.
        ("2026-12-04T06:00", 30, "2026-12-04T09:30"),
        ("2026-12-04T20:00", 30, "2026-12-07T09:30"),
        # Over the night, over the weekend; the whole rest of a day is still that day.
        ("2026-12-03T17:30", 60, "2026-12-04T09:30"),
        ("2026-12-04T17:30", 60, "2026-12-07T09:30"),
        ("2026-12-04T17:00", 60, "2026-12-04T18:00"),
        ("2026-12-04T09:00", 5 * 9 * 60, "2026-12-10T18:00"),
    ],
)
def test_work_goes_on_while_the_shop_is_open(start: str, minutes: int, end: str):
    assert wall(add_working_minutes(at(start), minutes, MOSCOW)) == end


def test_a_day_off_is_left_out_and_other_hours_are_kept():
    special = {date(2026, 12, 7): (), date(2026, 12, 8): ((12 * 60, 14 * 60),)}
    calendar = Calendar("Europe/Moscow", WORKDAYS, special)
    assert wall(add_working_minutes(at("2026-12-04T17:00"), 120, calendar)) == "2026-12-08T13:00"
    assert wall(add_working_minutes(at("2026-12-04T17:00"), 240, calendar)) == "2026-12-09T10:00"


def test_a_break_at_noon_is_no_working_time():
    calendar = Calendar("Europe/Moscow", (WITH_A_BREAK,) * 7)
    assert wall(add_working_minutes(at("2026-12-04T12:30"), 60, calendar)) == "2026-12-04T14:30"


@pytest.mark.parametrize(
    "calendar",
    [
        Calendar("Europe/Moscow"),
        Calendar("Europe/Moscow", special_days={FRIDAY: ()}),
        # Open for the last time before the work begins.
        Calendar("Europe/Moscow", special_days={FRIDAY - timedelta(days=9): NINE_TO_SIX}),
    ],
)
def test_a_shop_that_does_not_open_plans_nothing(calendar: Calendar):
    assert add_working_minutes(at("2026-12-04T10:00"), 10, calendar) is None


@pytest.mark.parametrize(
    ("night", "minutes", "end"),
    [
        # The clock goes from 2:00 to 3:00: of a night from 0:00 to 6:00 five hours are left.
        ("2026-03-29T00:00", 5 * 60, "2026-03-29T06:00"),
        ("2026-03-29T00:00", 120, "2026-03-29T03:00"),
        # The clock goes from 3:00 back to 2:00: the same night has seven.
        ("2026-10-25T00:00", 7 * 60, "2026-10-25T06:00"),
        ("2026-10-25T00:00", 4 * 60, "2026-10-25T03:00"),
    ],
)
def test_an_hour_of_work_is_an_hour_in_nights_of_clock_changes(night: str, minutes: int, end: str):
    calendar = Calendar("Europe/Berlin", (((0, 6 * 60),),) * 7)
    assert wall(add_working_minutes(at(night, "Europe/Berlin"), minutes, calendar), "Europe/Berlin") == end


def test_hours_that_the_clock_leaves_out_are_none():
    calendar = Calendar("Europe/Berlin", (((2 * 60, 3 * 60),),) * 7)
    start = at("2026-03-29T00:00", "Europe/Berlin")
    assert wall(add_working_minutes(start, 30, calendar), "Europe/Berlin") == "2026-03-30T02:30"


@pytest.mark.parametrize(
    ("day", "minutes"),
    [
        ("2026-12-04", 24 * 60),
        # Clocks are put forward in the one night and back in the other.
        ("2026-03-29", 23 * 60),
        ("2026-10-25", 25 * 60),
        ("2026-12-25", 0),
        ("2026-12-31", 8 * 60),
    ],
)
def test_a_day_is_open_for_as_long_as_passes(day: str, minutes: int):
    always = (((0, 24 * 60),),) * 7
    special = {date(2026, 12, 25): (), date(2026, 12, 31): ((9 * 60, 13 * 60), (14 * 60, 18 * 60))}
    assert count_open_minutes(date.fromisoformat(day), Calendar("Europe/Berlin", always, special)) == minutes


def test_hours_that_nobody_has_said_are_unknown():
    assert count_open_minutes(FRIDAY, Calendar("Europe/Berlin")) is None


def test_times_that_are_left_out_or_come_twice_are_known():
    gap, twice, plain = (
        datetime.fromisoformat(one) for one in ("2026-03-29T02:30", "2026-10-25T02:30", "2026-10-26T02:30")
    )
    assert [is_left_out(one, BERLIN) for one in (gap, twice, plain)] == [True, False, False]
    assert [is_twice(one, BERLIN) for one in (gap, twice, plain)] == [False, True, False]


PERIODS = st.lists(st.integers(0, 24 * 60), min_size=2, max_size=6, unique=True).map(
    lambda cuts: tuple(zip(sorted(cuts)[::2], sorted(cuts)[1::2], strict=False))
)
# From a summer to the next, so that both nights of clock changes are within.
MOMENTS = st.integers(0, 248 * 24 * 60).map(
    lambda minutes: datetime(2026, 3, 27, tzinfo=UTC) + timedelta(minutes=minutes)
)
CALENDARS = st.builds(
    Calendar,
    zone=st.sampled_from(["Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Europe/Moscow"]),
    week=st.lists(PERIODS, min_size=7, max_size=7).map(tuple),
    special_days=st.dictionaries(st.dates(date(2026, 3, 27), date(2026, 11, 30)), PERIODS, max_size=5),
)
MINUTES = st.integers(0, 3000)


@settings(max_examples=60, deadline=None)
@given(CALENDARS, MOMENTS, MINUTES, MINUTES)
def test_work_done_in_two_parts_ends_when_it_ends_in_one(
    calendar: Calendar, start: datetime, first: int, second: int
):
    middle = add_working_minutes(start, first, calendar)
    assert middle is not None
    assert add_working_minutes(middle, second, calendar) == add_working_minutes(
        start, first + second, calendar
    )


@settings(max_examples=60, deadline=None)
@given(CALENDARS, MOMENTS, MINUTES, st.integers(0, 500), st.integers(0, 5000))
def test_more_work_and_a_later_beginning_never_end_earlier(
    calendar: Calendar, start: datetime, minutes: int, more: int, later: int
):
    end = add_working_minutes(start, minutes, calendar)
    assert end is not None
    assert end >= start + timedelta(minutes=minutes)
    longer = add_working_minutes(start, minutes + more, calendar)
    assert longer is not None
    assert longer >= end
    begun_later = add_working_minutes(start + timedelta(minutes=later), minutes, calendar)
    assert begun_later is not None
    assert begun_later >= end


@settings(max_examples=60, deadline=None)
@given(CALENDARS, MOMENTS, MINUTES)
def test_what_was_added_is_counted(calendar: Calendar, start: datetime, minutes: int):
    end = add_working_minutes(start, minutes, calendar)
    assert end is not None
    assert count_working_minutes(start, end, calendar, 10_000) == minutes
    assert count_working_minutes(start, end, calendar, 10) == min(minutes, 10)

"""Opening hours as people write them, as people read them, and as search engines do."""

from datetime import date

import pytest

from autoservice.modules.orders.calendar import Period
from autoservice.modules.orders.opening_hours.errors import DayTwice, PeriodReversed, PeriodsOverlap
from autoservice.modules.orders.opening_hours.rules import check_hours
from autoservice.modules.orders.opening_hours.schemas import (
    OpeningHours,
    OpeningHoursView,
    OpenPeriod,
    SpecialDay,
    no_hours,
)
from autoservice.modules.orders.opening_hours.texts import coded_week, describe_week, parse_week
from autoservice.shared.errors import Invalid

Week = list[list[OpenPeriod]]


def parsed(text: str) -> OpeningHoursView:
    week = parse_week(text)
    assert week is not None
    return no_hours("Europe/Moscow").model_copy(update={"week": week})


@pytest.mark.parametrize(
    ("text", "periods", "shown"),
    [
        ("Пн–Сб 9:00–20:00", ["Mo-Sa 09:00-20:00"], "Mon–Sat 9:00–20:00"),
        (
            "Mon-Fri 8:30 - 18:00, Sat 10.00-16.00",
            ["Mo-Fr 08:30-18:00", "Sa 10:00-16:00"],
            "Mon–Fri 8:30–18:00; Sat 10:00–16:00",
        ),
        ("вс: 10:00-24:00", ["Su 10:00-24:00"], "Sun 10:00–24:00"),
        ("Сб-Пн 9:00-12:00", ["Mo 09:00-12:00", "Sa-Su 09:00-12:00"], "Mon 9:00–12:00; Sat–Sun 9:00–12:00"),
        (
            "Mo-Fr 9:00-13:00, Mo-Fr 14:00-18:00",
            ["Mo-Fr 09:00-13:00", "Mo-Fr 14:00-18:00"],
            "Mon–Fri 9:00–13:00, 14:00–18:00",
        ),
    ],
)
def test_hours_that_people_write_are_understood_and_told(text: str, periods: list[str], shown: str):
    assert coded_week(parsed(text)) == periods
    assert describe_week(parsed(text), "en") == shown


def test_hours_are_told_in_russian():
    assert describe_week(parsed("Mon-Sat 9:00-20:00"), "ru") == "Пн–Сб 9:00–20:00"


@pytest.mark.parametrize(
    "text",
    [
        "Пн–Сб 9:00–20:00, вс выходной",
        "круглосуточно",
        "Пн–Яя 9:00–20:00",
        "Пн 9:00–29:00",
        "Пн 20:00–9:00",
        "",
    ],
)
def test_a_line_is_understood_as_a_whole_or_not_at_all(text: str):
    assert parse_week(text) is None


def test_nothing_is_told_of_a_shop_that_has_said_nothing():
    assert (describe_week(no_hours("UTC"), "en"), coded_week(no_hours("UTC"))) == ("", [])


def hours(
    *periods: tuple[str, str], special: list[tuple[str, list[tuple[str, str]]]] | None = None
) -> OpeningHours:
    monday = [OpenPeriod(opens=opens, closes=closes) for opens, closes in periods]
    days = [
        SpecialDay(
            day=date.fromisoformat(day),
            periods=[OpenPeriod(opens=opens, closes=closes) for opens, closes in given],
        )
        for day, given in special or []
    ]
    return OpeningHours(version=0, week=[monday, *([] for _ in range(6))], special_days=days)


def test_a_shop_that_closes_at_midnight_is_open_until_the_days_end():
    for midnight in ("24:00", "0:00"):
        evening: list[Period] = [one.minutes for one in hours(("18:00", midnight)).week[0]]
        assert evening == [(18 * 60, 24 * 60)]


@pytest.mark.parametrize(
    ("wrong", "error", "place"),
    [
        (hours(("18:00", "9:00")), PeriodReversed, "week.0"),
        (hours(("9:00", "9:00")), PeriodReversed, "week.0"),
        (hours(("9:00", "14:00"), ("13:00", "18:00")), PeriodsOverlap, "week.0"),
        (hours(special=[("2027-01-01", []), ("2027-01-01", [])]), DayTwice, "special_days.1"),
        (hours(special=[("2027-01-01", [("10:00", "9:00")])]), PeriodReversed, "special_days.0"),
    ],
)
def test_hours_that_cannot_be_are_refused_at_their_place(
    wrong: OpeningHours, error: type[Invalid], place: str
):
    with pytest.raises(error) as refused:
        check_hours(wrong)
    assert refused.value.field == place


def test_hours_that_meet_are_no_overlap():
    check_hours(hours(("13:00", "18:00"), ("9:00", "13:00")))

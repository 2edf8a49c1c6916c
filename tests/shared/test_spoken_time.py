"""Durations and moments as people say them."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autoservice.shared.i18n import LOCALES
from autoservice.shared.spoken_time import format_duration, format_since

MOSCOW = "Europe/Moscow"
# A Wednesday, 14:30 in Moscow.
NOW = datetime(2026, 11, 25, 11, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("minutes", "english", "russian"),
    [
        (0, "about 5 min", "около 5 мин"),
        (2, "about 5 min", "около 5 мин"),
        (18, "about 20 min", "около 20 мин"),
        (36, "about 40 min", "около 40 мин"),
        (54, "about 50 min", "около 50 мин"),
        (55, "about 1 h", "около 1 ч"),
        (60, "about 1 h", "около 1 ч"),
        (78, "about 1 h 15 min", "около 1 ч 15 мин"),
        (96, "about 1 h 30 min", "около 1 ч 30 мин"),
        (120, "about 2 h", "около 2 ч"),
        (156, "about 2 h 30 min", "около 2 ч 30 мин"),
        (240, "about 4 h", "около 4 ч"),
        (360, "about 6 h", "около 6 ч"),
        (21 * 60 + 29, "about 21 h", "около 21 ч"),
    ],
)
def test_work_is_told_in_round_figures(minutes: int, english: str, russian: str):
    assert (format_duration("en", minutes), format_duration("ru", minutes)) == (english, russian)


@given(minutes=st.integers(0, 10_000), locale=st.sampled_from(LOCALES))
def test_more_work_is_never_told_as_less(minutes: int, locale: str):
    def told(text: str) -> int:
        figures = [int(word) for word in text.split() if word.isdecimal()]
        hours = figures.pop(0) if " h" in text or " ч" in text else 0
        return hours * 60 + sum(figures)

    assert told(format_duration(locale, minutes)) <= told(format_duration(locale, minutes + 1))


@pytest.mark.parametrize(
    ("moment", "english", "russian"),
    [
        (datetime(2026, 11, 25, 9, 5, tzinfo=UTC), "since 12:05", "с 12:05"),
        # Before midnight in Moscow, though after it in London.
        (datetime(2026, 11, 24, 20, 59, tzinfo=UTC), "since Tuesday", "со вторника"),
        (datetime(2026, 11, 24, 21, 0, tzinfo=UTC), "since 00:00", "с 00:00"),
        (datetime(2026, 11, 22, 12, 0, tzinfo=UTC), "since Sunday", "с воскресенья"),
        (datetime(2026, 11, 19, 12, 0, tzinfo=UTC), "since Thursday", "с четверга"),
        (datetime(2026, 11, 18, 12, 0, tzinfo=UTC), "since November 18", "с 18 ноября"),
    ],
)
def test_a_beginning_is_told_by_time_weekday_or_date(moment: datetime, english: str, russian: str):
    told = [format_since(locale, moment, NOW, MOSCOW) for locale in ("en", "ru")]
    assert told == [english, russian]

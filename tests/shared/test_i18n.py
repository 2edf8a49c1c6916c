"""Languages, dates, hours and money as people write them."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autoservice.shared.errors import AccessDenied, DomainError
from autoservice.shared.i18n import (
    LOCALES,
    catalogue,
    choose_locale,
    format_hours,
    format_moment,
    format_money,
    localized,
    translate,
    viewer_locale,
)

MOMENT = datetime(2026, 11, 23, 11, 5, tzinfo=UTC)


def plain(text: str) -> str:
    """With ordinary blanks in the place of the unbreakable ones."""
    return text.replace("\u00a0", " ").replace("\u202f", " ")


@pytest.mark.parametrize(
    ("header", "locale"),
    [
        ("", "ru"),
        ("en", "en"),
        ("en-US,en;q=0.9,ru;q=0.8", "en"),
        ("ru-RU,ru;q=0.9,en;q=0.8", "ru"),
        ("ru;q=0.1,en;q=0.9", "en"),
        ("de, en; q=0.9", "en"),
        ("ru ; q = 0.1 , en ; Q = 0.9", "en"),
        ("de,fr;q=0.5", "ru"),
        ("de, en;q=0.5", "en"),
        ("en;q=0, ru;q=0.1", "ru"),
        ("en;q=0", "ru"),
        ("EN-gb", "en"),
        ("*", "ru"),
        ("en;q=nonsense", "ru"),
        (",,;q=,", "ru"),
        ("de," * 5000 + "en", "ru"),
    ],
)
def test_the_best_of_our_languages_is_chosen(header: str, locale: str):
    assert choose_locale(header, "ru") == locale


@given(header=st.text(max_size=200), default=st.sampled_from(LOCALES))
def test_whatever_the_header_says_it_is_one_of_ours(header: str, default: str):
    assert choose_locale(header, default) in LOCALES


@pytest.mark.parametrize(
    ("account", "cookie", "accepts", "locale"),
    [
        ("en", "ru", "ru", "en"),
        ("", "en", "ru", "en"),
        ("", None, "en", "en"),
        ("xx", "yy", "en", "en"),
        ("", None, "", "ru"),
    ],
)
def test_the_account_goes_before_the_cookie_and_the_cookie_before_the_browser(
    account: str, cookie: str | None, accepts: str, locale: str
):
    assert viewer_locale(account, cookie, accepts, "ru") == locale


@pytest.mark.parametrize(
    ("locale", "minor", "currency", "text"),
    [
        ("ru", 150000, "RUB", "1 500 ₽"),
        ("ru", 150050, "RUB", "1 500,50 ₽"),
        ("ru", 0, "RUB", "0 ₽"),
        ("ru", 5, "RUB", "0,05 ₽"),
        ("en", 150000, "USD", "$1,500"),
        ("en", 150099, "USD", "$1,500.99"),
        ("en", 1500, "JPY", "¥1,500"),
        ("ru", -150050, "RUB", "\N{MINUS SIGN}1 500,50 ₽"),
        ("en", -150050, "RUB", "\N{MINUS SIGN}RUB 1,500.50"),
    ],
)
def test_money_is_written_as_people_write_it(locale: str, minor: int, currency: str, text: str):
    assert plain(format_money(locale, minor, currency)) == text


@pytest.mark.parametrize(
    ("locale", "minutes", "text"),
    [
        ("ru", 36, "0,6"),
        ("en", 36, "0.6"),
        ("ru", 60, "1"),
        ("ru", 50, "0,83"),
        ("en", 0, "0"),
        ("ru", 90, "1,5"),
    ],
)
def test_hours_have_at_most_two_decimals(locale: str, minutes: int, text: str):
    assert format_hours(locale, minutes) == text


def test_a_moment_is_told_in_the_shops_zone():
    assert format_moment("ru", MOMENT, "Europe/Moscow") == "23 нояб., 14:05"
    assert format_moment("en", MOMENT, "Europe/Moscow") == "Nov 23, 14:05"
    assert format_moment("ru", MOMENT, "Asia/Vladivostok") == "23 нояб., 21:05"


def test_a_record_is_named_in_the_readers_language():
    assert (localized("ru", "Масло", "Oil"), localized("en", "Масло", "Oil")) == ("Масло", "Oil")


def test_an_unknown_message_is_shown_as_it_is():
    assert translate("ru", "Nobody translated %(this)s.", this="that") == "Nobody translated that."


def test_a_message_with_a_percent_sign_needs_no_places():
    assert translate("ru", "100% done") == "100% done"


def test_an_unknown_language_has_no_catalogue():
    with pytest.raises(FileNotFoundError):
        catalogue("de")


def test_an_error_speaks_the_readers_language():
    assert AccessDenied().text("en") == "You are not allowed to do this."
    assert AccessDenied().text("ru") == translate("ru", "You are not allowed to do this.")
    assert AccessDenied().code == "AccessDenied"
    assert str(DomainError()) == "Something went wrong. Please try again."

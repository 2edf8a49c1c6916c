"""Numbers as people type them are exact, or a sentence; never another number."""

from collections.abc import Callable
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autoservice.shared.bad_numbers import (
    BAD_HOURS,
    BAD_NUMBER,
    AmbiguousNumber,
    NegativeNumber,
    NotANumber,
    NotHours,
    NumberMissing,
    NumberTooLarge,
    TooManyPlaces,
)
from autoservice.shared.errors import DomainError
from autoservice.shared.i18n import LOCALES
from autoservice.shared.typed_numbers import (
    HOURS_LIMIT,
    MONEY_LIMIT,
    QUANTITY_LIMIT,
    from_thousandths,
    parse_hours,
    parse_money,
    parse_percent,
    parse_quantity,
    to_thousandths,
    typed_hours,
    typed_money,
    typed_quantity,
)

LANGUAGES = st.sampled_from(LOCALES)
NARROW, NO_BREAK, THIN = "\u202f", "\u00a0", "\u2009"


def outcome(parse: Callable[..., object], *arguments: str) -> object:
    """The value, or the kind of the error, whose sentence can be told."""
    try:
        return parse(*arguments)
    except DomainError as error:
        told = error
    assert all(told.text(locale) for locale in LOCALES)
    return type(told)


def money(text: str, locale: str) -> object:
    return outcome(parse_money, text, locale, "RUB")


def quantity(text: str, locale: str) -> object:
    return outcome(parse_quantity, text, locale)


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize(
    ("text", "minor"),
    [
        ("1250", 125_000),
        ("1 250,50", 125_050),
        (f"1{NARROW}250,50", 125_050),
        (f"1{NO_BREAK}250.50", 125_050),
        (f"1{THIN}250", 125_000),
        ("1250.50", 125_050),
        ("1250,5", 125_050),
        ("1,250.50", 125_050),
        ("1.250,50", 125_050),
        ("1'250.50", 125_050),
        ("1’250,50", 125_050),
        ("1 000 000", 100_000_000),
        ("1,000,000", 100_000_000),
        ("1.000.000,05", 100_000_005),
        (" 0,01 ", 1),
        (".5", 50),
        ("5,", 500),
        ("0,250", 25),
        ("1250.0000", 125_000),
        ("1250,000", 125_000),
        ("\ufeff1250\u200b", 125_000),
        ("1 250,50 ₽", 125_050),
        ("1250 руб.", 125_000),
        ("1250р", 125_000),
        ("RUB 1250", 125_000),
        ("+5", 500),
        ("0", 0),
        ("", NumberMissing),
        ("  ", NumberMissing),
        ("₽", NumberMissing),
        ("-1", NegativeNumber),
        ("−1", NegativeNumber),
        ("1e9", NotANumber),
        ("1E2", NotANumber),
        ("=1+1", NotANumber),
        ("1-2", NotANumber),
        ("12 50", NotANumber),
        ("1\n250", NotANumber),
        ("1\t250", NotANumber),
        ("1 2500", NotANumber),
        ("1,25,000", NotANumber),
        ("1.2.3", NotANumber),
        ("1..5", NotANumber),
        (",", NotANumber),
        ("-", NotANumber),
        ("5²", NotANumber),
        ("½", NotANumber),
        ("١٢", NotANumber),
        ("0x10", NotANumber),
        ("NaN", NotANumber),
        ("inf", NotANumber),
        ("$5", NotANumber),
        ("5 €", NotANumber),
        ("9" * 50, NotANumber),
        ("9" * 24, NumberTooLarge),
        ("20000000.01", NumberTooLarge),
        ("0.001", TooManyPlaces),
        ("1250.505", TooManyPlaces),
        ("1.255", TooManyPlaces),
    ],
)
def test_a_typed_sum_is_exact_or_refused(text: str, minor: int | type[DomainError], locale: str):
    assert money(text, locale) == minor


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize(
    ("text", "basis_points"),
    [
        ("10", 1000),
        ("12,5 %", 1250),
        ("12.55%", 1255),
        ("0,01", 1),
        ("1,250", 125),
        ("100", 10_000),
        ("0", 0),
        ("", NumberMissing),
        ("%", NumberMissing),
        ("%5", NotANumber),
        ("5 %%", NotANumber),
        ("5 ₽", NotANumber),
        ("-1", NegativeNumber),
        ("0,005", TooManyPlaces),
        ("100,01", NumberTooLarge),
    ],
)
def test_a_typed_percentage_is_exact_or_refused(text: str, basis_points: object, locale: str):
    assert outcome(parse_percent, text, locale) == basis_points


@pytest.mark.parametrize(
    ("text", "russian", "english"),
    [
        ("1,250", AmbiguousNumber, 125_000),
        ("1.250", AmbiguousNumber, AmbiguousNumber),
        ("1 250,500", AmbiguousNumber, AmbiguousNumber),
        ("1,255", TooManyPlaces, 125_500),
    ],
)
def test_a_sum_that_could_be_a_thousand_times_another_is_read_by_the_language_or_asked_about(
    text: str, russian: object, english: object
):
    assert (money(text, "ru"), money(text, "en")) == (russian, english)


@pytest.mark.parametrize(
    ("text", "russian", "english"),
    [
        ("1,125", Decimal("1.125"), AmbiguousNumber),
        ("1.125", AmbiguousNumber, Decimal("1.125")),
        ("0.125", Decimal("0.125"), Decimal("0.125")),
        ("4.3", Decimal("4.3"), Decimal("4.3")),
        ("4,30", Decimal("4.3"), Decimal("4.3")),
        ("100", Decimal(100), Decimal(100)),
        ("1 000,5", Decimal("1000.5"), Decimal("1000.5")),
        ("0,0001", TooManyPlaces, TooManyPlaces),
        ("-1", NegativeNumber, NegativeNumber),
        ("1000001", NumberTooLarge, NumberTooLarge),
    ],
)
def test_a_typed_quantity_is_exact_or_refused(text: str, russian: object, english: object):
    assert (quantity(text, "ru"), quantity(text, "en")) == (russian, english)


def test_a_quantity_reads_back_as_it_was_typed():
    assert str(parse_quantity("4,300", "ru")) == "4.3"
    assert str(parse_quantity("100", "ru")) == "100"
    assert to_thousandths(Decimal("4.3")) == 4300


def test_what_is_taken_away_may_be_below_zero_where_it_is_said_so():
    assert parse_quantity("−2,5", "ru", negative=True) == Decimal("-2.5")
    assert parse_money("-1 250,50", "ru", "RUB", negative=True) == -125_050


def test_the_refusal_names_both_readings_and_each_can_be_typed():
    with pytest.raises(AmbiguousNumber) as refused:
        parse_money("1.250", "ru", "RUB")
    assert refused.value.text("ru") == "«1.250» можно понять как 1250 и как 1,25. Напишите одно из двух."
    assert (money("1250", "ru"), money("1,25", "ru")) == (125_000, 125)


def test_currencies_have_their_own_decimals():
    assert parse_money("1250", "ru", "JPY") == 1250
    assert parse_money("1,250", "en", "USD") == 125_000
    assert parse_money("$1,250.50", "en", "USD") == 125_050
    with pytest.raises(TooManyPlaces):
        parse_money("12,5", "ru", "JPY")


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("0,6", 36),
        ("0.6", 36),
        ("2", 120),
        ("1,250", 75),
        ("0,33", 20),
        ("1:30", 90),
        ("0:05", 5),
        ("40 мин", 40),
        ("40 min", 40),
        ("40м", 40),
        ("90 минут", 90),
        ("1 ч 30 мин", 90),
        ("1h 30m", 90),
        ("1,5 ч", 90),
        ("2 hours", 120),
        ("0,6 н/ч", 36),
        ("0", 0),
        ("", NumberMissing),
        ("1:60", NotHours),
        ("1:5", NotHours),
        ("час", NotHours),
        ("1 ч 30", NotHours),
        ("-1", NegativeNumber),
        ("1e1", NotHours),
        ("1000", NumberTooLarge),
        ("99999 min", NumberTooLarge),
        ("12 500", NumberTooLarge),
    ],
)
def test_typed_hours_are_minutes_or_refused(text: str, minutes: int | type[DomainError], locale: str):
    assert outcome(parse_hours, text, locale) == minutes


@given(minor=st.integers(-MONEY_LIMIT, MONEY_LIMIT), locale=LANGUAGES)
def test_a_shown_sum_is_parsed_to_itself(minor: int, locale: str):
    assert parse_money(typed_money(minor, locale, "RUB"), locale, "RUB", negative=True) == minor


@given(thousandths=st.integers(-QUANTITY_LIMIT * 1000, QUANTITY_LIMIT * 1000), locale=LANGUAGES)
def test_a_shown_quantity_is_parsed_to_itself(thousandths: int, locale: str):
    shown = typed_quantity(from_thousandths(thousandths), locale)
    assert to_thousandths(parse_quantity(shown, locale, negative=True)) == thousandths


@given(minutes=st.integers(0, HOURS_LIMIT * 60), locale=LANGUAGES)
def test_shown_hours_are_parsed_to_themselves(minutes: int, locale: str):
    assert parse_hours(typed_hours(minutes, locale), locale) == minutes


@given(text=st.text(st.sampled_from("0123456789,. '-+:руб\u202f₽чhмe\n") | st.characters(), max_size=30))
def test_no_text_is_more_than_a_refusal(text: str):
    for locale in LOCALES:
        assert isinstance(money(text, locale), int) or money(text, locale) in BAD_NUMBER
        assert isinstance(quantity(text, locale), Decimal) or quantity(text, locale) in BAD_NUMBER
        hours = outcome(parse_hours, text, locale)
        assert isinstance(hours, int) or hours in BAD_HOURS


@given(digits=st.integers(0, 999_999_999), locale=LANGUAGES, point=st.sampled_from(",."))
def test_two_decimals_are_never_off_by_a_hundred(digits: int, locale: str, point: str):
    whole, hundredths = divmod(digits, 100)
    assert parse_money(f"{whole}{point}{hundredths:02}", locale, "RUB") == digits

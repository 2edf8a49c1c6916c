"""Numbers as people type them: sums, quantities, hours and percentages, parsed to exact values.

Decimals may follow a comma or a dot, thousands may be grouped by blanks, apostrophes, commas or dots. What
has exactly three digits behind its only comma or dot (``1,250``) could be off by a thousand. It is read

- as a sum: as thousands if the sign groups thousands in the language (the comma in English), else refused;
- as a quantity: as decimals if the sign is the language's decimal sign, else refused;
- as hours or a percentage: as decimals, because nobody means a thousand of them.

``0,250`` can only be decimals. The refusal names both readings. A value that is formatted for a cell is
parsed to itself.
"""

import re
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

from babel.numbers import get_currency_precision, get_currency_symbol

from autoservice.shared.bad_numbers import (
    AmbiguousNumber,
    NegativeNumber,
    NotANumber,
    NotHours,
    NumberMissing,
    NumberTooLarge,
    TooManyPlaces,
)
from autoservice.shared.i18n import LOCALES
from autoservice.shared.printable import INVISIBLE, shorten

QUANTITY_PLACES: Final = 3
# In minor units; the largest number of an integer column is 2,147,483,647.
MONEY_LIMIT: Final = 2_000_000_000
QUANTITY_LIMIT: Final = 1_000_000
HOURS_LIMIT: Final = 999
PERCENT_PLACES: Final = 2
PERCENT_LIMIT: Final = 100
# So many digits are exact in decimal arithmetic, with the decimals that are added.
TEXT_LIMIT: Final = 24

_DECIMAL_SIGN: Final = {"ru": ",", "en": "."}
_GROUPING_SIGN: Final = {"ru": " ", "en": ","}
_MINUS: Final = str.maketrans("\u2010\u2011\u2012\u2013\u2212\u2019", "-----'")
# Line breaks are not among them: two lines are two numbers.
_BLANKS: Final = re.compile("[ \u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]+")
_NUMBER: Final = re.compile(
    r"(?P<sign>[+-]?) ?(?P<whole>[0-9]+|[0-9]{1,3}(?P<group>[ '.,])[0-9]{3}(?:(?P=group)[0-9]{3})*)?"
    r"(?:(?!(?P=group))[.,](?P<places>[0-9]*))?"
)
_EITHER_WAY: Final = re.compile(r"[+-]? ?(?P<head>[0-9]{1,3}(?: [0-9]{3})*)(?P<point>[.,])(?P<tail>[0-9]{3})")
_CLOCK: Final = re.compile(r"(?P<hours>[0-9]{1,3}):(?P<minutes>[0-5][0-9])")
_UNITS: Final = re.compile(
    r"(?:(?P<hours>[0-9., ]*[0-9]) ?(?:н[/. -]?ч|ч|час|часа|часов|h|hr|hrs|hour|hours)\.?)?"
    r" ?(?:(?P<minutes>[0-9]{1,5}) ?(?:м|мин|минут|минута|минуты|m|min|mins|minute|minutes)\.?)?",
    re.IGNORECASE,
)
_ROUBLES: Final = ("руб.", "руб", "р.", "р")


def parse_money(text: str, locale: str, currency: str, *, negative: bool = False) -> int:
    """Return the minor units of a typed sum of ``currency``; raises one of ``BAD_NUMBER``."""
    places = get_currency_precision(currency)
    line = _without_currency(_plain(text), currency)
    number = _parse(line, locale, places, grouped=_GROUPING_SIGN[locale], decimal="")
    _check_range(number, locale, Decimal(MONEY_LIMIT).scaleb(-places), negative=negative)
    return int(number.scaleb(places))


def parse_quantity(text: str, locale: str, *, negative: bool = False) -> Decimal:
    """Return a typed quantity of at most three decimals; raises one of ``BAD_NUMBER``."""
    number = _parse(_plain(text), locale, QUANTITY_PLACES, grouped="", decimal=_DECIMAL_SIGN[locale])
    _check_range(number, locale, Decimal(QUANTITY_LIMIT), negative=negative)
    return from_thousandths(to_thousandths(number))


def parse_hours(text: str, locale: str) -> int:
    """Return the minutes of typed hours (``0,6``, ``1:30``, ``1 h 30 min``); raises one of ``BAD_HOURS``."""
    line = _plain(text)
    if clock := _CLOCK.fullmatch(line):
        hours, minutes = Decimal(clock["hours"]), int(clock["minutes"])
    elif (units := _UNITS.fullmatch(line)) and line:
        hours, minutes = _hours(units["hours"] or "0", locale), int(units["minutes"] or 0)
    else:
        hours, minutes = _hours(line, locale), 0
    total = int((hours * 60).quantize(Decimal(1), ROUND_HALF_UP)) + minutes
    _check_range(Decimal(total) / 60, locale, Decimal(HOURS_LIMIT), negative=False)
    return total


def parse_percent(text: str, locale: str) -> int:
    """Return the basis points of a typed percentage up to 100 (``12,5 %``); raises one of ``BAD_NUMBER``."""
    line = _plain(text).removesuffix("%").strip()
    number = _parse(line, locale, PERCENT_PLACES, grouped="", decimal=".,")
    _check_range(number, locale, Decimal(PERCENT_LIMIT), negative=False)
    return int(number.scaleb(PERCENT_PLACES))


def to_thousandths(quantity: Decimal) -> int:
    """Return a quantity of at most three decimals as the database keeps it."""
    return int(quantity.scaleb(QUANTITY_PLACES))


def from_thousandths(thousandths: int) -> Decimal:
    """Return the quantity of the database's integer, without zeros at the end of its decimals."""
    quantity = Decimal(thousandths).scaleb(-QUANTITY_PLACES)
    return quantity.quantize(Decimal(1)) if quantity == quantity.to_integral() else quantity.normalize()


def typed_money(minor: int, locale: str, currency: str) -> str:
    """Return a sum as one would type it: without grouping and currency, whole sums without decimals."""
    places = get_currency_precision(currency)
    amount = Decimal(minor).scaleb(-places)
    whole = amount == amount.to_integral()
    return _with_sign(f"{amount:.{0 if whole else places}f}", locale)


def typed_quantity(quantity: Decimal, locale: str) -> str:
    """Return a quantity as one would type it."""
    return _with_sign(f"{from_thousandths(to_thousandths(quantity)):f}", locale)


def typed_hours(minutes: int, locale: str) -> str:
    """Return minutes as hours with at most two decimals, as one would type them."""
    hours = (Decimal(minutes) / 60).quantize(Decimal("0.01"), ROUND_HALF_UP)
    return typed_quantity(hours, locale)


def _with_sign(number: str, locale: str) -> str:
    return number.replace(".", _DECIMAL_SIGN[locale])


def _plain(text: str) -> str:
    """Return the text with single plain blanks, plain minus and apostrophe, nothing invisible."""
    return _BLANKS.sub(" ", INVISIBLE.sub("", text)).translate(_MINUS).strip()


def _without_currency(line: str, currency: str) -> str:
    signs = {get_currency_symbol(currency, locale) for locale in LOCALES} | {currency}
    for sign in (*signs, *(_ROUBLES if currency == "RUB" else ())):
        if line.casefold().endswith(sign.casefold()):
            return line[: -len(sign)].strip()
        if line.startswith(sign):
            return line[len(sign) :].strip()
    return line


def _hours(line: str, locale: str) -> Decimal:
    try:
        return _parse(line, locale, QUANTITY_PLACES, grouped="", decimal=".,")
    except NotANumber as error:
        raise NotHours(**error.params) from None


def _parse(line: str, locale: str, places: int, *, grouped: str, decimal: str) -> Decimal:
    """Return the number of ``line``; three digits behind a sign are ``grouped``, ``decimal`` or ambiguous."""
    if not line:
        raise NumberMissing()
    found = _NUMBER.fullmatch(line) if len(line) <= TEXT_LIMIT else None
    if not found or not (found["whole"] or found["places"]):
        raise NotANumber(text=shorten(line, TEXT_LIMIT))
    whole, tail = re.sub("[^0-9]", "", found["whole"] or "0"), found["places"] or ""
    both = _EITHER_WAY.fullmatch(line) if int(whole) else None
    if both and both["point"] in grouped and " " not in both["head"]:
        whole, tail, both = whole + tail, "", None
    number = Decimal(f"{found['sign']}{whole}.{tail}")
    if number != round(number, places):
        raise TooManyPlaces(text=line, places=places)
    if both and both["point"] not in decimal:
        raise AmbiguousNumber(text=line, **_readings(whole, tail, locale))
    return number


def _readings(whole: str, tail: str, locale: str) -> dict[str, str]:
    decimal = typed_quantity(Decimal(f"{whole}.{tail}"), locale)
    return {"whole": whole + tail, "decimal": decimal}


def _check_range(number: Decimal, locale: str, limit: Decimal, *, negative: bool) -> None:
    if number < 0 and not negative:
        raise NegativeNumber()
    if abs(number) > limit:
        raise NumberTooLarge(limit=typed_quantity(limit, locale))

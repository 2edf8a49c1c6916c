"""Texts in ru and en from gettext catalogues, and the formats of dates and money.

The msgid is the English sentence. Catalogues are read from the ``.po`` files themselves, so there is
nothing to compile and nothing generated to commit.
"""

import gettext
import io
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

from babel import Locale, negotiate_locale
from babel.dates import format_date, format_datetime, get_timezone_gmt, get_timezone_location
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_currency, format_decimal, get_currency_precision, get_currency_symbol

LOCALES: Final = ("ru", "en")
CATALOGUES: Final = Path(__file__).resolve().parent.parent / "locale"


def N_(message: str) -> str:  # noqa: N802 - gettext's own name for "marked, translated later"
    """Mark ``message`` for extraction; it is translated at its display."""
    return message


@lru_cache
def catalogue(locale: str) -> gettext.NullTranslations:
    """Return the translations of ``locale``; raises ``FileNotFoundError`` for an unknown one."""
    with (CATALOGUES / locale / "LC_MESSAGES" / "messages.po").open("rb") as file:
        parsed = read_po(file, locale=locale)
    compiled = io.BytesIO()
    write_mo(compiled, parsed)
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)


def translate(locale: str, message: str, **params: object) -> str:
    """Return ``message`` in ``locale``, with its ``%(name)s`` placeholders filled from ``params``."""
    text = catalogue(locale).gettext(message)
    return text % params if params else text


def translate_plural(locale: str, one: str, many: str, count: int) -> str:
    """Return the plural form of ``count`` (Russian has three), with ``%(count)d`` filled in."""
    return catalogue(locale).ngettext(one, many, count) % {"count": count}


def translate_count(locale: str, one: str, many: str, count: int, *, exact: bool) -> str:
    """Return the plural form of ``count`` with digits grouped; "10,000+" if it is not ``exact``."""
    number = format_decimal(count, locale=locale) + ("" if exact else "+")
    return catalogue(locale).ngettext(one, many, count) % {"count": number}


def choose_locale(accept_language: str, default: str) -> str:
    """Return the best of our languages for an ``Accept-Language`` header, else ``default``."""
    ranked = sorted(_weighted(accept_language), key=lambda pair: -pair[1])
    language = [tag.replace("-", "_").lower() for tag, weight in ranked if weight > 0]
    return negotiate_locale(language, LOCALES) or default


def _weighted(header: str) -> list[tuple[str, float]]:
    return [_parse_range(part) for part in header.split(",")[:20] if part.strip()]


def _parse_range(part: str) -> tuple[str, float]:
    # Blanks may stand around each sign.
    tag, _, weight = "".join(part.split()).lower().partition(";q=")
    try:
        return tag, float(weight or 1)
    except ValueError:
        return tag, 0.0


def localized(locale: str, ru: str, en: str) -> str:
    """Return the one of a record's two names that is in the language."""
    return ru if locale == "ru" else en


def format_money(locale: str, minor: int, currency: str) -> str:
    """Return ``minor`` units of ``currency`` in the locale's format, whole sums without ".00"."""
    if minor < 0:
        return f"\N{MINUS SIGN}{format_money(locale, -minor, currency)}"
    amount = minor / 10 ** get_currency_precision(currency)
    pattern = Locale.parse(locale).currency_formats["standard"].pattern
    if minor % 10 ** get_currency_precision(currency) == 0:
        pattern = pattern.replace(".00", "")
    text = format_currency(amount, currency, format=pattern, locale=locale, currency_digits=False)
    symbol = get_currency_symbol(currency, locale)
    # A code of letters needs a blank: "RUB 1,500", but "$1,500".
    return (
        text.replace(symbol, f"{symbol}\N{NO-BREAK SPACE}", 1)
        if text.startswith(symbol) and symbol.isalpha()
        else text
    )


def format_number(locale: str, number: int) -> str:
    """Return ``number`` in the locale's format, such as "123 456"."""
    return format_decimal(number, locale=locale)


def format_hours(locale: str, minutes: int) -> str:
    """Return ``minutes`` as norm-hours with at most two decimals, such as "0,6"."""
    return format_decimal(round(minutes / 60, 2), locale=locale)


# A live page shows the same moments again with every change.
@lru_cache(maxsize=4096)
def format_moment(locale: str, moment: datetime, zone: str) -> str:
    """Return day, month and time in the shop's ``zone``, such as "23 нояб., 14:05"."""
    pattern = "d MMM, HH:mm" if locale == "ru" else "MMM d, HH:mm"
    return format_datetime(moment, pattern, tzinfo=ZoneInfo(zone), locale=locale)


def format_day(locale: str, day: date) -> str:
    """Return a day with its weekday, such as "пт, 27 нояб. 2026 г."."""
    return format_date(day, "EEE, d MMM y 'г'." if locale == "ru" else "EEE, MMM d, y", locale=locale)


def format_zone(locale: str, zone: str, now: datetime) -> str:
    """Return a time zone by its city and what it differs by ``now``, such as "Москва (GMT+03:00)"."""
    place = get_timezone_location(zone, locale=locale, return_city=True)
    return f"{place} ({get_timezone_gmt(now.astimezone(ZoneInfo(zone)), 'long', locale=locale)})"


def viewer_locale(account: str, cookie: str | None, accept_language: str, default: str) -> str:
    """Return the viewer's language: the account's, else the browser's cookie's, else that of its header."""
    for language in (account, cookie):
        if language in LOCALES:
            return language
    return choose_locale(accept_language, default)

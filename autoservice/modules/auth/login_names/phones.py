"""Phone numbers as people write them, in one form (E.164), or what is wrong with them."""

import re
from typing import Final

import phonenumbers
from phonenumbers import NumberParseException, PhoneMetadata, PhoneNumber, ValidationResult

from autoservice.modules.auth.errors import (
    NoSuchPhone,
    NotAPhone,
    PhoneTooLong,
    PhoneTooShort,
    PhoneWithExtension,
    SeveralPhones,
    UnknownCountryCode,
)
from autoservice.shared.normal_forms import fold

MAX_LENGTH: Final = 100
# What separates two numbers, and what leads to an extension; the text is folded.
BETWEEN_NUMBERS: Final = re.compile(r"[,;/|\n]|\b(?:и|или|and|or)\b")
EXTENSION: Final = re.compile(r"(?:доб|внутр|вн|ext|x|#)[a-zа-я]*[.:]?\s*[0-9]{1,6}\)?$")
# "+8 (916)": a trunk prefix with the plus of the code that it stands for.
TRUNK_WITH_PLUS: Final = re.compile(r"\+8(?=[\s(.-])")
REASONS: Final[dict[int, type[NotAPhone]]] = {
    ValidationResult.TOO_SHORT: PhoneTooShort,
    ValidationResult.IS_POSSIBLE_LOCAL_ONLY: PhoneTooShort,
    ValidationResult.TOO_LONG: PhoneTooLong,
    ValidationResult.INVALID_LENGTH: PhoneTooLong,
    ValidationResult.INVALID_COUNTRY_CODE: UnknownCountryCode,
}
FAILURES: Final[dict[int, type[NotAPhone]]] = {
    NumberParseException.INVALID_COUNTRY_CODE: UnknownCountryCode,
    NumberParseException.TOO_SHORT_AFTER_IDD: PhoneTooShort,
    NumberParseException.TOO_SHORT_NSN: PhoneTooShort,
    NumberParseException.TOO_LONG: PhoneTooLong,
}


def parse_phone(text: str, region: str) -> str:
    """The number in E.164 (+79161234567), as one writes it in ``region``; raises ``NotAPhone``."""
    typed = fold(text[:MAX_LENGTH]).strip()
    if len(text) > MAX_LENGTH:
        raise PhoneTooLong()
    if EXTENSION.search(typed):
        raise PhoneWithExtension()
    if _count_numbers(typed, region) > 1:
        raise SeveralPhones()
    failure = NotAPhone()
    for spelling in _spellings(typed, region):
        try:
            return _format(_read_number(spelling, region))
        except NotAPhone as error:
            failure = error
    raise failure


def _count_numbers(typed: str, region: str) -> int:
    parts = [part for part in BETWEEN_NUMBERS.split(typed) if any(map(str.isdecimal, part))]
    found = phonenumbers.PhoneNumberMatcher(typed, region)
    return max(len(parts), sum(1 for _ in found))


def _spellings(typed: str, region: str) -> list[str]:
    """What the text can mean, the likeliest first; the last one's failure is reported."""
    others = []
    if typed.startswith("00"):
        others.append("+" + typed[2:])
    if typed.startswith("+8") and _trunk_prefix(region) == "8":
        others.append(typed[1:])
        if TRUNK_WITH_PLUS.match(typed):
            return others
    return [typed, *others] if typed.startswith("+") else [*others, typed]


def _trunk_prefix(region: str) -> str | None:
    metadata = PhoneMetadata.metadata_for_region(region, None)
    return metadata.national_prefix if metadata else None


def _read_number(spelling: str, region: str) -> PhoneNumber:
    try:
        return phonenumbers.parse(spelling, region)
    except NumberParseException as error:
        raise FAILURES.get(error.error_type, NotAPhone)() from error


def _format(number: PhoneNumber) -> str:
    if not phonenumbers.is_valid_number(number):
        raise REASONS.get(phonenumbers.is_possible_number_with_reason(number), NoSuchPhone)()
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)

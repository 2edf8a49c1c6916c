"""Pydantic's errors as sentences for users, without the value that was sent."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Annotated, Any, Final

from pydantic import AfterValidator, AwareDatetime, BeforeValidator, Field, WithJsonSchema
from pydantic_core import PydanticCustomError

from autoservice.shared.i18n import N_, translate
from autoservice.shared.printable import UnreadableText, normalise_line

# Pydantic's error types; anything else is "not valid".
SENTENCES: Final = {
    "missing": N_("This field is required."),
    "string_too_short": N_("This field is required."),
    "string_too_long": N_("This text is too long."),
    "too_long": N_("There are too many of them."),
    "int_parsing": N_("A number is expected."),
    "int_type": N_("A number is expected."),
    "int_from_float": N_("A number is expected."),
    "plate": N_("Enter the number plate: 2 to 15 letters and digits."),
    "vin": N_("Enter the VIN or frame number: 5 to 20 Latin letters and digits."),
    "zone": N_("Choose a time zone from the list."),
    "same_time": N_("The end must be another time than the start."),
    "services": N_("Choose at least one service."),
    "services_twice": N_("Each service can be ordered once."),
    "date_from_datetime_parsing": N_("A date is expected."),
    "date_parsing": N_("A date is expected."),
    "unreadable": N_("This text has characters that cannot be shown."),
}
NOT_VALID: Final = N_("This value is not valid.")


def _refuse_truth(value: object) -> object:
    # Else ``true`` would be 1.
    if isinstance(value, bool):
        raise PydanticCustomError("int_type", "A number is expected.")
    return value


Whole = Annotated[int, BeforeValidator(_refuse_truth)]
# What PostgreSQL can hold: a larger number or a zero byte would be an error of the database.
Id = Annotated[Whole, Field(ge=1, le=2**31 - 1)]
STORABLE: Final = r"^[^\x00]*$"
SEARCH_LENGTH: Final = 120
SearchText = Annotated[str, Field(max_length=SEARCH_LENGTH, pattern=STORABLE)]
# Far from the ends of what a moment can be in any zone of a client or a database.
YEARS: Final = range(1900, 3000)


def _in_utc(moment: datetime) -> datetime:
    if moment.year not in YEARS:
        raise PydanticCustomError("moment", "Too long ago, or too far away.")
    return moment.astimezone(UTC)


Moment = Annotated[AwareDatetime, AfterValidator(_in_utc)]


def none_if_blank(value: object) -> object:
    """Return ``None`` for what a form sends of an empty field."""
    return None if isinstance(value, str) and not value.strip() else value


def _refuse_counted(value: object) -> object:
    # Else a number would be the seconds since 1970.
    is_counted = isinstance(value, int | float) or (
        isinstance(value, str) and value.strip("+-. ").isdecimal()
    )
    if is_counted:
        raise PydanticCustomError("date_parsing", "A date is expected.")
    return value


CalendarDay = Annotated[date, BeforeValidator(_refuse_counted)]


def _normalise(text: object) -> object:
    if not isinstance(text, str):
        return text
    try:
        return normalise_line(text)
    except UnreadableText as error:
        raise PydanticCustomError("unreadable", "Characters that cannot be shown.") from error


# Makes one line for people to read of a text, such as a name; named last, so that it comes first.
TIDIED: Final = BeforeValidator(_normalise)


def _plain_breaks(text: object) -> object:
    return text.replace("\r\n", "\n").replace("\r", "\n") if isinstance(text, str) else text


# Line breaks of one kind, as every browser and file shows them; named last, so that it comes first.
PLAIN_BREAKS: Final = BeforeValidator(_plain_breaks)


def _read_flag(value: object) -> object:
    # Not numbers and other words, which Pydantic takes too.
    if isinstance(value, bool):
        return value
    if value in ("true", "false"):
        return value == "true"
    raise PydanticCustomError("flag", "True or false.")


# A yes or no in JSON, or in the words of a form's button.
Flag = Annotated[
    bool,
    BeforeValidator(_read_flag),
    WithJsonSchema({"anyOf": [{"type": "boolean"}, {"type": "string", "enum": ["true", "false"]}]}),
]


def searchable(text: object) -> str:
    """Return the searchable part of a text from a field or an address: a ``SearchText``."""
    storable = str(text).encode(errors="ignore").decode().replace("\0", "")
    return storable.strip()[:SEARCH_LENGTH]


def explain_fields(locale: str, findings: Sequence[Any]) -> dict[str, str]:
    """Return one sentence per invalid field, by the field's dotted name.

    ``findings`` is the result of ``ValidationError.errors()``.
    """
    return {
        ".".join(str(part) for part in finding["loc"]): translate(
            locale, SENTENCES.get(finding["type"], NOT_VALID)
        )
        for finding in findings
    }

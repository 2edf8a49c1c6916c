"""Errors of typed numbers: sums, quantities and hours."""

from typing import Final

from autoservice.shared.errors import Invalid
from autoservice.shared.i18n import N_


class NumberMissing(Invalid):
    """Nothing was typed."""

    code = "NumberMissing"
    message = N_("Enter a number.")


class NotANumber(Invalid):
    """The text is no number."""

    code = "NotANumber"
    message = N_("“%(text)s” is not a number.")


class NotHours(Invalid):
    """The text is no duration."""

    code = "NotHours"
    message = N_("“%(text)s” is not a time. Write hours, like 1.5, or 1:30, or 40 min.")


class AmbiguousNumber(Invalid):
    """The text can be read as two numbers, of which one is a thousand times the other."""

    code = "AmbiguousNumber"
    message = N_("“%(text)s” can be read as %(whole)s or as %(decimal)s. Write one of these.")


class TooManyPlaces(Invalid):
    """The number has more decimals than are kept."""

    code = "TooManyPlaces"
    message = N_("“%(text)s” has too many digits after the decimal sign: at most %(places)d are kept.")


class NegativeNumber(Invalid):
    """The number is below zero where only others have a meaning."""

    code = "NegativeNumber"
    message = N_("The number cannot be below zero.")


class NumberTooLarge(Invalid):
    """The number is above the limit."""

    code = "NumberTooLarge"
    message = N_("The number can be at most %(limit)s.")


BAD_NUMBER: Final = (
    NumberMissing,
    NotANumber,
    AmbiguousNumber,
    TooManyPlaces,
    NegativeNumber,
    NumberTooLarge,
)
BAD_HOURS: Final = (*BAD_NUMBER, NotHours)

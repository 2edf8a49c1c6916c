"""VINs and frame numbers as people type them."""

import unicodedata
from typing import Annotated, Final

from pydantic import AfterValidator, StringConstraints
from pydantic_core import PydanticCustomError

from autoservice.shared.normal_forms import vin_key
from autoservice.shared.printable import INVISIBLE

VIN_LENGTH: Final = 40
# The shortest frame numbers, such as those of 1975, and a VIN with what may be added to it.
SHORTEST, LONGEST = 5, 20
# A VIN of today has so many characters, none of which looks like a digit.
STANDARD_LENGTH: Final = 17
NOT_STANDARD: Final = frozenset("IOQ")


def parse_vin(vin: str) -> str:
    """Return the VIN or frame number as typed, in capitals and single blanks; raises ``PydanticCustomError``.

    None is an empty text. The check digit is not asked: that of many makes is false.
    """
    shown = " ".join(INVISIBLE.sub("", unicodedata.normalize("NFC", vin)).split()).upper()
    key = vin_key(shown)
    if shown and not (SHORTEST <= len(key) <= LONGEST and key.isascii() and key.isalnum()):
        raise PydanticCustomError("vin", "Not a VIN.")
    return shown


def is_doubtful(vin: str) -> bool:
    """Return whether the text is as long as a VIN, but has a letter that no VIN has."""
    key = vin_key(vin)
    return len(key) == STANDARD_LENGTH and not NOT_STANDARD.isdisjoint(key)


Vin = Annotated[str, StringConstraints(max_length=VIN_LENGTH), AfterValidator(parse_vin)]

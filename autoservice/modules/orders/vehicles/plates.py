"""Number plates as people type them."""

import unicodedata
from typing import Annotated, Final

from pydantic import AfterValidator, StringConstraints
from pydantic_core import PydanticCustomError

from autoservice.shared.normal_forms import plate_key
from autoservice.shared.printable import INVISIBLE

PLATE_LENGTH: Final = 40
# What people put between the letters and digits of a number plate, beside blanks and dashes of all kinds.
SEPARATORS: Final = frozenset("./\\_|•·№'’`´*\u2212")
BLANKS_DASHES_ACCENTS: Final = frozenset({"Zs", "Pd", "Mn", "Mc"})


def parse_plate(plate: str) -> str:
    """Return the number plate as typed, in capitals and single blanks; raises ``PydanticCustomError``.

    It has 2 to 15 letters and digits of any country; compared is its normal form (``plate_key``).
    """
    shown = " ".join(INVISIBLE.sub("", unicodedata.normalize("NFC", plate)).split()).upper()
    fits = len(shown) <= PLATE_LENGTH and 2 <= len(plate_key(shown)) <= 15
    if not fits or not all(map(_may_stand_in_a_plate, shown)):
        raise PydanticCustomError("plate", "Not a number plate.")
    return shown


def _may_stand_in_a_plate(char: str) -> bool:
    return char.isalnum() or char in SEPARATORS or unicodedata.category(char) in BLANKS_DASHES_ACCENTS


Plate = Annotated[str, StringConstraints(max_length=PLATE_LENGTH), AfterValidator(parse_plate)]

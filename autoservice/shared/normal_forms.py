"""Normal forms: one form of a text, for comparing and searching, whatever its spelling.

No function here raises on any text, and each leaves its own result as it is.
"""

import re
import unicodedata
from collections.abc import Callable
from typing import Final

from autoservice.shared.printable import INVISIBLE

# Accents, the two dots of Ё among them.
_ACCENTS: Final = re.compile("[\u0300-\u036f]")
# Cyrillic and Greek capitals that look like Latin ones.
_LOOK_ALIKES: Final = str.maketrans("АВЕЁКМНОРСТУХІЈЅΑΒΕΖΗΙΚΜΝΟΡΤΥΧ", "ABEEKMHOPCTYXIJSABEZHIKMNOPTYX")
_SERIES: Final = (
    "(?:[ABCEHKMOPTXY][0-9]{3}[ABCEHKMOPTXY]{2}|[ABCEHKMOPTXY]{2}[0-9]{3,4}|[0-9]{4}[ABCEHKMOPTXY]{2}"
    "|[ABCEHKMOPTXY][0-9]{4}|[ABCEHKMOPTXY]{2}[0-9]{3}[ABCEHKMOPTXY]|[0-9]{3}(?:CD|D|T)[0-9]{1,3})"
)
# The country beside the region of a Russian plate, in Latin letters or in Cyrillic ones as they are folded.
_WITH_COUNTRY: Final = re.compile(
    f"(?:RUS|PYC)?({_SERIES})(?:(?:RUS|PYC)([0-9]{{2,3}})|([0-9]{{2,3}})(?:RUS|PYC)?)"
)
# Blanks, dashes of all kinds and dots.
_SEPARATOR: Final = re.compile("[\\s.\u00b7\u2010-\u2015\u2212\u2e3a\u2e3b\u30fb\ufe58\uff65-]")
_ROUNDS: Final = 8


def fold(text: str) -> str:
    """Return ``text`` without differences of case, width, accents (ё = е) and invisible characters."""
    return _apply_until_stable(_fold_once, text)


def plate_key(text: str) -> str:
    """Return a number plate's letters and digits: capitals, look-alikes in Latin, without a Russian "RUS"."""
    return _apply_until_stable(_plate_once, text)


def article_key(text: str) -> str:
    """Return an article without blanks, dashes and dots: capitals, look-alikes in Latin."""
    return _apply_until_stable(_article_once, text)


def vin_key(text: str) -> str:
    """Return a VIN or frame number, which is compared as articles are."""
    return article_key(text)


def _apply_until_stable(step: Callable[[str], str], text: str) -> str:
    # Decomposition can produce characters that have to be folded in turn; a few rounds are enough.
    for _ in range(_ROUNDS):
        before, text = text, step(text)
        if text == before:
            break
    return text


def _fold_once(text: str) -> str:
    bare = _ACCENTS.sub("", INVISIBLE.sub("", unicodedata.normalize("NFKD", text)))
    return unicodedata.normalize("NFKC", bare.casefold())


def _plate_once(text: str) -> str:
    bare = "".join(filter(str.isalnum, _fold_code(text.replace("№", ""))))
    russian = _WITH_COUNTRY.fullmatch(bare)
    return "".join(part for part in russian.groups() if part) if russian else bare


def _article_once(text: str) -> str:
    return "".join(char for char in _fold_code(text) if not _SEPARATOR.match(char))


def _fold_code(text: str) -> str:
    capitals = unicodedata.normalize("NFKC", INVISIBLE.sub("", text)).upper()
    letters = unicodedata.normalize("NFKC", capitals).translate(_LOOK_ALIKES)
    return "".join(map(_digit, letters))


def _digit(char: str) -> str:
    value = unicodedata.decimal(char, None)
    return char if value is None else str(value)

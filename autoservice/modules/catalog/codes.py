"""Codes of what is added to the catalog: stable names for addresses, programs and files."""

import re
import unicodedata
import uuid
from collections.abc import Iterator
from typing import Final

from autoservice.shared.normal_forms import fold

CODE_LENGTH: Final = 40
# Of the ending by which a code differs from others.
_ENDING_LENGTH: Final = 9
# By the letter; the hard and the soft sign have none.
_LATIN: Final = {
    "а": "a", "б": "b", "в": "v", "г": "g", "д": "d", "е": "e", "ж": "zh", "з": "z", "и": "i", "к": "k",
    "л": "l", "м": "m", "н": "n", "о": "o", "п": "p", "р": "r", "с": "s", "т": "t", "у": "u", "ф": "f",
    "х": "kh", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "shch", "ъ": "", "ы": "y", "ь": "", "э": "e",
    "ю": "yu", "я": "ya",
}  # fmt: skip


def latin_letters(name: str) -> str:
    """Return a name as small Latin letters, digits and underscores; nothing where it has none of them."""
    latin = "".join(_LATIN.get(char, char) for char in fold(name))
    plain = unicodedata.normalize("NFKD", latin).encode("ascii", "ignore").decode()
    return re.sub("[^a-z0-9]+", "_", plain).strip("_")[:CODE_LENGTH]


def codes_for(name: str, otherwise: str) -> Iterator[str]:
    """Return codes for a name: its letters and digits, then with an ending that nothing has."""
    code = latin_letters(name)[: CODE_LENGTH - _ENDING_LENGTH].strip("_") or otherwise
    yield code
    while True:
        yield f"{code}_{uuid.uuid4().hex[: _ENDING_LENGTH - 1]}"

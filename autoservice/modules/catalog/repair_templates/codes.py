"""Codes of stages: by them a stage is one of the whole order, has words of its own, and is compared."""

import re
import unicodedata
from collections.abc import Collection
from typing import Final

from autoservice.modules.catalog.starting.services import PROCESSES
from autoservice.shared.normal_forms import fold

INTAKE: Final = "intake"
HANDOVER: Final = "handover"
# Stages of the whole order; the others belong to one job each.
SHARED_STAGES: Final = frozenset({INTAKE, HANDOVER})
CODE_LENGTH: Final = 40
# The kinds of stages that the program knows: their names in Russian and English, by code.
KNOWN_STAGES: Final = {
    stage.code: (stage.name_ru, stage.name_en) for process in PROCESSES.values() for stage in process
}
_BY_NAME: Final = {fold(name): code for code, names in KNOWN_STAGES.items() for name in names}
# By the letter; the hard and the soft sign have none.
_LATIN: Final = {
    "а": "a", "б": "b", "в": "v", "г": "g", "д": "d", "е": "e", "ж": "zh", "з": "z", "и": "i", "к": "k",
    "л": "l", "м": "m", "н": "n", "о": "o", "п": "p", "р": "r", "с": "s", "т": "t", "у": "u", "ф": "f",
    "х": "kh", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "shch", "ъ": "", "ы": "y", "ь": "", "э": "e",
    "ю": "yu", "я": "ya",
}  # fmt: skip


def make_code(name_en: str, name_ru: str, taken: Collection[str]) -> str:
    """Return a code that is not ``taken``: of the known kind with such a name, else letters of the name."""
    known = _BY_NAME.get(fold(name_en)) or _BY_NAME.get(fold(name_ru))
    stem = known or latin_letters(name_en) or latin_letters(name_ru) or "stage"
    candidates = (stem, *(f"{stem[: CODE_LENGTH - 3]}_{number}" for number in range(2, 100)))
    return next(code for code in candidates if code not in taken)


def latin_letters(name: str) -> str:
    """Return a name as small Latin letters, digits and underscores; nothing where it has none of them."""
    latin = "".join(_LATIN.get(char, char) for char in fold(name))
    plain = unicodedata.normalize("NFKD", latin).encode("ascii", "ignore").decode()
    return re.sub("[^a-z0-9]+", "_", plain).strip("_")[:CODE_LENGTH]

"""Codes of stages: by them a stage is one of the whole order, has words of its own, and is compared."""

from collections.abc import Collection
from itertools import chain, count
from typing import Final

from autoservice.modules.catalog.codes import CODE_LENGTH, latin_letters
from autoservice.modules.catalog.starting.services import PROCESSES
from autoservice.shared.normal_forms import fold

INTAKE: Final = "intake"
HANDOVER: Final = "handover"
WORK: Final = "work"
# Stages of the whole order; the others belong to one job each.
SHARED_STAGES: Final = frozenset({INTAKE, HANDOVER})
# The kinds of stages that the program knows: their names in Russian and English, by code.
KNOWN_STAGES: Final = {
    stage.code: (stage.name_ru, stage.name_en) for process in PROCESSES.values() for stage in process
}
_BY_NAME: Final = {fold(name): code for code, names in KNOWN_STAGES.items() for name in names}


def make_code(name_en: str, name_ru: str, taken: Collection[str]) -> str:
    """Return a code that is not ``taken``: of the known kind with such a name, else letters of the name."""
    known = _BY_NAME.get(fold(name_en)) or _BY_NAME.get(fold(name_ru))
    stem = known or latin_letters(name_en) or latin_letters(name_ru) or "stage"
    numbered = (f"{stem[: CODE_LENGTH - 5]}_{number}" for number in count(2))
    return next(code for code in chain([stem], numbered) if code not in taken)

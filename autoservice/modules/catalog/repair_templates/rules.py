"""The rules of a version's stages as pure functions: what a chain of stages must be, and why."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import Final

from autoservice.modules.catalog.repair_templates.codes import HANDOVER, INTAKE, SHARED_STAGES, make_code
from autoservice.modules.catalog.repair_templates.errors import StageInvalid, VersionRefused
from autoservice.modules.catalog.repair_templates.schemas import ChecklistLine, StageContent
from autoservice.shared.i18n import N_

MAX_STAGES: Final = 50
MAX_LINES: Final = 50
MAX_SHARE: Final = 10_000

NO_STAGES: Final = N_("Add at least one stage.")
TOO_MANY_STAGES: Final = N_("At most %(limit)d stages are possible.")
NO_WORK: Final = N_(
    "At least one stage before the handover must be required: else the order would be ready at once."
)
NO_NAME: Final = N_("Name the stage.")
BAD_SHARE: Final = N_("The share must be a whole number from 1 to %(limit)d.")
TWICE: Final = N_("Two stages are of this kind. Give one of them another.")
INTAKE_FIRST: Final = N_("The intake must be the first stage.")
HANDOVER_LAST: Final = N_("The handover must be the last stage.")
HANDOVER_REQUIRED: Final = N_("The handover must be required: with it the car is delivered.")
STANDS_ALONE: Final = N_("The intake and the handover cannot be done at once with other stages.")
SCATTERED: Final = N_("Stages that are done at once must follow each other.")
TOO_MANY_LINES: Final = N_("At most %(limit)d lines are possible.")
EMPTY_LINE: Final = N_("Write something in each line, or remove it.")

Reasons = Iterator[StageInvalid]


def complete_stages(stages: Sequence[StageContent]) -> list[StageContent]:
    """Return the stages with codes, and names in both languages; raises ``VersionRefused``.

    Groups are numbered from 1 in their order; a group of one stage is none.
    """
    coded = _coded(stages)
    if reasons := list(_find_reasons(coded)):
        raise VersionRefused(reasons)
    return _with_groups(coded)


def find_problems(stages: Sequence[StageContent]) -> list[StageInvalid]:
    """Return why the stages cannot be a version, if they cannot."""
    return list(_find_reasons(_coded(stages)))


def _coded(stages: Sequence[StageContent]) -> list[StageContent]:
    return _with_codes([_in_both_languages(stage) for stage in stages])


def _find_reasons(stages: Sequence[StageContent]) -> Reasons:
    if not stages:
        yield StageInvalid("stages", NO_STAGES)
    if len(stages) > MAX_STAGES:
        yield StageInvalid("stages", TOO_MANY_STAGES, limit=MAX_STAGES)
    if stages and not any(stage.required and stage.code != HANDOVER for stage in stages):
        yield StageInvalid("stages", NO_WORK)
    for index, stage in enumerate(stages):
        yield from _of_one(index, stage)
    yield from _of_codes(stages)
    yield from _of_places(stages)
    yield from _of_groups(stages)


def _of_one(index: int, stage: StageContent) -> Reasons:
    if not stage.name_ru:
        yield _invalid(index, "name_ru", NO_NAME)
    if not 1 <= stage.share <= MAX_SHARE:
        yield _invalid(index, "share", BAD_SHARE, limit=MAX_SHARE)
    if stage.code == HANDOVER and not stage.required:
        yield _invalid(index, "required", HANDOVER_REQUIRED)
    if stage.code in SHARED_STAGES and stage.parallel_group is not None:
        yield _invalid(index, "parallel_group", STANDS_ALONE)
    if len(stage.checklist) > MAX_LINES:
        yield _invalid(index, "checklist", TOO_MANY_LINES, limit=MAX_LINES)
    if not all(line.ru for line in stage.checklist):
        yield _invalid(index, "checklist", EMPTY_LINE)


def _of_codes(stages: Sequence[StageContent]) -> Reasons:
    seen: Counter[str] = Counter()
    for index, stage in enumerate(stages):
        seen[stage.code] += 1
        if seen[stage.code] > 1:
            yield _invalid(index, "code", TWICE)


def _of_places(stages: Sequence[StageContent]) -> Reasons:
    for index, stage in enumerate(stages):
        if stage.code == INTAKE and index > 0:
            yield _invalid(index, "code", INTAKE_FIRST)
        if stage.code == HANDOVER and index < len(stages) - 1:
            yield _invalid(index, "code", HANDOVER_LAST)


def _of_groups(stages: Sequence[StageContent]) -> Reasons:
    seen: set[int] = set()
    index = 0
    for group, members in groupby(stages, key=lambda stage: stage.parallel_group):
        if group in seen:
            yield _invalid(index, "parallel_group", SCATTERED)
        if group is not None:
            seen.add(group)
        index += len(list(members))


def _invalid(index: int, field: str, message: str, **params: object) -> StageInvalid:
    return StageInvalid(f"stages.{index}.{field}", message, **params)


def _in_both_languages(stage: StageContent) -> StageContent:
    lines = [ChecklistLine(ru=line.ru or line.en, en=line.en or line.ru) for line in stage.checklist]
    names = {"name_ru": stage.name_ru or stage.name_en, "name_en": stage.name_en or stage.name_ru}
    return stage.model_copy(update={**names, "checklist": lines})


def _with_codes(stages: Iterable[StageContent]) -> list[StageContent]:
    found = list(stages)
    taken = {stage.code for stage in found}
    for index, stage in enumerate(found):
        if not stage.code:
            code = make_code(stage.name_en, stage.name_ru, taken)
            taken.add(code)
            found[index] = stage.model_copy(update={"code": code})
    return found


def _with_groups(stages: Sequence[StageContent]) -> list[StageContent]:
    sizes = Counter(stage.parallel_group for stage in stages)
    numbers: dict[int | None, int] = {}
    found = []
    for stage in stages:
        group = stage.parallel_group if sizes[stage.parallel_group] > 1 else None
        number = None if group is None else numbers.setdefault(group, len(numbers) + 1)
        found.append(stage.model_copy(update={"parallel_group": number}))
    return found

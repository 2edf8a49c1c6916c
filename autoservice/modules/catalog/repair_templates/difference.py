"""The difference between two versions of a repair template, as a pure function. Stages are told by code."""

from collections.abc import Sequence
from difflib import SequenceMatcher
from enum import StrEnum
from typing import Any, Final

from pydantic import BaseModel

from autoservice.modules.catalog.repair_templates.schemas import StageContent

COMPARED: Final = tuple(name for name in StageContent.model_fields if name not in ("code", "parallel_group"))


class ChangeKind(StrEnum):
    """What became of a stage."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"


class StageChange(BaseModel):
    """One stage that differs; ``fields`` are the names of what does.

    Beside its own these are "position" where it changed places with others, and "parallel_group" where it is
    done at once with other stages.
    """

    kind: ChangeKind
    before: StageContent | None
    after: StageContent | None
    fields: list[str] = []


class Difference(BaseModel):
    """What changed from one version to the other, in the order of the later one; removed stages come last."""

    former: int
    later: int
    changes: list[StageChange]


def compare_stages(former: Sequence[StageContent], later: Sequence[StageContent]) -> list[StageChange]:
    """Return the stages that differ."""
    before, after = _by_code(former), _by_code(later)
    moved = _moved(former, later)
    together = _partners(former), _partners(later)
    changes = []
    for code, stage in after.items():
        if code not in before:
            changes.append(StageChange(kind=ChangeKind.ADDED, before=None, after=stage))
            continue
        fields = [name for name in COMPARED if _value(before[code], name) != _value(stage, name)]
        fields += ["position"] if code in moved else []
        fields += ["parallel_group"] if together[0][code] != together[1][code] else []
        if fields:
            known = {"before": before[code], "after": stage, "fields": fields}
            changes.append(StageChange(kind=ChangeKind.CHANGED, **known))
    gone = (stage for code, stage in before.items() if code not in after)
    return changes + [StageChange(kind=ChangeKind.REMOVED, before=stage, after=None) for stage in gone]


def _by_code(stages: Sequence[StageContent]) -> dict[str, StageContent]:
    return {stage.code: stage for stage in stages}


def _value(stage: StageContent, name: str) -> Any:
    return getattr(stage, name)


def _moved(former: Sequence[StageContent], later: Sequence[StageContent]) -> set[str]:
    """Return the codes of the fewest stages that had to move."""
    common = {stage.code for stage in former} & {stage.code for stage in later}
    orders = [[stage.code for stage in stages if stage.code in common] for stages in (former, later)]
    blocks = SequenceMatcher(None, orders[0], orders[1], autojunk=False).get_matching_blocks()
    stayed = {code for block in blocks for code in orders[0][block.a : block.a + block.size]}
    return common - stayed


def _partners(stages: Sequence[StageContent]) -> dict[str, frozenset[str]]:
    """Return with which others each stage is done at once, by code."""
    groups: dict[int, set[str]] = {}
    for stage in stages:
        if stage.parallel_group is not None:
            groups.setdefault(stage.parallel_group, set()).add(stage.code)
    alone: set[str] = set()
    return {
        stage.code: frozenset(groups.get(stage.parallel_group or 0, alone) - {stage.code}) for stage in stages
    }

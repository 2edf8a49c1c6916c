"""The rows of a draft: the stages of a repair template while they are edited as cells of a table."""

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from itertools import zip_longest
from typing import Annotated, Any, Final

from pydantic import BaseModel, ConfigDict, Field

from autoservice.modules.catalog.repair_templates.codes import KNOWN_STAGES
from autoservice.modules.catalog.repair_templates.errors import StageInvalid
from autoservice.modules.catalog.repair_templates.rules import BAD_SHARE, MAX_SHARE
from autoservice.modules.catalog.repair_templates.schemas import ChecklistLine, StageContent, StageName
from autoservice.shared.cells import CellField, CellFields, choice_of, parser_of
from autoservice.shared.i18n import N_, localized, translate
from autoservice.shared.validation import STORABLE, TIDIED, Id

# What separates the lines of a checklist in its cell.
SEPARATOR: Final = ";"
YES_NO: Final = (N_("Yes"), N_("No"))
ANOTHER_KIND: Final = N_("Another")
SKILL: Final = Annotated[str, Field(max_length=40, pattern=STORABLE), TIDIED]
# What a row has of a stage as it is.
KEPT: Final = ("code", "name_ru", "name_en", "share", "required", "published", "photo_needed", "skill")
LINES: Final = Annotated[str, Field(max_length=4_000, pattern=STORABLE), TIDIED]


class DraftRow(BaseModel):
    """A stage of a draft; ``at_once`` with the one above it.

    A checklist is one text in each language; ``checklist`` has its lines as they were before it was edited.
    """

    model_config = ConfigDict(validate_assignment=False)

    id: int
    version: int
    code: str = ""
    name_ru: str = ""
    name_en: str = ""
    share: int = 1
    at_once: bool = False
    required: bool = True
    published: bool = True
    photo_needed: bool = False
    skill: str = ""
    checklist_ru: str = ""
    checklist_en: str = ""
    checklist: list[ChecklistLine] = []

    @property
    def kind(self) -> str:
        """Return the code of the known kind that the stage is of, empty for another one."""
        return self.code if self.code in KNOWN_STAGES else ""

    def become(self, kind: str) -> None:
        """Make the stage one of another kind; names that are those of its kind change with it."""
        names = (self.name_ru, self.name_en)
        if kind and names in (("", ""), KNOWN_STAGES.get(self.code)):
            self.name_ru, self.name_en = KNOWN_STAGES[kind]
        self.code = kind

    def name(self, locale: str) -> str:
        """Return the name in the language, or else the other one."""
        return localized(locale, self.name_ru, self.name_en) or self.name_ru or self.name_en


class DraftView(BaseModel):
    """A draft of a template's stages; unless it ``is_changed``, it is the latest version.

    ``based_on`` is the number of the version that it began with, ``removed`` the stage removed last.
    """

    based_on: int
    latest: int
    is_changed: bool
    rows: list[DraftRow]
    removed: DraftRow | None = None


class StageMove(BaseModel):
    """The command to move a stage between two others; without one ``before`` it, to the end.

    ``before`` is the id of the stage that follows then, ``after`` that of the one in front of it.
    """

    id: Id
    after: Id | None = None
    before: Id | None = None


def rows_of(stages: Sequence[StageContent], version: int) -> list[DraftRow]:
    """Return the rows with which an edit of a version's stages begins."""
    groups = [None, *(stage.parallel_group for stage in stages)]
    return [
        DraftRow(
            id=number,
            version=version,
            **stage.model_dump(exclude={"parallel_group"}),
            at_once=stage.parallel_group is not None and stage.parallel_group == before,
            checklist_ru=_text(stage.checklist, "ru"),
            checklist_en=_text(stage.checklist, "en"),
        )
        for number, (stage, before) in enumerate(zip(stages, groups, strict=False), start=1)
    ]


def stages_of(rows: Sequence[DraftRow]) -> list[StageContent]:
    """Return the stages as the rows say, valid as a version or not."""
    groups: list[int] = []
    for row in rows:
        groups.append(groups[-1] if groups and row.at_once else len(groups) + 1)
    return [
        StageContent(
            **{name: getattr(row, name) for name in KEPT},
            parallel_group=group if groups.count(group) > 1 else None,
            checklist=_checklist(row),
        )
        for row, group in zip(rows, groups, strict=True)
    ]


def _checklist(row: DraftRow) -> list[ChecklistLine]:
    """Return the lines, of which those in both languages belong together by their place."""
    if (row.checklist_ru, row.checklist_en) == tuple(_text(row.checklist, one) for one in ("ru", "en")):
        # A line may have the separator in it.
        return row.checklist
    texts = (row.checklist_ru.split(SEPARATOR), row.checklist_en.split(SEPARATOR))
    pairs = ((ru.strip()[:200], en.strip()[:200]) for ru, en in zip_longest(*texts, fillvalue=""))
    return [ChecklistLine(ru=ru, en=en) for ru, en in pairs if ru or en]


def _text(checklist: Sequence[ChecklistLine], language: str) -> str:
    return f"{SEPARATOR} ".join(getattr(line, language) for line in checklist)


def _parse_share(text: str) -> int:
    bare = "".join(text.split())
    share = int(bare) if bare.isdecimal() and len(bare) < 10 else 0
    if not 1 <= share <= MAX_SHARE:
        raise StageInvalid("share", BAD_SHARE, limit=MAX_SHARE)
    return share


def _choice(attribute: str, labels: Mapping[Any, str], change: Any = None) -> CellField[DraftRow]:
    shown: Callable[[Any], str] = labels.__getitem__
    return CellField(attribute, choice_of(labels), shown, change)


@cache
def draft_cells(locale: str) -> CellFields[DraftRow]:
    """Return the editable fields of a draft's rows, whose choices are in the language."""
    yes, no = (translate(locale, text) for text in YES_NO)
    switches = ("at_once", "required", "published", "photo_needed")
    texts = {"name_ru": StageName, "name_en": StageName, "skill": SKILL} | dict.fromkeys(
        ("checklist_ru", "checklist_en"), LINES
    )
    return CellFields(
        {
            "kind": _choice("kind", kind_labels(locale), DraftRow.become),
            "share": CellField("share", _parse_share),
            **{name: _choice(name, {True: yes, False: no}) for name in switches},
            **{name: CellField(name, parser_of(kind)) for name, kind in texts.items()},
        }
    )


@cache
def kind_labels(locale: str) -> dict[str, str]:
    """Return what the kinds of stages are called, by code; the one that is none of them comes last."""
    known = {code: localized(locale, *names) for code, names in KNOWN_STAGES.items()}
    return known | {"": translate(locale, ANOTHER_KIND)}

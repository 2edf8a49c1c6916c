"""The sheet of repair templates: a row for each stage; what changes of a template is its next version."""

from collections import defaultdict
from collections.abc import AsyncIterator, Iterable, Iterator, Mapping, Sequence
from typing import Annotated, Any, Final

from pydantic import Field, ValidationError

from autoservice.modules.catalog.codes import CODE_LENGTH
from autoservice.modules.catalog.repair_templates.errors import VersionRefused
from autoservice.modules.catalog.repair_templates.models import RepairTemplate
from autoservice.modules.catalog.repair_templates.ports import RepairTemplateRepository
from autoservice.modules.catalog.repair_templates.rules import complete_stages
from autoservice.modules.catalog.repair_templates.schemas import (
    ChecklistLine,
    NewTemplate,
    NewVersion,
    StageContent,
    StageName,
    TemplateName,
)
from autoservice.modules.catalog.repair_templates.service import RepairTemplatesService
from autoservice.modules.catalog.repair_templates.versions import TemplateVersionsService
from autoservice.modules.catalog.sheets.columns import Column, ColumnKind
from autoservice.modules.catalog.sheets.errors import (
    ImportOutdated,
    MatchAmbiguous,
    TemplateRenamed,
    TextInvalid,
    ValueMissing,
)
from autoservice.modules.catalog.sheets.plans import PlannedRow, Present, Problem
from autoservice.modules.catalog.sheets.services_repository import ServiceSheetRepository
from autoservice.shared.errors import Conflict
from autoservice.shared.i18n import N_
from autoservice.shared.normal_forms import fold
from autoservice.shared.sheets.limits import ROWS
from autoservice.shared.validation import NOT_VALID

TEMPLATE_NAMES: Final = ("template_ru", "template_en")
PLAIN: Final = (
    "code",
    "name_ru",
    "name_en",
    "share",
    "parallel_group",
    "required",
    "published",
    "photo_needed",
    "skill",
)
DIVIDER: Final = " | "
StageCode = Annotated[str, Field(max_length=CODE_LENGTH, pattern=r"^[a-z0-9_]*$")]
WHOLE, FLAG = ColumnKind.WHOLE, ColumnKind.FLAG
COLUMNS: Final = (
    Column("template", N_("Template code"), also=("template", "шаблон")),
    Column("template_ru", N_("Template in Russian"), type=TemplateName, also=("название шаблона",)),
    Column("template_en", N_("Template in English"), type=TemplateName, also=("template name",)),
    Column("position", N_("Number of the stage"), WHOLE, also=("№", "номер", "position", "no")),
    Column("code", N_("Stage code"), type=StageCode, also=("code", "код")),
    Column("name_ru", N_("Name in Russian"), type=StageName, also=("этап", "название", "наименование")),
    Column("name_en", N_("Name in English"), type=StageName, also=("stage", "name")),
    Column("share", N_("Share"), WHOLE, also=("вес", "weight"), default=1),
    Column("parallel_group", N_("Parallel group"), WHOLE, also=("группа", "group")),
    Column("required", N_("Required"), FLAG, default=True),
    Column("published", N_("Shown to clients"), FLAG, default=True),
    Column("photo_needed", N_("Photo needed"), FLAG, default=False),
    Column("skill", N_("Skill"), also=("навык",)),
    Column("checklist", N_("Checklist"), ColumnKind.LINES),
)
Template = RepairTemplate | None


class StagesSheet:
    """``SheetTable`` of stages; ``load`` comes first. All rows are one batch: a version is made of many."""

    title = N_("Repair templates")
    columns = COLUMNS
    identified_by = tuple(
        frozenset({template, stage})
        for template in ("template", *TEMPLATE_NAMES)
        for stage in ("code", "name_ru", "name_en")
    )
    batch = ROWS

    def __init__(
        self,
        rows: ServiceSheetRepository,
        templates: RepairTemplateRepository,
        editing: RepairTemplatesService,
        versions: TemplateVersionsService,
    ) -> None:
        self._rows = rows
        self._repository = templates
        self._editing = editing
        self._versions = versions

    async def load(self, locale: str) -> None:
        """Read all templates with the stages of their latest versions: there are not many."""
        self._all = sorted(await self._rows.templates(), key=lambda template: template.id)
        self._stages = await self._repository.latest_stages([template.id for template in self._all])
        self._by_code = {template.code: template for template in self._all}
        self._by_name: defaultdict[str, list[RepairTemplate]] = defaultdict(list)
        for template in self._all:
            for name in {fold(template.name_ru), fold(template.name_en)}:
                self._by_name[name].append(template)

    async def all_rows(self) -> AsyncIterator[Sequence[Mapping[str, Any]]]:
        """Return the stages of all templates, a template at a time."""
        for template in self._all:
            yield [
                {**_names(template), **_values(number, stage)}
                for number, stage in enumerate(self._stages.get(template.id, []), 1)
            ]

    def key(self, values: Mapping[str, Any]) -> tuple[str, str] | None:
        """Return which stage of which template it is."""
        stage = values.get("code") or fold(values.get("name_ru") or values.get("name_en") or "")
        return (_template_key(values), stage) if stage and _template_key(values) else None

    async def match(self, rows: Sequence[PlannedRow]) -> None:
        """Find the template of the code or the name, and its stage of the code or the name."""
        for row in rows:
            found = self._find(row.values)
            if len(found) > 1:
                codes = ", ".join(template.code for template in found[:5])
                row.problems.append(Problem("template", MatchAmbiguous(candidates=codes)))
            elif found:
                self._match_stage(row, found[0])
            elif not any(row.values.get(name) for name in TEMPLATE_NAMES):
                row.problems.append(Problem("template_ru", ValueMissing()))

    def _find(self, values: Mapping[str, Any]) -> list[RepairTemplate]:
        if values.get("template") in self._by_code:
            return [self._by_code[values["template"]]]
        names = [fold(values[name]) for name in TEMPLATE_NAMES if values.get(name)]
        found = {template.id: template for name in names for template in self._by_name[name]}
        return list(found.values())

    def _match_stage(self, row: PlannedRow, template: RepairTemplate) -> None:
        names = _names(template)
        for name in TEMPLATE_NAMES:
            if row.values.get(name, names[name]) != names[name]:
                row.problems.append(Problem(name, TemplateRenamed(name=names[name])))
        row.values.update(names)
        for number, stage in enumerate(self._stages.get(template.id, []), 1):
            if _is_same(row.values, stage):
                values = {**names, **_values(number, stage)}
                row.present = Present(template.id, template.latest, stage.name_ru, values)
                row.values["code"] = stage.code

    async def check(self, rows: Sequence[PlannedRow]) -> None:
        """Add why the stages of a template, as they would be, are none that an order can go through."""
        for template, members in self._groups([row for row in rows if _has_stage(row)]):
            if not any(row.changes for row in members):
                continue
            stages, sources = self._merged(template, members)
            try:
                complete_stages(stages)
            except VersionRefused as refused:
                for reason in refused.others:
                    for row in _blamed(reason.field, sources, members):
                        row.problems.append(Problem("", reason))

    async def store_rows(self, rows: Sequence[PlannedRow]) -> None:
        """Make new templates and next versions; raises ``ImportOutdated``."""
        for template, members in self._groups(rows):
            stages, _ = self._merged(template, members)
            try:
                if template is None:
                    await self._editing.create_template(_new_template(members[0], stages))
                else:
                    # The version that was looked at, not the one that is there now.
                    based_on = next((row.present.version for row in members if row.present), template.latest)
                    await self._versions.save_version(
                        template.id, NewVersion(based_on=based_on, stages=stages)
                    )
            except Conflict:
                raise ImportOutdated() from None

    def _groups(self, rows: Sequence[PlannedRow]) -> Iterator[tuple[Template, list[PlannedRow]]]:
        groups: defaultdict[str, list[PlannedRow]] = defaultdict(list)
        for row in rows:
            groups[_template_key(row.values)].append(row)
        for members in groups.values():
            yield next(iter(self._find(members[0].values)), None), members

    def _merged(
        self, template: Template, rows: Iterable[PlannedRow]
    ) -> tuple[list[StageContent], list[PlannedRow | None]]:
        """Return the stages as they would be, each with the row that it is of, if any."""
        present = self._stages.get(template.id, []) if template else []
        by_code = {row.values["code"]: row for row in rows if row.present}
        placed: list[tuple[int, StageContent, PlannedRow | None]] = []
        for number, stage in enumerate(present, 1):
            row = by_code.get(stage.code)
            place = row.values.get("position", number) if row else number
            placed.append((place, _changed(stage, row) if row else stage, row))
        for row in rows:
            if not row.present:
                placed.append((row.values.get("position", len(placed) + 1), _stage(row.values), row))
        placed.sort(key=lambda one: one[0])
        return [stage for _, stage, _ in placed], [row for _, _, row in placed]


def _template_key(values: Mapping[str, Any]) -> str:
    return values.get("template") or fold(values.get("template_ru") or values.get("template_en") or "")


def _names(template: RepairTemplate) -> dict[str, str]:
    return {
        "template": template.code,
        "template_ru": template.name_ru,
        "template_en": template.name_en,
    }


def _values(number: int, stage: StageContent) -> dict[str, Any]:
    lines = "\n".join(f"{line.ru}{DIVIDER}{line.en}" for line in stage.checklist)
    return {"position": number, **{name: getattr(stage, name) for name in PLAIN}, "checklist": lines}


def _is_same(values: Mapping[str, Any], stage: StageContent) -> bool:
    if values.get("code"):
        return bool(values["code"] == stage.code)
    names = {fold(stage.name_ru), fold(stage.name_en)}
    return any(fold(values[name]) in names for name in ("name_ru", "name_en") if values.get(name))


def _stage(values: Mapping[str, Any]) -> StageContent:
    lines = [line.partition(DIVIDER) for line in values.get("checklist", "").split("\n") if line.strip()]
    checklist = [ChecklistLine(ru=ru, en=en) for ru, _, en in lines]
    return StageContent(**{name: values[name] for name in PLAIN if name in values}, checklist=checklist)


def _changed(stage: StageContent, row: PlannedRow) -> StageContent:
    """Return the stage with what differs in the row; all else is as it was, whatever a cell can say of it."""
    after = {change.field: change.after for change in row.changes}
    changed = _stage(after)
    return stage.model_copy(
        update={name: getattr(changed, name) for name in (*PLAIN, "checklist") if name in after}
    )


def _has_stage(row: PlannedRow) -> bool:
    """Return whether a row has values that a stage can have; else it has the problem."""
    try:
        _stage(row.values)
    except ValidationError as error:
        row.problems += [Problem(str(one["loc"][0]), TextInvalid(NOT_VALID)) for one in error.errors()]
    return not row.problems


def _new_template(row: PlannedRow, stages: list[StageContent]) -> NewTemplate:
    ru, en = (row.values.get(name, "") for name in TEMPLATE_NAMES)
    return NewTemplate(name_ru=ru or en, name_en=en or ru, stages=stages)


def _blamed(
    field: str, sources: Sequence[PlannedRow | None], members: Sequence[PlannedRow]
) -> Sequence[PlannedRow]:
    """Return the row of the stage that a reason speaks of (``stages.2.name_ru``), else all rows."""
    place = field.split(".")[1:2]
    return [sources[int(place[0])] or members[0]] if place else members

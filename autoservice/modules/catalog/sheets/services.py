"""The sheet of the services: found by code, or by a name that only one of them has."""

from collections import Counter, defaultdict
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from typing import Any, Final, Protocol

from pydantic import ValidationError

from autoservice.modules.catalog.inventory.errors import ItemNotFound, QuantityNotWhole
from autoservice.modules.catalog.inventory.ports import InventoryRepository
from autoservice.modules.catalog.inventory.schemas import ServicePartLine
from autoservice.modules.catalog.services.editing import CatalogEditingService
from autoservice.modules.catalog.services.editing_schemas import (
    Description,
    NewService,
    ServiceChange,
    ServiceNameOrNone,
    ServiceParts,
)
from autoservice.modules.catalog.services.errors import ServiceNameMissing, TemplateUnknown
from autoservice.modules.catalog.services.models import ServiceTemplate
from autoservice.modules.catalog.sheets.columns import Column, ColumnKind
from autoservice.modules.catalog.sheets.errors import (
    ImportOutdated,
    MatchAmbiguous,
    PartDoubtful,
    TextInvalid,
)
from autoservice.modules.catalog.sheets.parts import ListedPart, find_parts, list_part
from autoservice.modules.catalog.sheets.plans import PlannedRow, Present, Problem
from autoservice.modules.catalog.sheets.services_repository import ServiceSheetRepository
from autoservice.shared.errors import Conflict
from autoservice.shared.i18n import N_, localized
from autoservice.shared.normal_forms import article_key, fold
from autoservice.shared.typed_numbers import from_thousandths
from autoservice.shared.validation import NOT_VALID

NAMES: Final = ("name_ru", "name_en")
NAMES_RU: Final = ("наименование", "название", "услуга", "работа", "вид работ", "наименование работ")
PRICES: Final = ("цена", "price", "стоимость", "цена, руб")
HOURS: Final = ("часы", "н/ч", "нч", "нормочас", "нормочасы", "норма времени", "hours", "norm hours")
PARTS: Final = ("запчасти и расходники", "материалы", "комплектующие", "parts and consumables", "materials")
PLAIN: Final = (*NAMES, "description_ru", "description_en", "norm_minutes", "price_minor", "active")


class Named(Protocol):
    """A category or a repair template."""

    id: int
    code: str
    name_ru: str
    name_en: str


class Choices:
    """Rows that a cell names: by either name, or by the code where a name is of several."""

    def __init__(self, rows: Sequence[Named], locale: str) -> None:
        times = Counter(name for row in rows for name in {fold(row.name_ru), fold(row.name_en)})
        self.ids = {row.code: row.id for row in rows}
        self.codes = {row.id: row.code for row in rows}
        self.labels = {
            row.code: _label(localized(locale, row.name_ru, row.name_en), row.code, times) for row in rows
        }
        self.words = {
            name: row.code for row in rows for name in (row.name_ru, row.name_en) if times[fold(name)] == 1
        }


def _label(name: str, code: str, times: Mapping[str, int]) -> str:
    return name if times[fold(name)] == 1 else f"{name} [{code}]"


class ServicesSheet:
    """``SheetTable`` of services; ``load`` comes first."""

    title = N_("Services")
    identified_by = tuple(frozenset({name}) for name in ("code", *NAMES))
    # With all the parts that each may have, as many articles as one statement can ask for.
    batch = 300

    def __init__(
        self, services: ServiceSheetRepository, items: InventoryRepository, editing: CatalogEditingService
    ) -> None:
        self._services = services
        self._items = items
        self._editing = editing
        self._locale = ""
        self.columns: tuple[Column, ...] = ()

    async def load(self, locale: str) -> None:
        """Read what cells can name, and all services: there are not many."""
        self._locale = locale
        templates = await self._services.templates()
        self._archived = {template.code for template in templates if not template.active}
        self._templates = Choices(templates, locale)
        self._categories = Choices(await self._services.categories(), locale)
        self._rows = await self._services.all()
        shared = await self._services.shared_articles()
        self._parts: defaultdict[int, list[ListedPart]] = defaultdict(list)
        for part, item in await self._services.parts():
            one = list_part(item, part.quantity, is_shared=item.article_key in shared)
            self._parts[part.service_id].append(one)
        self._by_code = {row.code: row for row in self._rows}
        self._by_name: defaultdict[str, list[ServiceTemplate]] = defaultdict(list)
        for row in self._rows:
            for name in {fold(row.name_ru), fold(row.name_en)}:
                self._by_name[name].append(row)
        self.columns = _columns(self._categories, self._templates)

    async def all_rows(self) -> AsyncIterator[Sequence[Mapping[str, Any]]]:
        """Return all services in their order."""
        yield [self._values(row) for row in self._rows]

    def key(self, values: Mapping[str, Any]) -> str | None:
        """Return the code, or else a name."""
        if values.get("code") in self._by_code:
            return f"code:{values['code']}"
        name = values.get("name_ru") or values.get("name_en")
        return f"name:{fold(name)}" if name else None

    async def match(self, rows: Sequence[PlannedRow]) -> None:
        """Find the service of the code, or else the only one of the name; and the items of its parts."""
        await self._find_parts(rows)
        for row in rows:
            found = self._find(row.values)
            # The code is given by the program: one that a row has tells which service it is of, no more.
            row.values.pop("code", None)
            if len(found) == 1:
                row.present = self._present(found[0])
                row.values["code"] = found[0].code
            elif found:
                codes = ", ".join(one.code for one in found[:5])
                row.problems.append(Problem("code", MatchAmbiguous(candidates=codes)))

    async def _find_parts(self, rows: Sequence[PlannedRow]) -> None:
        with_parts = [row for row in rows if row.values.get("parts")]
        keys = {article_key(part.article) for row in with_parts for part in row.values["parts"]}
        items = await self._items.by_articles(keys) if keys else {}
        for row in with_parts:
            try:
                row.values["parts"] = find_parts(row.values["parts"], items)
            except PartDoubtful as error:
                row.problems.append(Problem("parts", error))

    def _find(self, values: Mapping[str, Any]) -> list[ServiceTemplate]:
        if values.get("code") in self._by_code:
            return [self._by_code[values["code"]]]
        found = {
            row.id: row for name in NAMES if values.get(name) for row in self._by_name[fold(values[name])]
        }
        return list(found.values())

    async def check(self, rows: Sequence[PlannedRow]) -> None:
        """Add the problems of services as they would be."""
        for row in rows:
            row.problems += self._problems(row)

    def _problems(self, row: PlannedRow) -> Iterable[Problem]:
        changed = {change.field: change.after for change in row.changes}
        if changed.get("template") in self._archived:
            yield Problem("template", TemplateUnknown())
        if not row.present and not (row.values.get("name_ru") or row.values.get("name_en")):
            yield Problem("name_ru", ServiceNameMissing())
        try:
            self._command(row)
        except ValidationError as error:
            for finding in error.errors():
                yield Problem(str(finding["loc"][0]), TextInvalid(NOT_VALID))

    async def store_rows(self, rows: Sequence[PlannedRow]) -> None:
        """Write new and changed services; raises ``ImportOutdated``."""
        for row in rows:
            try:
                await self._store(row)
            except (Conflict, ItemNotFound, QuantityNotWhole):
                raise ImportOutdated() from None

    async def _store(self, row: PlannedRow) -> None:
        command, service_id = self._command(row), row.present.id if row.present else 0
        if isinstance(command, NewService):
            service_id = (await self._editing.create_service(command)).id
        elif command.model_fields_set - {"version"}:
            await self._editing.change_service(service_id, command, self._locale)
        for change in row.changes:
            if change.field == "parts":
                parts = ServiceParts(parts=_lines(change.after), replaces=_lines(change.before or ()))
                await self._editing.set_parts(service_id, parts)

    def _command(self, row: PlannedRow) -> NewService | ServiceChange:
        fields = {change.field: change.after for change in row.changes if change.field != "parts"}
        if category := fields.pop("category", None):
            fields["category_id"] = self._categories.ids[category]
        if template := fields.pop("template", None):
            fields["template_id"] = self._templates.ids[template]
        if row.present:
            return ServiceChange(version=row.present.version, **fields)
        return NewService(**fields)

    def _present(self, row: ServiceTemplate) -> Present:
        return Present(
            row.id, row.version, localized(self._locale, row.name_ru, row.name_en), self._values(row)
        )

    def _values(self, row: ServiceTemplate) -> dict[str, Any]:
        return {
            "code": row.code,
            **{name: getattr(row, name) for name in PLAIN},
            "category": self._categories.codes[row.category_id],
            "template": self._templates.codes[row.template_id],
            "parts": tuple(self._parts[row.id]),
        }


def _lines(parts: Sequence[ListedPart]) -> list[ServicePartLine]:
    return [ServicePartLine(item_id=part.item_id, quantity=from_thousandths(part.quantity)) for part in parts]


def _columns(categories: Choices, templates: Choices) -> tuple[Column, ...]:
    choice, lines = ColumnKind.CHOICE, ColumnKind.LINES
    return (
        Column("code", N_("Code"), also=("id", "артикул")),
        Column("name_ru", N_("Name in Russian"), type=ServiceNameOrNone, also=NAMES_RU),
        Column("name_en", N_("Name in English"), type=ServiceNameOrNone, also=("name", "service", "title")),
        Column(
            "category",
            N_("Category"),
            choice,
            also=("группа", "раздел", "group"),
            choices=categories.labels,
            words=categories.words,
            required=True,
        ),
        Column(
            "template",
            N_("Repair template"),
            choice,
            also=("шаблон", "template"),
            choices=templates.labels,
            words=templates.words,
            required=True,
        ),
        Column("norm_minutes", N_("Norm-hours"), ColumnKind.HOURS, also=HOURS, required=True),
        Column("price_minor", N_("Fixed price"), ColumnKind.MONEY, also=PRICES),
        Column("parts", N_("Parts"), ColumnKind.PARTS, also=PARTS),
        Column("active", N_("On offer"), ColumnKind.FLAG, also=("active",), default=True),
        Column("description_ru", N_("Description in Russian"), lines, type=Description, also=("описание",)),
        Column(
            "description_en", N_("Description in English"), lines, type=Description, also=("description",)
        ),
    )

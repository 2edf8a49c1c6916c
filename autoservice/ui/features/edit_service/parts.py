"""The parts and consumables that a service takes by default: each change is saved at once."""

from dataclasses import dataclass
from typing import Any, Final

import reflex as rx
from pydantic import TypeAdapter, ValidationError

from autoservice.modules.catalog.inventory.errors import PartsChanged
from autoservice.modules.catalog.inventory.labels import UNITS
from autoservice.modules.catalog.inventory.schemas import (
    ItemFilter,
    ItemView,
    ServicePartLine,
    ServicePartView,
)
from autoservice.modules.catalog.inventory.units import ItemUnit
from autoservice.modules.catalog.services.editing_schemas import ServiceParts
from autoservice.modules.catalog.services.errors import ServiceNotFound
from autoservice.runtime.current import read_only, transaction
from autoservice.shared.access import Permission
from autoservice.shared.errors import DomainError
from autoservice.shared.i18n import localized, translate
from autoservice.shared.typed_numbers import parse_quantity, typed_quantity
from autoservice.shared.validation import Id, searchable
from autoservice.ui.access import requires_permission
from autoservice.ui.current import current_viewer
from autoservice.ui.kit.form_state import FormMixin
from autoservice.ui.kit.path import id_of
from autoservice.ui.kit.theme import ViewModelVar

FOUND: Final = 8
# The field of the search, which is emptied once something was chosen.
SEARCH: Final = "part-search"


@dataclass(frozen=True)
class PartLine:
    """An item with its quantity as one would type it."""

    id: str
    label: str
    unit: str
    quantity: str = "1"


PartLineVar = ViewModelVar


@requires_permission(Permission.MANAGE_CATALOG)
class ServicePartsState(FormMixin, rx.State):
    """The parts of the service at the address, and the items that a search found."""

    lines: list[PartLine] = []
    found: list[PartLine] = []
    searched: str = ""
    _service_id: int = 0

    @rx.event
    async def load(self) -> None:
        """Read the parts of the service at the address."""
        self.found, self.searched, self.errors = [], "", {}
        self._service_id = id_of(self.router.url.path)
        await self._read()

    @rx.event
    async def search(self, text: str) -> None:
        """Find items that can be added."""
        viewer, self.searched = current_viewer(), searchable(text)
        if not self.searched:
            self.found = []
            return
        async with read_only(viewer.actor) as unit:
            page = await unit.services.inventory.list_items(ItemFilter(q=self.searched, size=FOUND))
        taken = {line.id for line in self.lines}
        self.found = [_found(item, viewer.locale) for item in page.items if str(item.id) not in taken]

    @rx.event
    async def add(self, item_id: str) -> Any:
        """Add an item behind the others: one piece, or one of its unit."""
        added = [line for line in self.found if line.id == item_id]
        await self._save([*self.lines, *added])
        self.found, self.searched = [], ""
        return [rx.set_value(SEARCH, ""), rx.set_focus(SEARCH)]

    @rx.event
    async def set_quantity(self, item_id: str, text: str) -> None:
        """Change how much a service takes of an item."""
        lines = [line if line.id != item_id else _with_quantity(line, text[:40]) for line in self.lines]
        if lines != self.lines:
            await self._save(lines)

    @rx.event
    async def remove(self, item_id: str) -> None:
        """Take an item away."""
        await self._save([line for line in self.lines if line.id != item_id])

    async def _save(self, lines: list[PartLine]) -> None:
        """Save the lines; of a refusal, say why and show the present ones."""
        viewer, self.errors = current_viewer(), {}
        try:
            parts, replaces = ([_line(one, viewer.locale) for one in each] for each in (lines, self.lines))
            command = ServiceParts(parts=parts, replaces=replaces)
            async with transaction(viewer.actor) as unit:
                saved = await unit.services.catalog_editing.set_parts(self._service_id, command)
        except PartsChanged as error:
            self._refuse(error)
            await self._read()
        except (DomainError, ValidationError) as error:
            self._refuse(error)
        else:
            self._show(saved)

    async def _read(self) -> None:
        try:
            async with read_only(current_viewer().actor) as unit:
                self._show(await unit.services.catalog_editing.get_parts(self._service_id))
        except ServiceNotFound:
            self._service_id, self.lines = 0, []

    def _show(self, parts: list[ServicePartView]) -> None:
        locale = current_viewer().locale
        self.lines = [
            PartLine(
                str(part.item_id),
                _label(part.name_ru, part.name_en, f"{part.maker} {part.article}", locale),
                _unit(part.unit, locale),
                typed_quantity(part.quantity, locale),
            )
            for part in parts
        ]


def _id(text: str) -> int:
    return TypeAdapter(Id).validate_python(text)


def _with_quantity(line: PartLine, text: str) -> PartLine:
    return PartLine(line.id, line.label, line.unit, text)


def _line(line: PartLine, locale: str) -> ServicePartLine:
    quantity = parse_quantity(line.quantity, locale)
    return ServicePartLine.model_validate({"item_id": line.id, "quantity": quantity})


def _found(item: ItemView, locale: str) -> PartLine:
    label = _label(item.name_ru, item.name_en, f"{item.maker} {item.article}", locale)
    return PartLine(str(item.id), label, _unit(item.unit, locale))


def _unit(unit: ItemUnit, locale: str) -> str:
    return translate(locale, UNITS[unit])


def _label(name_ru: str, name_en: str, article: str, locale: str) -> str:
    return f"{localized(locale, name_ru, name_en)}, {article.strip()}"

"""Editing the categories of services."""

from collections.abc import Sequence
from typing import Any

from autoservice.events.catalog import (
    CategoryChanged,
    CategoryCreated,
    CategoryDeleted,
    CategoryEvent,
    CategoryMoved,
)
from autoservice.modules.catalog.codes import codes_for
from autoservice.modules.catalog.services.cells import category_fields
from autoservice.modules.catalog.services.editing_ports import CategoryRepository
from autoservice.modules.catalog.services.editing_schemas import (
    CategoryChange,
    CategoryRow,
    NewCategory,
    RowMove,
)
from autoservice.modules.catalog.services.errors import (
    CategoryNameTaken,
    CategoryNotFound,
    ServiceNameMissing,
)
from autoservice.modules.catalog.services.models import ServiceCategory
from autoservice.modules.catalog.services.views import view_categories
from autoservice.shared.access import Permission
from autoservice.shared.cells import CellChanges, ChangedRows, RowCells, RowsChanged, refuse_all
from autoservice.shared.errors import DomainError
from autoservice.shared.normal_forms import fold
from autoservice.shared.service import Service, requires
from autoservice.shared.unit import Unit

NAMES = ("name_ru", "name_en")


class CategoriesService(Service):
    """The categories of services: adding, renaming, moving and deleting them."""

    def __init__(self, unit: Unit, categories: CategoryRepository) -> None:
        super().__init__(unit)
        self._categories = categories

    @requires(Permission.MANAGE_CATALOG)
    async def list_rows(self) -> list[CategoryRow]:
        """Return all categories in their order."""
        return view_categories(await self._categories.all(), await self._categories.counts())

    @requires(Permission.MANAGE_CATALOG)
    async def list_table(self, locale: str) -> list[tuple[CategoryRow, RowCells]]:
        """Return all categories in their order, each with its cells."""
        rows = await self._categories.all()
        views, cells = view_categories(rows, await self._categories.counts()), category_fields(locale)
        return list(zip(views, cells.view(rows).rows, strict=True))

    @requires(Permission.MANAGE_CATALOG)
    async def get_row(self, category_id: int) -> CategoryRow:
        """Return a category; raises ``CategoryNotFound``."""
        for row in await self.list_rows():
            if row.id == category_id:
                return row
        raise CategoryNotFound()

    @requires(Permission.MANAGE_CATALOG)
    async def create_category(self, command: NewCategory) -> CategoryRow:
        """Add a category at the end; raises ``ServiceNameMissing``, ``CategoryNameTaken``."""
        rows = await self._categories.lock_all()
        name_ru, name_en = command.name_ru or command.name_en, command.name_en or command.name_ru
        if not name_ru:
            raise ServiceNameMissing()
        position = max((row.position for row in rows), default=0) + 1
        category = ServiceCategory(
            position=position, name_ru=name_ru, name_en=name_en, icon=command.icon.value
        )
        _check_names(rows, category)
        await self._categories.add(category, codes_for(name_en, "category"))
        self._record(CategoryCreated(category.id), after={"icon": category.icon})
        return await self.get_row(category.id)

    @requires(Permission.MANAGE_CATALOG)
    async def change_category(self, category_id: int, change: CategoryChange, locale: str) -> CategoryRow:
        """Rename a category or give it another icon.

        Raises ``CategoryNotFound``, ``CategoryNameTaken``, and ``RowsChanged`` for another version.
        """
        rows = await self._categories.lock_all()
        category = _find(rows, category_id)
        if change.version not in (None, category.version):
            raise RowsChanged(category_fields(locale).view([category]), [])
        fields = change.model_dump(mode="json", exclude_none=True, exclude={"version"})
        changed = [name for name, value in fields.items() if getattr(category, name) != value]
        for name in changed:
            setattr(category, name, fields[name])
        _check_names(rows, category)
        if changed:
            category.version += 1
            self._record_change(category, changed)
        return await self.get_row(category_id)

    @requires(Permission.MANAGE_CATALOG)
    async def move_category(self, move: RowMove) -> list[CategoryRow]:
        """Give a category another place, and return all in their new order; raises ``CategoryNotFound``."""
        rows = await self._categories.lock_all()
        moved = _find(rows, move.id)
        before = moved.position
        for position, row in enumerate(_moved(rows, moved, move), 1):
            row.position = position
        if moved.position != before:
            self._record(CategoryMoved(move.id), before, moved.position)
        return await self.list_rows()

    @requires(Permission.MANAGE_CATALOG)
    async def delete_category(self, category_id: int) -> None:
        """Delete a category without services; raises ``CategoryNotFound``, ``CategoryInUse``."""
        category = _find(await self._categories.lock_all(), category_id)
        await self._categories.delete(category)
        self._record(CategoryDeleted(category_id), {"code": category.code})

    @requires(Permission.MANAGE_CATALOG)
    async def edit_cells(self, changes: CellChanges, locale: str) -> None:
        """Change cells of categories as they were typed; raises ``CellsRefused``, ``RowsChanged``."""
        rows = await self._categories.lock_all()
        edited = category_fields(locale).edit(rows, changes)
        refuse_all((one.row.id, *reason) for one in edited for reason in _taken(rows, one.row))
        for one in edited:
            self._record_change(one.row, sorted(one.before))

    @requires(Permission.MANAGE_CATALOG)
    async def read_cells(self, category_ids: Sequence[int], locale: str) -> ChangedRows:
        """Return the present cells of categories."""
        rows = [row for row in await self._categories.all() if row.id in category_ids]
        return category_fields(locale).view(rows)

    def _record_change(self, category: ServiceCategory, changed: Sequence[str]) -> None:
        self._record(CategoryChanged(category.id), after={"icon": category.icon, "changed": list(changed)})

    def _record(self, event: CategoryEvent, before: Any = None, after: Any = None) -> None:
        self._unit.record(event, event.subject, before, after)


def _find(rows: Sequence[ServiceCategory], category_id: int) -> ServiceCategory:
    for row in rows:
        if row.id == category_id:
            return row
    raise CategoryNotFound()


def _moved(
    rows: Sequence[ServiceCategory], moved: ServiceCategory, move: RowMove
) -> Sequence[ServiceCategory]:
    """Return the rows in their new order."""
    others = [row for row in rows if row is not moved]
    if move.id in (move.before, move.after):
        return rows
    if move.before is not None:
        place = others.index(_find(rows, move.before))
    else:
        place = len(others) if move.after is None else others.index(_find(rows, move.after)) + 1
    return [*others[:place], moved, *others[place:]]


def _taken(rows: Sequence[ServiceCategory], category: ServiceCategory) -> list[tuple[str, DomainError]]:
    """Return an error for each name of the category that another one has, by its field."""
    others = [row for row in rows if row is not category]
    return [
        (name, CategoryNameTaken())
        for name in NAMES
        if any(fold(getattr(category, name)) == fold(getattr(row, name)) for row in others)
    ]


def _check_names(rows: Sequence[ServiceCategory], category: ServiceCategory) -> None:
    for field, error in _taken(rows, category):
        error.field = field
        raise error

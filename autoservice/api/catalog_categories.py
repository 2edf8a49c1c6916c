"""``/api/admin/catalog/categories``: the categories of services, for those who edit them."""

from fastapi import APIRouter, Request

from autoservice.api.access import CurrentActor, requires_permission
from autoservice.api.cells import CELLS_REFUSED
from autoservice.api.documents import DocumentedRoute, fails_with
from autoservice.api.problems import request_locale
from autoservice.api.request_keys import Key
from autoservice.modules.catalog.services.editing_schemas import (
    CategoryChange,
    CategoryRow,
    NewCategory,
    RowMove,
)
from autoservice.modules.catalog.services.errors import (
    CategoryInUse,
    CategoryNameTaken,
    CategoryNotFound,
    ServiceNameMissing,
)
from autoservice.runtime.current import read_only, transaction
from autoservice.shared.access import Permission
from autoservice.shared.cells import CellChanges, ChangedRows, RowsChanged
from autoservice.shared.validation import Id

router = APIRouter(prefix="/admin/catalog", tags=["catalog"], route_class=DocumentedRoute)


@router.get("/categories")
@requires_permission(Permission.MANAGE_CATALOG)
async def list_category_rows(actor: CurrentActor) -> list[CategoryRow]:
    """All categories in their order, with the number of services in each."""
    async with read_only(actor) as unit:
        return await unit.services.categories.list_rows()


@router.post("/categories", status_code=201)
@requires_permission(Permission.MANAGE_CATALOG)
@fails_with(CategoryNotFound, CategoryNameTaken, ServiceNameMissing)
async def create_category(command: NewCategory, actor: CurrentActor, key: Key) -> CategoryRow:
    """Add a category at the end."""
    async with transaction(actor, key.of(command)) as unit:
        if unit.is_repetition:
            return await unit.services.categories.get_row(unit.result_id)
        category = await unit.services.categories.create_category(command)
        unit.result_id = category.id
        return category


@router.patch("/categories/cells")
@requires_permission(Permission.MANAGE_CATALOG)
@fails_with(*CELLS_REFUSED)
async def edit_category_cells(
    changes: CellChanges, actor: CurrentActor, key: Key, request: Request
) -> ChangedRows:
    """Change cells of categories as they were typed: all or none."""
    locale = request_locale(request)
    async with transaction(actor, key.of(changes)) as unit:
        if not unit.is_repetition:
            await unit.services.categories.edit_cells(changes, locale)
        return await unit.services.categories.read_cells(changes.ids, locale)


@router.patch("/categories/{category_id}")
@requires_permission(Permission.MANAGE_CATALOG)
@fails_with(CategoryNotFound, CategoryNameTaken, RowsChanged)
async def change_category(
    category_id: Id, change: CategoryChange, actor: CurrentActor, key: Key, request: Request
) -> CategoryRow:
    """Rename a category, or give it another icon."""
    async with transaction(actor, key.of(change)) as unit:
        if unit.is_repetition:
            return await unit.services.categories.get_row(category_id)
        return await unit.services.categories.change_category(category_id, change, request_locale(request))


@router.delete("/categories/{category_id}", status_code=204)
@requires_permission(Permission.MANAGE_CATALOG)
@fails_with(CategoryNotFound, CategoryInUse)
async def delete_category(category_id: Id, actor: CurrentActor, key: Key) -> None:
    """Delete a category that has no services."""
    async with transaction(actor, key.of(b"")) as unit:
        if not unit.is_repetition:
            await unit.services.categories.delete_category(category_id)


@router.post("/category-moves")
@requires_permission(Permission.MANAGE_CATALOG)
@fails_with(CategoryNotFound)
async def move_category(move: RowMove, actor: CurrentActor, key: Key) -> list[CategoryRow]:
    """Give a category the place before or behind another one, or the last."""
    async with transaction(actor, key.of(move)) as unit:
        if unit.is_repetition:
            return await unit.services.categories.list_rows()
        return await unit.services.categories.move_category(move)

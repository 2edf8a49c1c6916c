"""``/api/admin/catalog/stock-counts``: counting the stock, for administrators."""

from typing import Annotated

from fastapi import APIRouter, Query, Request

from autoservice.api.access import CurrentActor, requires_permission
from autoservice.api.cells import CELLS_REFUSED
from autoservice.api.documents import DocumentedRoute, fails_with
from autoservice.api.problems import request_locale
from autoservice.api.request_keys import Key
from autoservice.modules.catalog.inventory.errors import (
    CountBelowReserved,
    CountClosed,
    CountedLater,
    CountEmpty,
    CountInFuture,
    CountNotFound,
    CountTooLarge,
    ItemNotFound,
    ItemTwice,
    QuantityNotWhole,
)
from autoservice.modules.catalog.inventory.schemas import (
    CountedItems,
    CountFilter,
    CountLineView,
    CountView,
    NewCount,
)
from autoservice.runtime.current import read_only, transaction
from autoservice.shared.access import Permission
from autoservice.shared.cells import CellChanges, ChangedRows
from autoservice.shared.pagination import Page, PageRequest
from autoservice.shared.validation import Id

router = APIRouter(prefix="/admin/catalog/stock-counts", tags=["stock counts"], route_class=DocumentedRoute)
COUNT = "/{count_id}"


@router.post("", status_code=201)
@requires_permission(Permission.MANAGE_STOCK)
@fails_with(CountInFuture)
async def open_count(command: NewCount, actor: CurrentActor, key: Key) -> CountView:
    """Open a count of the stock, as it is now or was at an earlier moment."""
    async with transaction(actor, key.of(command)) as unit:
        if unit.is_repetition:
            return await unit.services.stock_counts.get_count(unit.result_id)
        count = await unit.services.stock_counts.open_count(command)
        unit.result_id = count.id
        return count


@router.get("")
@requires_permission(Permission.MANAGE_STOCK)
async def list_counts(query: Annotated[PageRequest, Query()], actor: CurrentActor) -> Page[CountView]:
    """One page of the counts, newest first."""
    async with read_only(actor) as unit:
        return await unit.services.stock_counts.list_counts(query)


@router.get(COUNT)
@requires_permission(Permission.MANAGE_STOCK)
@fails_with(CountNotFound)
async def get_count(count_id: Id, actor: CurrentActor) -> CountView:
    """One count."""
    async with read_only(actor) as unit:
        return await unit.services.stock_counts.get_count(count_id)


@router.get(f"{COUNT}/lines")
@requires_permission(Permission.MANAGE_STOCK)
@fails_with(CountNotFound)
async def list_lines(
    count_id: Id, query: Annotated[CountFilter, Query()], actor: CurrentActor
) -> Page[CountLineView]:
    """One page of the items to count: what the book said at the moment of counting, what was counted."""
    async with read_only(actor) as unit:
        return await unit.services.stock_counts.list_lines(count_id, query)


@router.put(f"{COUNT}/lines")
@requires_permission(Permission.MANAGE_STOCK)
@fails_with(CountNotFound, CountClosed, ItemNotFound, ItemTwice, QuantityNotWhole)
async def enter_lines(count_id: Id, command: CountedItems, actor: CurrentActor) -> CountView:
    """Enter what was counted of some items, all or none of it."""
    async with transaction(actor) as unit:
        return await unit.services.stock_counts.enter_lines(count_id, command)


@router.patch(f"{COUNT}/lines/cells")
@requires_permission(Permission.MANAGE_STOCK)
@fails_with(CountNotFound, CountClosed, *CELLS_REFUSED)
async def edit_lines(
    count_id: Id, changes: CellChanges, actor: CurrentActor, key: Key, request: Request
) -> ChangedRows:
    """Enter what was typed into the count's table, all or none of it; rows have the ids of their items."""
    locale = request_locale(request)
    async with transaction(actor, key.of(changes)) as unit:
        if not unit.is_repetition:
            await unit.services.stock_counts.edit_cells(count_id, changes, locale)
        return await unit.services.stock_counts.read_cells(count_id, changes.ids, locale)


@router.post(f"{COUNT}/apply")
@requires_permission(Permission.MANAGE_STOCK)
@fails_with(CountNotFound, CountClosed, CountEmpty, CountedLater, CountBelowReserved, CountTooLarge)
async def apply_count(count_id: Id, actor: CurrentActor) -> CountView:
    """Correct the book by the differences, over what has moved since the counting; once, all or nothing."""
    async with transaction(actor) as unit:
        return await unit.services.stock_counts.apply_count(count_id)


@router.delete(COUNT, status_code=204)
@requires_permission(Permission.MANAGE_STOCK)
@fails_with(CountNotFound, CountClosed)
async def discard_count(count_id: Id, actor: CurrentActor) -> None:
    """Throw a count away that was not applied."""
    async with transaction(actor) as unit:
        await unit.services.stock_counts.discard_count(count_id)

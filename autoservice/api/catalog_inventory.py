"""``/api/catalog/inventory`` for the shop's people, ``/api/admin/catalog/inventory`` for administrators."""

from typing import Annotated

from fastapi import APIRouter, Query, Request

from autoservice.api.access import CurrentActor, requires_permission
from autoservice.api.cells import CELLS_REFUSED
from autoservice.api.documents import DocumentedRoute, fails_with
from autoservice.api.problems import request_locale
from autoservice.api.request_keys import Key
from autoservice.modules.catalog.inventory.errors import (
    ITEM_REFUSED,
    MOVE_REFUSED,
    BelowReserved,
    ItemArchived,
    ItemNotFound,
    UnitInUse,
)
from autoservice.modules.catalog.inventory.schemas import (
    ItemChange,
    ItemFilter,
    ItemView,
    MovementView,
    NewItem,
    NewMovement,
)
from autoservice.modules.catalog.removal import RemovalView
from autoservice.runtime.current import read_only, transaction
from autoservice.shared.access import Permission
from autoservice.shared.cells import CellChanges, ChangedRows, RowsChanged
from autoservice.shared.pagination import Page, PageRequest
from autoservice.shared.validation import Id

router = APIRouter(tags=["inventory"], route_class=DocumentedRoute)
INVENTORY = "/catalog/inventory"
ADMIN = "/admin/catalog/inventory"
ITEM = "/{item_id}"


@router.get(INVENTORY)
@requires_permission(Permission.READ_STOCK)
async def list_items(query: Annotated[ItemFilter, Query()], actor: CurrentActor) -> Page[ItemView]:
    """One page of parts and consumables with their stock; what they cost is for administrators only."""
    async with read_only(actor) as unit:
        return await unit.services.inventory.list_items(query)


@router.get(f"{INVENTORY}{ITEM}")
@requires_permission(Permission.READ_STOCK)
@fails_with(ItemNotFound)
async def get_item(item_id: Id, actor: CurrentActor) -> ItemView:
    """One part or consumable with its stock."""
    async with read_only(actor) as unit:
        return await unit.services.inventory.get_item(item_id)


@router.get(f"{INVENTORY}{ITEM}/movements")
@requires_permission(Permission.READ_STOCK)
@fails_with(ItemNotFound)
async def list_movements(
    item_id: Id, query: Annotated[PageRequest, Query()], actor: CurrentActor
) -> Page[MovementView]:
    """One page of an item's movements, newest first."""
    async with read_only(actor) as unit:
        return await unit.services.stock.list_movements(item_id, query)


@router.post(ADMIN, status_code=201)
@requires_permission(Permission.MANAGE_STOCK)
@fails_with(*ITEM_REFUSED)
async def create_item(command: NewItem, actor: CurrentActor, key: Key) -> ItemView:
    """Add a part or consumable; it has no stock before its first receipt."""
    async with transaction(actor, key.of(command)) as unit:
        if unit.is_repetition:
            return await unit.services.inventory.get_item(unit.result_id)
        item = await unit.services.inventory.create_item(command)
        unit.result_id = item.id
        return item


@router.patch(f"{ADMIN}/cells")
@requires_permission(Permission.MANAGE_STOCK)
@fails_with(*CELLS_REFUSED)
async def edit_items(changes: CellChanges, actor: CurrentActor, key: Key, request: Request) -> ChangedRows:
    """Change cells of the table as they were typed, all or none of them."""
    locale = request_locale(request)
    async with transaction(actor, key.of(changes)) as unit:
        if not unit.is_repetition:
            await unit.services.inventory.edit_cells(changes, locale)
        return await unit.services.inventory.read_cells(changes.ids, locale)


@router.patch(f"{ADMIN}{ITEM}")
@requires_permission(Permission.MANAGE_STOCK)
@fails_with(ItemNotFound, RowsChanged, UnitInUse, *ITEM_REFUSED)
async def change_item(item_id: Id, change: ItemChange, actor: CurrentActor, request: Request) -> ItemView:
    """Change a part or consumable, archive or restore it."""
    async with transaction(actor) as unit:
        return await unit.services.inventory.change_item(item_id, change, request_locale(request))


@router.delete(f"{ADMIN}{ITEM}")
@requires_permission(Permission.MANAGE_STOCK)
@fails_with(ItemNotFound)
async def delete_item(item_id: Id, actor: CurrentActor) -> RemovalView:
    """Delete a part or consumable; one that has movements, or that services take, is archived."""
    async with transaction(actor) as unit:
        return await unit.services.inventory.delete_item(item_id)


@router.post(f"{ADMIN}{ITEM}/movements", status_code=201)
@requires_permission(Permission.MANAGE_STOCK)
@fails_with(*MOVE_REFUSED, ItemArchived, BelowReserved)
async def add_movement(item_id: Id, command: NewMovement, actor: CurrentActor, key: Key) -> MovementView:
    """Receive stock at a cost, or correct the book for a reason."""
    async with transaction(actor, key.of(command)) as unit:
        if unit.is_repetition:
            return await unit.services.stock.get_movement(unit.result_id)
        movement = await unit.services.stock.add_movement(item_id, command)
        unit.result_id = movement.id
        return movement

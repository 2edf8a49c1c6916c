"""Parts and their stock as tests need them. Nothing here asserts."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import func, select
from sqlmodel import col

from autoservice.modules.catalog.inventory.models import StockBalance, StockMovement
from autoservice.modules.catalog.inventory.schemas import ItemView, NewItem, NewMovement
from autoservice.shared.access import SYSTEM
from autoservice.shared.typed_numbers import to_thousandths
from tests.support.runtime import Shop

MOVEMENT = TypeAdapter(NewMovement)


@dataclass(frozen=True)
class Numbers:
    """A balance: on hand and reserved in thousandths, and the value."""

    on_hand: int
    reserved: int
    value: int


def item(**fields: Any) -> NewItem:
    """An item that is counted in pieces."""
    given = {
        "article": "W 914/2",
        "maker": "Mann",
        "name_ru": "Фильтр масляный",
        "kind": "part",
        "unit": "piece",
    }
    return NewItem.model_validate({**given, "price_minor": 60000, **fields})


async def add_item(shop: Shop, quantity: str = "", cost: int = 100, **fields: Any) -> ItemView:
    """Add an item, with a receipt if there is a quantity."""
    async with shop.runtime.transaction(SYSTEM) as unit:
        added = await unit.services.inventory.create_item(item(**fields))
    if quantity:
        await move(shop, added.id, kind="receipt", quantity=quantity, unit_cost_minor=cost)
    return added


async def move(shop: Shop, item_id: int, **command: Any) -> None:
    """Receive or correct."""
    async with shop.runtime.transaction(shop.people.administrator) as unit:
        await unit.services.stock.add_movement(item_id, MOVEMENT.validate_python(command))


async def use(shop: Shop, action: str, order_id: int, item_id: int, quantity: str) -> None:
    """Reserve, release, issue or return for an order, as a mechanic does."""
    async with shop.runtime.transaction(shop.people.mechanic) as unit:
        await getattr(unit.services.stock, action)(order_id, item_id, Decimal(quantity))


async def balance(shop: Shop, item_id: int) -> Numbers:
    """The balance of an item."""
    [row] = await shop.rows(StockBalance, item_id=item_id)
    return Numbers(row.on_hand, row.reserved, row.value_minor)


async def sum_of_movements(shop: Shop, item_id: int) -> Numbers:
    """The sum of an item's movements."""
    columns = (StockMovement.on_hand_change, StockMovement.reserved_change, StockMovement.value_change)
    async with shop.runtime.read_only(SYSTEM) as unit:
        query = select(*(func.coalesce(func.sum(col(one)), 0) for one in columns)).where(
            col(StockMovement.item_id) == item_id
        )
        return Numbers(*map(int, (await unit.session.execute(query)).one()))


def thousandths(quantity: str) -> int:
    """A quantity as the database has it."""
    return to_thousandths(Decimal(quantity))

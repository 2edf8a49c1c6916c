"""Stock that many want at once: exactly as much as there is, on both databases, and only by the lock."""

import asyncio
from collections import Counter
from decimal import Decimal
from unittest.mock import AsyncMock

import pytest
from sqlalchemy.exc import DBAPIError, IntegrityError

from autoservice.modules.catalog.inventory.errors import NotEnoughStock
from autoservice.modules.catalog.inventory.models import InventoryItem, StockBalance, StockMovement
from autoservice.modules.catalog.inventory.schemas import ServicePartLine
from autoservice.modules.catalog.inventory.stock import Stock
from autoservice.modules.catalog.inventory.stock_repository import SqlStockRepository
from autoservice.modules.catalog.services.editing_schemas import ServiceParts
from autoservice.runtime import unit_of_work
from autoservice.shared import db
from autoservice.shared.access import SYSTEM
from autoservice.shared.errors import DomainError
from tests.support.inventory import Numbers, add_item, balance, sum_of_movements, use
from tests.support.locks import two_writers, until_somebody_waits
from tests.support.runtime import Shop
from tests.support.timeouts import TIMEOUT_SECONDS

pytestmark = pytest.mark.both_databases


async def in_parallel(shop: Shop, action: str, count: int, item_id: int) -> Counter[str]:
    """Let ``count`` mechanics take one piece each at once; returns how often each outcome was met."""
    order = (await shop.place_order()).id

    async def take() -> str:
        try:
            await use(shop, action, order, item_id, "1")
        except DomainError as error:
            return error.code
        return "done"

    return Counter(await asyncio.gather(*(take() for _ in range(count))))


async def test_of_100_parallel_reservations_of_10_pieces_exactly_10_succeed(shop: Shop):
    pads = (await add_item(shop, "10")).id
    assert await in_parallel(shop, "reserve", 100, pads) == {"done": 10, "NotEnoughStock": 90}
    assert await balance(shop, pads) == await sum_of_movements(shop, pads) == Numbers(10000, 10000, 1000)


async def test_of_20_parallel_issues_of_the_last_3_pieces_3_succeed(shop: Shop):
    pads = (await add_item(shop, "3")).id
    assert await in_parallel(shop, "issue", 20, pads) == {"done": 3, "NotEnoughStock": 17}
    assert await balance(shop, pads) == await sum_of_movements(shop, pads) == Numbers(0, 0, 0)


async def test_without_the_lock_more_is_reserved_than_there_is(shop: Shop, monkeypatch: pytest.MonkeyPatch):
    """The negative control: the same service over a balance that is read without its lock."""
    count = 12
    pads = (await add_item(shop, "10")).id
    all_have_read = asyncio.Barrier(count)

    async def read_without_lock(repository: SqlStockRepository, item_ids: list[int]) -> list[Stock]:
        session = repository._session
        stocks = [
            Stock(await session.get_one(InventoryItem, id), await session.get_one(StockBalance, id))
            for id in item_ids
        ]
        await all_have_read.wait()
        return stocks

    monkeypatch.setattr(SqlStockRepository, "lock", read_without_lock)
    if shop.runtime.adapters.engine.dialect.name == "sqlite":
        # There the transaction is the lock: BEGIN IMMEDIATE. The audit log would refuse first without it.
        monkeypatch.setattr(db, "_options", lambda *_, **__: {db.BEGIN: None})
        monkeypatch.setattr(unit_of_work, "append", AsyncMock())
        monkeypatch.setattr(unit_of_work, "add_facts", AsyncMock())
        db._bound.cache_clear()
    try:
        async with asyncio.timeout(TIMEOUT_SECONDS):
            assert await in_parallel(shop, "reserve", count, pads) == {"done": count}
    finally:
        db._bound.cache_clear()
    assert await sum_of_movements(shop, pads) != await balance(shop, pads)
    assert len(await shop.rows(StockMovement, item_id=pads, kind="reserve")) == count


async def test_the_database_itself_refuses_a_balance_below_zero_or_more_reserved_than_there_is(shop: Shop):
    pads = (await add_item(shop, "3")).id
    for column, value in (("on_hand", -1), ("reserved", 3001), ("reserved", -1), ("value_minor", -1)):
        with pytest.raises(IntegrityError):
            await set_column(shop, pads, column, value)


async def set_column(shop: Shop, item_id: int, column: str, value: int) -> None:
    async with shop.runtime.transaction(SYSTEM) as unit:
        setattr(await unit.session.get_one(StockBalance, item_id), column, value)


@pytest.mark.parametrize("statement", ["UPDATE stock_movement SET reason = ''", "DELETE FROM stock_movement"])
async def test_the_database_itself_only_adds_to_the_ledger(shop: Shop, statement: str):
    await add_item(shop, "3")
    with pytest.raises(DBAPIError, match="only ever added"):
        await execute(shop, statement)


async def execute(shop: Shop, statement: str) -> None:
    async with shop.runtime.transaction(SYSTEM) as unit:
        await (await unit.session.connection()).exec_driver_sql(statement)


async def test_two_orders_that_want_the_same_two_items_wait_for_each_other(shop: Shop):
    orders = [(await shop.place_order()).id for _ in range(2)]
    items = [(await add_item(shop, "5", article=article)).id for article in ("A-1", "A-2")]

    async def reserve_both(order_id: int) -> None:
        async with shop.runtime.transaction(shop.people.mechanic) as unit:
            for item_id in items:
                await unit.services.stock.reserve(order_id, item_id, Decimal(3))

    outcomes = await asyncio.gather(*map(reserve_both, orders), return_exceptions=True)
    assert [type(one) for one in outcomes if one] == [NotEnoughStock]
    assert [(await balance(shop, one)).reserved for one in items] == [3000, 3000]


async def test_reserved_stock_is_released_once_whoever_cancels_at_the_same_moment(shop: Shop):
    order = (await shop.place_order()).id
    pads = (await add_item(shop, "5")).id
    await use(shop, "reserve", order, pads, "3")

    async def release() -> None:
        async with shop.runtime.transaction(shop.people.mechanic) as unit:
            await unit.services.stock.release_all(order)

    await asyncio.gather(*(release() for _ in range(5)))
    assert await balance(shop, pads) == Numbers(5000, 0, 500)
    assert len(await shop.rows(StockMovement, kind="release")) == 1


@two_writers
async def test_an_item_that_a_service_is_about_to_take_is_archived_not_deleted(shop: Shop):
    oil = (await add_item(shop, unit="l")).id

    async def delete() -> str:
        async with shop.runtime.transaction(shop.people.administrator) as unit:
            return (await unit.services.inventory.delete_item(oil)).outcome

    async with shop.runtime.transaction(shop.people.administrator) as unit:
        line = ServicePartLine(item_id=oil, quantity=Decimal("4.3"))
        await unit.services.catalog_editing.set_parts(1, ServiceParts(parts=[line]))
        deleting = asyncio.create_task(delete())
        await until_somebody_waits(shop)
    assert await deleting == "archived"

"""The starting parts: every service that takes some has them, each once, in quantities that there can be."""

import pytest

from autoservice.cli.demo.stock import STOCK, stock_shelves
from autoservice.modules.catalog.inventory.models import PIECE, InventoryItem, ServicePart
from autoservice.modules.catalog.inventory.schemas import ItemFilter
from autoservice.modules.catalog.starting.services import SERVICES
from autoservice.modules.catalog.starting.stock import ITEMS, SERVICE_PARTS, seed_stock
from autoservice.shared.access import SYSTEM
from autoservice.shared.normal_forms import article_key
from tests.support.inventory import balance, sum_of_movements
from tests.support.runtime import Shop

# They take nothing: looking and adjusting.
WITHOUT_PARTS = {"computer_diagnostics", "suspension_check", "alignment"}


async def seed(shop: Shop) -> None:
    async with shop.runtime.transaction(SYSTEM) as unit:
        assert await seed_stock(unit.session, unit.now) == len(ITEMS)


def test_every_service_that_takes_parts_has_them():
    assert {service[0] for service in SERVICES} - SERVICE_PARTS.keys() == WITHOUT_PARTS
    assert {code for parts in SERVICE_PARTS.values() for code in parts} == ITEMS.keys() == STOCK.keys()


def test_no_article_of_a_maker_is_there_twice_and_pieces_are_whole():
    assert len({(article_key(item.article), article_key(item.maker)) for item in ITEMS.values()}) == len(
        ITEMS
    )
    halves = [
        (service, code)
        for service, parts in SERVICE_PARTS.items()
        for code, quantity in parts.items()
        if ITEMS[code].unit == "piece" and quantity % PIECE
    ]
    assert halves == []


@pytest.mark.parametrize(("service", "count"), [("oil_and_filter", 3), ("alignment", 0)])
async def test_a_service_comes_with_its_parts(shop: Shop, service: str, count: int):
    await seed(shop)
    async with shop.runtime.read_only(SYSTEM) as unit:
        ids = {one.code: one.id for one in await unit.services.catalog.list_services()}
        parts = (await unit.services.service_parts.parts_of([ids[service]])).get(ids[service], [])
    assert len(parts) == count
    assert [str(part.quantity) for part in parts] == ["1", "1", "4.5"][:count]


async def test_the_demos_shelves_are_stocked_and_some_things_run_low(shop: Shop):
    await seed(shop)
    await stock_shelves(shop.runtime, shop.people.administrator)
    items = await shop.rows(InventoryItem)
    for item in items:
        assert await balance(shop, item.id) == await sum_of_movements(shop, item.id)
    async with shop.runtime.read_only(shop.people.administrator) as unit:
        low = await unit.services.inventory.list_items(ItemFilter(low=True, size=100))
    assert 3 <= low.total <= 8
    assert all(item.place and item.supplier for item in items)
    assert await shop.rows(ServicePart)

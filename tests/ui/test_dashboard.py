"""The dashboard is live: what happens elsewhere moves its numbers, and a burst is one reading."""

from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest_asyncio

from autoservice.modules.catalog.inventory.schemas import NewItem
from autoservice.modules.orders.schemas import OrdersFilter
from autoservice.modules.orders.workflow import HoldReason
from autoservice.modules.progress.schemas import StageHold, StageStep
from autoservice.ui.pages.admin_console.state import AllOrdersState
from autoservice.ui.pages.admin_dashboard.state import DashboardState
from autoservice.ui.widgets.data_table.columns import SPECS
from autoservice.ui.widgets.data_table.state import read_filter
from tests.api.test_list_indexes import statements
from tests.support.runtime import Shop
from tests.ui.desk import Desk
from tests.ui.pipeline import running_pipeline

PATH = "/admin"


@pytest_asyncio.fixture
async def dashboard(shop: Shop) -> Any:
    """An administrator before the dashboard."""
    token = await shop.sign_in(shop.people.administrator)
    async with running_pipeline() as pipeline:
        await pipeline.hydrate(token, PATH)
        desk = Desk(pipeline, token)
        await desk.open(PATH, DashboardState)
        await pipeline.wire.wait_until(lambda _wire: value(desk, "loaded") is True)
        yield desk


def value(desk: Desk, var: str) -> Any:
    try:
        return desk.pipeline.wire.last(DashboardState, var)
    except IndexError:
        return None


def counts(desk: Desk) -> dict[str, str]:
    return {one["id"]: one["count"] for one in value(desk, "attention")}


async def become(desk: Desk, **expected: str) -> None:
    """Wait until these numbers are shown."""
    await desk.pipeline.wire.wait_until(lambda _wire: counts(desk).items() >= expected.items())


async def test_what_mechanics_and_the_store_do_moves_the_numbers(dashboard: Desk, shop: Shop):
    assert value(dashboard, "steps")["are_done"] is False
    order = await shop.assigned_order()
    await shop.relay_all()
    await become(dashboard, new="1", parts="0")
    async with shop.runtime.transaction(shop.people.mechanic) as unit:
        progress, stage = unit.services.progress, order.stages[0].id
        await progress.start_stage(order.id, stage, StageStep())
        await progress.block_stage(order.id, stage, StageHold(reason=HoldReason.PARTS))
    async with shop.runtime.transaction(shop.people.administrator) as unit:
        item = {"article": "X1", "name_en": "Filter", "kind": "part", "unit": "piece", "minimum": "2"}
        await unit.services.inventory.create_item(NewItem.model_validate({"price_minor": 1, **item}))
    await shop.relay_all()
    await become(dashboard, new="0", parts="1", low_stock="1")
    assert [(one["id"], one["count"]) for one in value(dashboard, "states")] == [("on_hold", "1")]


async def test_a_burst_is_one_reading(dashboard: Desk, shop: Shop):
    orders = [await shop.assigned_order() for _ in range(5)]
    await shop.relay_all()
    await become(dashboard, new="5")
    for order in orders:
        await shop.complete(order, len(order.stages))
    with statements(shop) as asked:
        await shop.relay_all()
        await become(dashboard, new="0")
    # One may have begun before all of it was told.
    assert 1 <= sum("charged_minor" in statement for statement, _ in asked) <= 2
    assert value(dashboard, "day")["orders"].startswith("5 ")


async def test_each_number_leads_to_a_list_that_knows_its_filters(dashboard: Desk, shop: Shop):
    order = await shop.assigned_order()
    await shop.complete(order, len(order.stages) - 1)
    await shop.relay_all()
    await dashboard.pipeline.wire.wait_until(lambda _wire: bool(value(dashboard, "states")))
    shown = [*value(dashboard, "attention")[:-1], value(dashboard, "cars"), *value(dashboard, "states")]
    addresses = [one["url"] for one in shown] + [value(dashboard, name)["url"] for name in ("day", "month")]
    known = SPECS[AllOrdersState].filters
    for address in addresses:
        path, query = urlsplit(address).path, dict(parse_qsl(urlsplit(address).query))
        assert path == "/admin/orders"
        assert query == {name: read_filter(text, known[name]) for name, text in query.items()}
        assert OrdersFilter.model_validate(query).narrows
    assert len(addresses) == 4 + 1 + 1 + 2

"""The page of reports: its address names the period, and what cannot be a period is said at its field."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio

from autoservice.ui.pages.admin_reports.state import ReportsState
from tests.support.runtime import Shop
from tests.ui.desk import Desk
from tests.ui.pipeline import running_pipeline

PATH = "/admin/reports"


@pytest_asyncio.fixture
async def desk(shop: Shop) -> AsyncIterator[Desk]:
    """An administrator of a shop that has handed one car over."""
    order = await shop.assigned_order()
    await shop.complete(order, len(order.stages))
    token = await shop.sign_in(shop.people.administrator)
    async with running_pipeline() as pipeline:
        await pipeline.hydrate(token, PATH)
        yield Desk(pipeline, token)


async def load(desk: Desk, query: str = "") -> dict[str, Any]:
    await desk.send(ReportsState, "load", PATH + query)
    names = ("title", "periods", "bars", "tables", "csv_url", "errors")
    return {name: desk.pipeline.wire.last(ReportsState, name) for name in names}


async def test_a_month_is_shown_as_its_file_has_it(desk: Desk, shop: Shop):
    shown = await load(desk)
    assert [period["is_shown"] for period in shown["periods"]] == [True, False, False, False]
    totals, parts, services, mechanics = shown["tables"]
    completed = totals["rows"][1]["cells"]
    assert [cell["text"] for cell in completed[:3]] == ["Выдано заказов", "1", "0"]
    assert len(parts["rows"]) == len(shown["bars"]) == sum(bar["share"] in (0, 100) for bar in shown["bars"])
    assert services["rows"][0]["cells"][0]["text"] == "Замена масла и фильтра"
    assert mechanics["rows"][0]["cells"][0]["text"] == shop.people.mechanic.name
    first = shop.today.replace(day=1).isoformat()
    assert f"from={first}" in shown["csv_url"]


@pytest.mark.parametrize(
    ("query", "fields"),
    [
        ("?from=2026-02-01&to=2026-01-31", ["to"]),
        ("?from=2010-02-01&to=2026-01-31", ["to"]),
        ("?from=yesterday&to=2026-01-31", ["from"]),
    ],
)
async def test_a_period_that_cannot_be_is_refused_at_its_field_and_this_month_is_shown(
    desk: Desk, query: str, fields: list[str]
):
    shown = await load(desk, query)
    assert list(shown["errors"]) == fields
    assert shown["periods"][0]["is_shown"]


async def test_the_days_that_are_typed_become_the_address(desk: Desk):
    await desk.send(ReportsState, "choose", PATH, form={"from": "2026-01-01", "to": "2026-03-31"})
    assert desk.pipeline.wire.redirects[-1] == f"{PATH}?from=2026-01-01&to=2026-03-31"
    await desk.send(ReportsState, "choose", PATH, form={"from": "", "to": "2026-03-31"})
    assert list(desk.pipeline.wire.last(ReportsState, "errors")) == ["from"]

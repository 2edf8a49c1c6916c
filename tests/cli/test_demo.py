"""The demo: a shop at work, the same for the same moment, with accounts and orders that its readers know."""

from collections import Counter
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import TypeVar
from unittest.mock import AsyncMock
from zoneinfo import ZoneInfo

import pytest
import pytest_asyncio
from sqlalchemy import select
from sqlmodel import SQLModel

from autoservice.cli import demo
from autoservice.cli.demo import shop
from autoservice.cli.demo.month import plan_month
from autoservice.cli.demo.working_time import WorkingTime
from autoservice.modules.auth.models import User
from autoservice.modules.catalog.inventory.models import StockBalance, StockMovement
from autoservice.modules.catalog.services.models import ServiceTemplate
from autoservice.modules.catalog.starting.seed import seed_catalog
from autoservice.modules.catalog.starting.stock import seed_stock
from autoservice.modules.orders.models import Order, OrderStage, TimelineEntry
from autoservice.modules.orders.workflow import OrderStatus
from autoservice.modules.progress.models import StageAttachment, StageComment
from autoservice.runtime.runtime import Runtime
from autoservice.shared.access import SYSTEM
from autoservice.shared.audit import AuditEntry, verify
from tests.support.runtime import MovableClock, Shop, opened_runtime

Table = TypeVar("Table", bound=SQLModel)
MOSCOW = ZoneInfo("Europe/Moscow")
NIGHT, SUNDAY, NOON = (
    datetime(2026, 11, 26, 3, 7, tzinfo=MOSCOW),
    datetime(2026, 11, 29, 14, 0, tzinfo=MOSCOW),
    datetime(2026, 11, 26, 12, 30, tzinfo=MOSCOW),
)


def is_working_time(at: datetime) -> bool:
    local = at.astimezone(MOSCOW)
    return local.weekday() < 6 and 9 <= local.hour <= 20


@pytest.mark.parametrize("now", [NIGHT, SUNDAY, NOON])
async def test_the_month_is_the_same_for_the_same_moment_and_never_ahead_of_it(shop: Shop, now: datetime):
    async with shop.runtime.read_only(SYSTEM) as unit:
        services = await unit.services.catalog.list_services()
    visits = plan_month(services, MOSCOW, now)
    assert visits == plan_month(services, MOSCOW, now)
    steps = [step for visit in visits for step in visit.steps]
    assert now - timedelta(days=33) < min(step.at for step in steps)
    assert max(step.at for step in steps) <= now
    assert all(is_working_time(step.at) for step in steps)
    for visit in visits:
        assert [step.at for step in visit.steps] == sorted(step.at for step in visit.steps)
    assert {holder.mechanic for holder in visits} == {0, 1}


def test_working_time_leaves_nights_and_sundays_out():
    work = WorkingTime(MOSCOW)
    saturday = datetime(2026, 11, 28, 19, 30, tzinfo=MOSCOW)
    monday = datetime(2026, 11, 30, 9, 30, tzinfo=MOSCOW)
    assert work.after(saturday, 60) == monday
    assert work.before(monday, 60) == saturday
    assert work.after(SUNDAY, 30) == monday
    assert work.before(SUNDAY, 30) == saturday
    assert work.before(NIGHT, 60) == datetime(2026, 11, 25, 19, 0, tzinfo=MOSCOW)


@pytest_asyncio.fixture
async def runtime(database_url: str, tmp_path: Path, clock: MovableClock) -> AsyncIterator[Runtime]:
    """A demo at noon, as its first start leaves it."""
    clock.now = NOON.astimezone(UTC)
    async with opened_runtime(database_url, tmp_path, clock=clock, demo=True) as runtime:
        async with runtime.transaction(SYSTEM) as unit:
            await seed_catalog(unit.session, unit.now)
            await seed_stock(unit.session, unit.now)
        await demo.seed_shop(runtime)
        yield runtime


async def rows(runtime: Runtime, table: type[Table]) -> list[Table]:
    async with runtime.read_only(SYSTEM) as unit:
        query = select(table).order_by(*table.__table__.primary_key)  # type: ignore[attr-defined]
        return list(await unit.session.scalars(query))


async def test_whoever_starts_the_demo_sees_a_shop_at_work(runtime: Runtime):
    orders, stages = await rows(runtime, Order), await rows(runtime, OrderStage)
    states = Counter(order.status for order in orders)
    # Nothing of the program cancels an order yet.
    assert states.keys() == {state.value for state in OrderStatus} - {"cancelled"}
    assert states["delivered"] > 30
    accounts = {user.name: user.id for user in await rows(runtime, User)}
    assert [order.client_id for order in orders[-3:]] == [accounts["Анна Смирнова"]] * 3
    assert len({order.client_id for order in orders}) > 10
    assert {stage.mechanic_id for stage in stages} == {None, accounts["Илья Козлов"], accounts["Пётр Орлов"]}
    assert len({stage.blocked_reason for stage in stages if stage.blocked_reason}) == 3
    assert {photo.published for photo in await rows(runtime, StageAttachment)} == {True}
    assert {comment.published for comment in await rows(runtime, StageComment)} == {True, False}
    assert len([one for one in await rows(runtime, ServiceTemplate) if one.picture]) > 10
    assert all(balance.on_hand >= balance.reserved >= 0 for balance in await rows(runtime, StockBalance))
    assert {one.kind for one in await rows(runtime, StockMovement)} == {"receipt", "reserve", "issue"}
    await check_moments(runtime, orders, stages)
    await demo.seed_shop(runtime)
    assert len(await rows(runtime, Order)) == len(orders)


async def test_a_first_start_that_is_broken_off_leaves_nothing_half_made(
    database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    async with opened_runtime(database_url, tmp_path, demo=True) as runtime:
        async with runtime.transaction(SYSTEM) as unit:
            await seed_catalog(unit.session, unit.now)
            await seed_stock(unit.session, unit.now)
        with monkeypatch.context() as broken_off:
            broken_off.setattr(shop, "_work_on", AsyncMock(side_effect=InterruptedError))
            with pytest.raises(InterruptedError):
                await demo.seed_demo(runtime)
        for table in (User, Order, StockMovement, TimelineEntry):
            assert await rows(runtime, table) == []
        await demo.seed_demo(runtime)
        assert len(await rows(runtime, Order)) == len(shop.ORDERS)


async def check_moments(runtime: Runtime, orders: list[Order], stages: list[OrderStage]) -> None:
    """Orders, timelines, queue and audit log tell the same, and nothing of the future."""
    assert all(before.created_at <= after.created_at for before, after in pairwise(orders))
    entries = await rows(runtime, TimelineEntry)
    for order in orders:
        own = [entry.at for entry in entries if entry.order_id == order.id]
        assert (own[0], own[-1]) == (order.created_at, order.updated_at)
        assert own == sorted(own)
        if order.status == OrderStatus.ON_HOLD:
            assert order.waiting_since in {
                stage.blocked_since for stage in stages if stage.order_id == order.id
            }
    audited = await rows(runtime, AuditEntry)
    assert {entry.at for entry in entries} <= {entry.at for entry in audited}
    assert max(entry.at for entry in audited) <= runtime.clock()
    async with runtime.read_only(SYSTEM) as unit:
        await verify(unit.session)

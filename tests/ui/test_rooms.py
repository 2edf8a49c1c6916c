"""Rooms and shared readings, on a real database: told together, judged each by their own session."""

import asyncio

import pytest

from autoservice import work
from autoservice.modules.orders.schemas import OrderView
from autoservice.ui.shared import live, rooms
from autoservice.ui.shared.rooms import seat_in
from tests.support.patience import PATIENCE_SECONDS
from tests.support.runtime import Shop, clock, shop

__all__ = ["clock", "shop"]
TOPIC = "order:1"


async def session_of(shop: Shop, who: str) -> str:
    """A new session of one of the shop's people."""
    token = await shop.sign_in(getattr(shop.people, who))
    return shop.runtime.outside.tokens.read(token, shop.runtime.clock()) or ""


@pytest.fixture
async def order(shop: Shop) -> OrderView:
    """An order that somebody works on."""
    return await shop.assigned_order()


async def test_everybody_in_a_room_is_told_as_whom_they_are_by_then(shop: Shop) -> None:
    stays, leaves = await session_of(shop, "mechanic"), await session_of(shop, "client")
    with seat_in(TOPIC, stays) as one, seat_in(TOPIC, leaves) as other:
        await asyncio.sleep(0)
        async with work.work(await shop.runtime.actor_of_session(leaves)) as unit:
            await unit.services.auth.sign_out()
        await shop.runtime.outside.hub.publish([TOPIC])
        async with asyncio.timeout(PATIENCE_SECONDS):
            news = await one.next(), await other.next()
    assert [change.actor.role.value for change in news] == ["mechanic", "guest"]


async def test_the_last_to_leave_closes_the_room(shop: Shop) -> None:
    session = await session_of(shop, "mechanic")
    with seat_in(TOPIC, session):
        with seat_in(TOPIC, session):
            assert len(rooms._rooms) == 1
        assert len(rooms._rooms) == 1
    assert rooms._rooms == {}


async def test_readers_of_one_change_share_a_reading(shop: Shop, order: OrderView) -> None:
    reads = live.SharedReads()
    first, second = await asyncio.gather(reads.order(order.id, 1), reads.order(order.id, 1))
    assert first is second
    assert await reads.order(order.id, 2) is not first


async def test_whoever_has_just_come_reads_for_themselves(shop: Shop, order: OrderView) -> None:
    reads = live.SharedReads()
    shared = await reads.order(order.id, 1)
    assert await reads.order(order.id, -1) is not shared


async def test_a_reading_that_failed_is_made_again(
    shop: Shop, order: OrderView, monkeypatch: pytest.MonkeyPatch
) -> None:
    reads, read_order = live.SharedReads(), live._read_order
    failures = [OSError("the database is away")]

    async def flaky(order_id: int) -> live.SharedOrder:
        if failures:
            raise failures.pop()
        return await read_order(order_id)

    monkeypatch.setattr(live, "_read_order", flaky)
    with pytest.raises(OSError, match="away"):
        await reads.order(order.id, 1)
    assert (await reads.order(order.id, 1)).tracked.order.id == order.id

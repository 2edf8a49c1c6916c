"""What must follow a fact follows it, whoever dies on the way; and nothing is run by two at once."""

import asyncio
import json
import signal
import sys
from collections import Counter
from collections.abc import AsyncIterator, Iterable
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from redis.asyncio import Redis
from redis.asyncio.client import PubSub
from sqlalchemy import delete
from sqlmodel import col

from autoservice.adapters.local_hub import LocalHub
from autoservice.modules.notifications.topics import client_topic, order_topic
from autoservice.modules.orders.schemas import OrderView
from autoservice.runtime.lanes import Lane
from autoservice.runtime.relay import Relay
from autoservice.shared.access import SYSTEM
from autoservice.shared.outbox import (
    LEASE,
    MAX_ATTEMPTS,
    DeadLetter,
    OutboxMessage,
    backoff,
    enqueue,
)
from tests.support.runtime import Callers, MovableClock, Shop, opened_shop, sign_everybody_in

pytestmark = pytest.mark.both_databases

ROOT = Path(__file__).resolve().parents[2]
CHANNEL = "autoservice:changed"
END = "that is all"
WIDTH = 50
# After a worker was killed, what it owed is on its way in less.
WITHIN = timedelta(seconds=5)
ONE_POLL = timedelta(seconds=1)


@pytest_asyncio.fixture
async def shop_on_redis(
    database_url: str, redis_url: str, tmp_path: Path, clock: MovableClock
) -> AsyncIterator[Shop]:
    """A shop whose workers talk through a real Redis."""
    async with opened_shop(database_url, tmp_path, redis_url=redis_url, clock=clock) as shop:
        yield shop


@pytest_asyncio.fixture
async def redis(redis_url: str) -> AsyncIterator[Redis]:
    async with Redis.from_url(redis_url) as connection:
        yield connection


@pytest_asyncio.fixture
async def listener(redis: Redis) -> AsyncIterator[PubSub]:
    """A subscriber like another worker's hub."""
    async with redis.pubsub(ignore_subscribe_messages=True) as pubsub:
        await pubsub.subscribe(CHANNEL)
        await pubsub.get_message(ignore_subscribe_messages=False, timeout=10)
        yield pubsub


async def heard(redis: Redis, listener: PubSub) -> list[list[str]]:
    """All that was published since the last time; a mark of our own says where it ends."""
    await redis.publish(CHANNEL, json.dumps([END]))
    messages: list[list[str]] = []
    async for message in listener.listen():
        topics = json.loads(message["data"])
        if topics == [END]:
            break
        messages.append([topic for topic in topics if not topic.startswith("sender:")])
    return messages


async def busy_order(shop: Shop) -> OrderView:
    """An order in which the next completion changes nothing but its stage; the outbox is empty."""
    order = await shop.complete(await shop.assigned_order("front_pads"), count=2)
    await shop.relay_all()
    await tell_nobody(shop)
    return order


async def tell_nobody(shop: Shop) -> None:
    """Forget what people were to be told: it follows in steps of its own, some of them later."""
    async with shop.runtime.transaction(SYSTEM) as unit:
        telling = col(OutboxMessage.reaction).not_like("push%")
        await unit.session.execute(delete(OutboxMessage).where(telling))


async def run_worker_until_it_dies(when: str, shop: Shop, order: OrderView) -> None:
    settings, mechanic = shop.runtime.settings, shop.people.mechanic.user_id
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.shared.crash", when,
        settings.database_url, str(settings.data_dir), settings.redis_url,
        str(order.id), str(order.stages[2].id), str(mechanic),
        cwd=ROOT,
    )  # fmt: skip
    assert await process.wait() == -signal.SIGKILL


async def test_a_worker_killed_after_its_commit_leaves_the_reaction_to_another(
    shop_on_redis: Shop, redis: Redis, listener: PubSub, clock: MovableClock
):
    order = await busy_order(shop_on_redis)
    await heard(redis, listener)
    await run_worker_until_it_dies("after_commit", shop_on_redis, order)
    assert await heard(redis, listener) == []
    [message] = await shop_on_redis.enqueued("stage_completed")
    assert message.lease_owner not in (None, shop_on_redis.runtime.relay.owner)
    assert message.due_at + ONE_POLL < message.created_at + WITHIN
    clock.now = message.due_at

    assert await shop_on_redis.relay_all() == 1

    [topics] = await heard(redis, listener)
    assert {order_topic(order.id), client_topic(order.client_id)} <= set(topics)
    assert await shop_on_redis.rows(OutboxMessage) == []


async def test_a_worker_killed_in_a_reaction_keeps_its_lease_until_it_runs_out(
    shop_on_redis: Shop, redis: Redis, listener: PubSub, clock: MovableClock
):
    order = await busy_order(shop_on_redis)
    await heard(redis, listener)
    await run_worker_until_it_dies("after_claim", shop_on_redis, order)
    [message] = await shop_on_redis.enqueued("stage_completed")
    assert message.lease_owner not in (None, shop_on_redis.runtime.relay.owner)

    clock.now = message.due_at - timedelta(seconds=1)
    assert await shop_on_redis.relay_all() == 0
    clock.now = message.due_at
    assert await shop_on_redis.relay_all() == 1

    assert len(await heard(redis, listener)) == 1
    assert await shop_on_redis.rows(OutboxMessage) == []


@dataclass(frozen=True)
class Numbered:
    """A fact that tests count."""

    number: int
    name: str = "Numbered"

    def payload(self) -> dict[str, Any]:
        return {"number": self.number}


async def owe_many(shop: Shop, count: int) -> None:
    async with shop.runtime.transaction(SYSTEM) as unit:
        for number in range(count):
            enqueue(unit.session, Numbered(number), ["count"], unit.now)


@dataclass
class Tally:
    """Counts which messages were run, by anybody."""

    runs: Counter[int] = field(default_factory=Counter)

    async def count(self, _name: str, payload: dict[str, Any]) -> None:
        await asyncio.sleep(0)
        self.runs[payload["number"]] += 1


def another_relay(shop: Shop, handler: Any) -> Relay:
    lane = Lane({"count": handler}, width=WIDTH, seconds=60)
    return Relay(shop.runtime.adapters.engine, [lane], clock=shop.runtime.clock)


async def drain(relay: Relay) -> int:
    claims = 0
    while claimed := await relay.relay_once():
        claims += claimed
    return claims


async def test_two_relays_at_once_never_run_the_same_message(shop: Shop):
    await owe_many(shop, 4 * WIDTH)
    tally = Tally()
    claims = await asyncio.gather(*(drain(another_relay(shop, tally.count)) for _ in range(2)))
    assert tally.runs == Counter(range(4 * WIDTH))
    assert sum(claims) == 4 * WIDTH
    assert await shop.rows(OutboxMessage) == []


async def test_a_relay_that_overran_its_lease_does_not_settle_what_is_another_ones(
    shop: Shop, clock: MovableClock
):
    await owe_many(shop, 1)
    second = Tally()

    async def overrun(*_: Any) -> None:
        clock.forward(seconds=LEASE.total_seconds() + 1)
        slow_one_is_late = another_relay(shop, fail_once)
        await slow_one_is_late.relay_once()

    async def fail_once(*_: Any) -> None:
        raise OSError("not yet")

    await another_relay(shop, overrun).relay_once()
    [kept] = await shop.rows(OutboxMessage)
    assert (kept.attempts, kept.last_error) == (2, "OSError: not yet")
    clock.forward(seconds=60)
    assert await drain(another_relay(shop, second.count)) == 1
    assert second.runs == Counter([0])


async def test_a_message_is_not_run_before_it_is_due(shop: Shop, clock: MovableClock):
    async with shop.runtime.transaction(SYSTEM) as unit:
        enqueue(unit.session, Numbered(1), ["count"], unit.now + timedelta(seconds=10))
    tally = Tally()
    assert await drain(another_relay(shop, tally.count)) == 0
    clock.forward(seconds=10)
    assert await drain(another_relay(shop, tally.count)) == 1
    assert tally.runs == Counter([1])


async def test_a_rolled_back_unit_owes_nothing(shop: Shop):
    order = await shop.assigned_order()
    before = await shop.everything()
    with pytest.raises(RuntimeError, match="after the event"):
        await assign_and_fail(shop, order)
    assert await shop.everything() == before


async def assign_and_fail(shop: Shop, order: OrderView) -> None:
    async with shop.runtime.transaction(shop.people.administrator) as unit:
        await unit.services.assignment.assign_order(order.id, shop.people.other_mechanic.user_id)
        raise RuntimeError("after the event")


class MoodyHub(LocalHub):
    """A hub that is away for as long as it is told to be."""

    away = True
    published = 0

    async def publish(self, topics: Iterable[str]) -> None:
        if self.away:
            raise ConnectionError("the hub is away")
        self.published += 1
        await super().publish(topics)


@pytest.fixture
def hub() -> MoodyHub:
    return MoodyHub()


@pytest_asyncio.fixture
async def moody_shop(
    database_url: str, tmp_path: Path, clock: MovableClock, hub: MoodyHub
) -> AsyncIterator[Shop]:
    """A shop whose reactions fail, for now; the client's car is known there, an order is one message."""
    async with opened_shop(database_url, tmp_path, clock=clock, hub=hub) as shop:
        hub.away = False
        await shop.place_order()
        await shop.relay_all()
        hub.away, hub.published = True, 0
        yield shop


async def owe_a_push(shop: Shop) -> None:
    """An order whose pages are to be told of it, and nobody else."""
    await shop.place_order()
    await tell_nobody(shop)


async def fail_until_dead(shop: Shop, clock: MovableClock) -> None:
    for _ in range(MAX_ATTEMPTS):
        clock.forward(minutes=20)
        assert await shop.runtime.relay.relay_once() == 1


async def test_a_failing_reaction_waits_longer_each_time(moody_shop: Shop, clock: MovableClock):
    await owe_a_push(moody_shop)
    for attempt, seconds in enumerate([1, 4, 16, 64], start=1):
        assert await moody_shop.runtime.relay.relay_once() == 1
        [message] = await moody_shop.rows(OutboxMessage)
        waits = (message.due_at - clock.now).total_seconds()
        assert message.attempts == attempt
        assert 0.75 * seconds <= waits <= 1.25 * seconds
        assert message.last_error == "ConnectionError: the hub is away"
        clock.now = message.due_at


@pytest.mark.parametrize(("attempts", "seconds"), [(1, 1), (2, 4), (3, 16), (4, 64), (6, 900), (49, 900)])
def test_backoff_grows_fourfold_up_to_a_quarter_of_an_hour_with_some_jitter(attempts: int, seconds: int):
    waits = {backoff(attempts).total_seconds() for _ in range(50)}
    assert len(waits) > 1
    assert all(0.75 * seconds <= wait <= 1.25 * seconds for wait in waits)


async def test_the_last_failure_ends_in_the_dead_letters(moody_shop: Shop, clock: MovableClock):
    await owe_a_push(moody_shop)
    await fail_until_dead(moody_shop, clock)
    [letter] = await moody_shop.rows(DeadLetter)
    assert (letter.event, letter.reaction) == ("order_created", "push_order_changed")
    assert letter.last_error == "ConnectionError: the hub is away"
    assert await moody_shop.rows(OutboxMessage) == []


async def replay_the_only_letter(callers: Callers) -> None:
    [letter] = (await callers.administrator.get("/api/admin/dead-letters")).json()["items"]
    answer = await callers.administrator.post(f"/api/admin/dead-letters/{letter['id']}/replay")
    assert answer.status_code == 204


async def test_an_administrator_replays_a_dead_letter_over_rest(
    moody_shop: Shop, clock: MovableClock, hub: MoodyHub
):
    await owe_a_push(moody_shop)
    await fail_until_dead(moody_shop, clock)
    callers = await sign_everybody_in(moody_shop)
    await replay_the_only_letter(callers)
    assert await moody_shop.rows(DeadLetter) == []
    hub.away = False
    assert await moody_shop.relay_all() == 1
    assert hub.published == 1
    assert await moody_shop.rows(OutboxMessage) == []


async def test_a_replayed_reaction_has_all_its_attempts_again(moody_shop: Shop, clock: MovableClock):
    await owe_a_push(moody_shop)
    await fail_until_dead(moody_shop, clock)
    callers = await sign_everybody_in(moody_shop)
    await replay_the_only_letter(callers)
    await fail_until_dead(moody_shop, clock)
    assert len(await moody_shop.rows(DeadLetter)) == 1


async def test_one_failing_reaction_does_not_hold_up_the_others(shop: Shop):
    await owe_many(shop, 3)
    tally = Tally()

    async def fail_for_one(name: str, payload: dict[str, Any]) -> None:
        if payload["number"] == 1:
            raise ValueError("this one")
        await tally.count(name, payload)

    await another_relay(shop, fail_for_one).relay_once()
    assert tally.runs == Counter([0, 2])
    [left] = await shop.rows(OutboxMessage)
    assert left.payload == {"number": 1}

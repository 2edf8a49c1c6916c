"""``SocketHub``: in one process, and through a real Redis between several."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager, suppress

import pytest
import pytest_asyncio
from redis.asyncio import Redis
from redis.exceptions import RedisError

from autoservice.adapters import redis_hub
from autoservice.adapters.local_hub import LocalHub, Subscription
from autoservice.adapters.redis_hub import CHANNEL, RedisHub
from tests.support.redis import running_redis
from tests.support.timeouts import TIMEOUT_SECONDS


async def woken(subscription: Subscription) -> None:
    await asyncio.wait_for(subscription.changed.wait(), TIMEOUT_SECONDS)


async def test_a_publication_wakes_the_watchers_of_its_topics_only():
    hub = LocalHub()
    with hub.subscribe("order:1") as one, hub.subscribe("order:2") as other:
        await hub.publish(["order:1", "nobody's"])
        assert (one.changed.is_set(), other.changed.is_set()) == (True, False)


async def test_every_watcher_of_a_topic_is_woken():
    hub = LocalHub()
    with hub.subscribe("order:1") as one, hub.subscribe("order:1") as other:
        await hub.publish(["order:1"])
        assert one.changed.is_set()
        assert other.changed.is_set()


async def test_a_burst_wakes_once_and_the_generation_tells_how_new_it_is():
    hub = LocalHub()
    with hub.subscribe("order:1") as subscription:
        began = subscription.generation
        for _ in range(100):
            await hub.publish(["order:1"])
        assert subscription.changed.is_set()
        assert subscription.generation == began + 100
        subscription.changed.clear()
        assert not subscription.changed.is_set()


async def test_what_comes_after_the_watcher_looked_wakes_it_again():
    hub = LocalHub()
    with hub.subscribe("order:1") as subscription:
        await hub.publish(["order:1"])
        subscription.changed.clear()
        await hub.publish(["order:1"])
        assert subscription.changed.is_set()


async def test_who_left_is_not_woken_and_leaves_nothing_behind():
    hub = LocalHub()
    with hub.subscribe("order:1") as subscription:
        pass
    await hub.publish(["order:1"])
    assert not subscription.changed.is_set()
    assert not hub._watchers


async def test_everybody_can_be_woken():
    hub = LocalHub()
    with hub.subscribe("order:1") as one, hub.subscribe("client:2") as other:
        hub.wake_all()
        assert one.changed.is_set()
        assert other.changed.is_set()


@asynccontextmanager
async def running(url: str) -> AsyncIterator[RedisHub]:
    """A worker's hub that listens; its first connection wakes everybody."""
    hub = RedisHub(url)
    with hub.subscribe("the first connection") as connected:
        listening = asyncio.create_task(hub.run())
        await woken(connected)
    try:
        yield hub
    finally:
        listening.cancel()
        with suppress(asyncio.CancelledError):
            await listening


@pytest_asyncio.fixture
async def hubs(redis_url: str) -> AsyncIterator[tuple[RedisHub, RedisHub]]:
    """The hubs of two workers."""
    async with AsyncExitStack() as stack:
        yield (
            await stack.enter_async_context(running(redis_url)),
            await stack.enter_async_context(running(redis_url)),
        )


async def test_a_publication_in_one_worker_wakes_the_watchers_of_both(hubs: tuple[RedisHub, RedisHub]):
    here, there = hubs
    with (
        here.subscribe("order:1") as mine,
        there.subscribe("order:1") as theirs,
        there.subscribe("order:2") as other,
    ):
        await here.publish(["order:1"])
        await woken(mine)
        await woken(theirs)
        assert not other.changed.is_set()


async def test_a_publication_wakes_its_own_worker_at_once_and_only_once(
    hubs: tuple[RedisHub, RedisHub],
):
    here, there = hubs
    with here.subscribe("order:1") as mine, here.subscribe("the end") as end:
        publishing = asyncio.create_task(here.publish(["order:1"]))
        await asyncio.sleep(0)
        assert mine.changed.is_set(), "Before Redis has answered."
        await publishing
        generation = mine.generation
        await there.publish(["the end"])
        await woken(end)
        assert mine.generation == generation


async def test_a_burst_from_another_worker_coalesces(hubs: tuple[RedisHub, RedisHub]):
    here, there = hubs
    with there.subscribe("order:1") as subscription, there.subscribe("the end") as end:
        began = subscription.generation
        for _ in range(50):
            await here.publish(["order:1"])
        await here.publish(["the end"])
        await woken(end)
        assert subscription.changed.is_set()
        assert subscription.generation == began + 50


async def test_a_lost_connection_wakes_everybody_and_goes_on(
    hubs: tuple[RedisHub, RedisHub], redis_url: str, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(redis_hub, "RETRY_SECONDS", 0.01)
    here, there = hubs
    with there.subscribe("order:1") as subscription:
        async with Redis.from_url(redis_url) as redis:
            await redis.client_kill_filter(_type="pubsub")
        await woken(subscription)
        subscription.changed.clear()
        await here.publish(["order:1"])
        await woken(subscription)


async def publish_once_it_answers(hub: RedisHub, topic: str) -> None:
    async with asyncio.timeout(TIMEOUT_SECONDS):
        while True:
            with suppress(RedisError):
                return await hub.publish([topic])
            await asyncio.sleep(0.01)


async def test_a_hub_outlives_a_redis_that_was_away(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(redis_hub, "RETRY_SECONDS", 0.05)
    with running_redis() as first:
        async with running(first.fresh_url()) as hub:
            with hub.subscribe("order:1") as subscription:
                async with Redis.from_url(first.fresh_url()) as redis:
                    with suppress(RedisError):
                        await redis.shutdown(nosave=True)
                with pytest.raises(RedisError):
                    await hub.publish(["order:1"])
                assert subscription.changed.is_set(), "Those of the same worker need no Redis."
                subscription.changed.clear()
                await watch_it_come_back(first.port, hub, subscription)


async def watch_it_come_back(port: int, hub: RedisHub, subscription: Subscription) -> None:
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("tests.support.redis.free_port", lambda: port)
        with running_redis():
            await woken(subscription)
            subscription.changed.clear()
            await publish_once_it_answers(hub, "order:1")
            await woken(subscription)


async def test_a_message_that_is_not_ours_does_not_stop_the_hub(
    hubs: tuple[RedisHub, RedisHub], redis_url: str
):
    here, there = hubs
    async with Redis.from_url(redis_url) as redis:
        await redis.publish(CHANNEL, b"not JSON")
    with there.subscribe("order:1") as subscription:
        await here.publish(["order:1"])
        await woken(subscription)

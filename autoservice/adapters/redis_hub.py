"""The hub of several workers: Redis pub/sub between them, a local hub within each."""

import asyncio
import json
import uuid
from collections.abc import Iterable
from contextlib import AbstractContextManager
from typing import Final

import structlog
from redis.asyncio import Redis
from redis.asyncio.client import PubSub

from autoservice.adapters.local_hub import LocalHub, Subscription

log = structlog.get_logger(__name__)

CHANNEL: Final = "autoservice:changed"
RETRY_SECONDS: Final = 1.0


class RedisHub:
    """``SocketHub`` over one channel.

    A message is a JSON list of topics, never data. The last one, without subscribers, is its sender: the
    subscribers of the sender's worker are woken directly, and not again by Redis.
    """

    def __init__(self, url: str) -> None:
        self._redis: Redis = Redis.from_url(url)
        self._local = LocalHub()
        self._sender = f"sender:{uuid.uuid4().hex}"

    async def publish(self, topics: Iterable[str]) -> None:
        """Wake the subscribers of ``topics`` in every worker; raises ``RedisError`` if Redis is unavailable.

        Those of this worker are woken first, whether the others can be reached or not.
        """
        named = list(topics)
        self._local.wake(named)
        await self._redis.publish(CHANNEL, json.dumps([*named, self._sender]))

    def subscribe(self, *topics: str) -> AbstractContextManager[Subscription]:
        """Subscribe to the topics for as long as the context lasts."""
        return self._local.subscribe(*topics)

    async def run(self) -> None:
        """Listen until cancelled; wake all subscribers after a lost connection."""
        try:
            while True:
                await self._listen_until_lost()
                await asyncio.sleep(RETRY_SECONDS)
        finally:
            await self._redis.aclose()

    async def _listen_until_lost(self) -> None:
        try:
            async with self._redis.pubsub(ignore_subscribe_messages=True) as pubsub:
                await pubsub.subscribe(CHANNEL)
                self._local.wake_all()
                await self._forward(pubsub)
        except Exception:
            log.warning("hub_lost_redis", exc_info=True)

    async def _forward(self, pubsub: PubSub) -> None:
        async for message in pubsub.listen():
            topics = json.loads(message["data"])
            if self._sender not in topics:
                self._local.wake(topics)

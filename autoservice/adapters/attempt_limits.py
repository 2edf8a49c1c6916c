"""Counts of attempts in fixed windows (limits): in Redis for all workers together, or in this process."""

import asyncio
import hashlib
import json
import math
import time
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Final, TypeVar

import structlog
from limits import RateLimitItem, RateLimitItemPerSecond
from limits.aio.storage import MemoryStorage, RedisStorage
from limits.aio.strategies import FixedWindowRateLimiter
from redis.asyncio import ConnectionPool
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import RedisError

from autoservice.modules.auth.credentials.limits import Limit

log = structlog.get_logger(__name__)
Result = TypeVar("Result")
Counter = FixedWindowRateLimiter

PREFIX: Final = "autoservice:attempts"
TIMEOUT_SECONDS: Final = 0.5
# The limit of connections: to open one for each attempt of a flood takes longer than to wait.
CONNECTIONS: Final = 8
# The pause after a timeout of Redis, so that a flood does not wait for it one by one.
PAUSE_SECONDS: Final = 5.0
WARNING_SECONDS: Final = 60.0
# With less than this left of a window, uncounting an attempt might change the next one.
LATE_SECONDS: Final = 2.0


class AttemptLimits:
    """``AttemptLimiter``; while Redis does not answer, each worker counts for itself."""

    def __init__(self, redis_url: str = "") -> None:
        # One more try at once: a connection may have been lost while nobody used it.
        self._pool = ConnectionPool.from_url(redis_url, retry=Retry(NoBackoff(), 1)) if redis_url else None
        self._shared = Counter(_redis_storage(self._pool)) if self._pool else None
        self._connections = asyncio.Semaphore(CONNECTIONS)
        self._local = Counter(MemoryStorage())
        self._redis_paused_until = self._next_warning = -math.inf

    async def take(self, limit: Limit, *key: str) -> int:
        """Count one attempt; return 0 if it is allowed, else the seconds until the window ends."""
        return await self._counted(partial(_take, _item(limit), _name(key)))

    async def uncount(self, limit: Limit, *key: str) -> None:
        """Uncount a successful attempt."""
        await self._counted(partial(_uncount, _item(limit), _name(key)))

    async def clear(self, limit: Limit, *key: str) -> None:
        """Delete all attempts of the key, those that were counted here without Redis too."""
        await _clear(_item(limit), _name(key), self._local)
        await self._counted(partial(_clear, _item(limit), _name(key)))

    async def close(self) -> None:
        """Close the connections to Redis."""
        if self._pool:
            await self._pool.disconnect()

    async def _counted(self, job: Callable[[Counter], Awaitable[Result]]) -> Result:
        if self._shared and time.monotonic() >= self._redis_paused_until:
            try:
                async with asyncio.timeout(TIMEOUT_SECONDS), self._connections:
                    return await job(self._shared)
            except (RedisError, OSError) as error:
                self._pause_redis(error)
        return await job(self._local)

    def _pause_redis(self, error: Exception) -> None:
        now = time.monotonic()
        self._redis_paused_until = now + PAUSE_SECONDS
        if now >= self._next_warning:
            self._next_warning = now + WARNING_SECONDS
            log.warning("attempt_limits_lost_redis", error=repr(error))


def _redis_storage(pool: ConnectionPool) -> RedisStorage:
    # The URL is the pool's; the library itself supports fewer kinds.
    return RedisStorage(
        "redis://",
        implementation="redispy",
        key_prefix=PREFIX,
        connection_pool=pool,  # type: ignore[arg-type]
    )


def _item(limit: Limit) -> RateLimitItem:
    return RateLimitItemPerSecond(limit.amount, limit.seconds, limit.name)


def _name(key: tuple[str, ...]) -> str:
    """Return a hash of the key's texts, which fits into Redis and discloses no addresses."""
    return hashlib.sha256(json.dumps(key).encode()).hexdigest()


async def _take(item: RateLimitItem, name: str, counter: Counter) -> int:
    if await counter.hit(item, name):
        return 0
    ends = (await counter.get_window_stats(item, name)).reset_time
    remaining = ends - time.time()
    if remaining > LATE_SECONDS:
        # A refused attempt was not made. Counted, it would outweigh successful ones that are uncounted.
        await _uncount(item, name, counter)
    return max(1, math.ceil(remaining))


async def _uncount(item: RateLimitItem, name: str, counter: Counter) -> None:
    storage, key = counter.storage, item.key_for(name)
    if await storage.get(key) > 0 and await storage.incr(key, item.get_expiry(), -1) < 0:
        # The window ended, or another worker was faster: the count must not fall below zero.
        await storage.incr(key, item.get_expiry(), 1)


async def _clear(item: RateLimitItem, name: str, counter: Counter) -> None:
    await counter.clear(item, name)

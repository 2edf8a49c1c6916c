"""``AttemptLimiter``: in one process, through a real Redis for several, and when Redis goes away."""

import asyncio
import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from typing import Any

import pytest
import pytest_asyncio
import time_machine
from redis.asyncio import Redis
from redis.exceptions import RedisError
from structlog.testing import capture_logs

from autoservice.adapters import attempt_limits
from autoservice.adapters.attempt_limits import PREFIX, TIMEOUT_SECONDS, AttemptLimits
from autoservice.modules.auth.credentials.limits import Limit
from tests.support.processes import free_port
from tests.support.redis import running_redis

FIVE = Limit("five", 5, 900)
SHORT = Limit("short", 2, 300)
NOWHERE = "redis://127.0.0.1:{}/0"


@pytest.fixture(autouse=True)
def busy_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    """A Redis that is only slow, because other tests run, is not away."""
    monkeypatch.setattr(attempt_limits, "TIMEOUT_SECONDS", 20)


@pytest.fixture
def impatient(busy_machine: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """As long as it is waited for in earnest."""
    monkeypatch.setattr(attempt_limits, "TIMEOUT_SECONDS", TIMEOUT_SECONDS)


@asynccontextmanager
async def opened(url: str = "") -> AsyncIterator[AttemptLimits]:
    limits = AttemptLimits(url)
    try:
        yield limits
    finally:
        await limits.close()


@pytest_asyncio.fixture(params=["memory", "redis"])
async def limits(request: pytest.FixtureRequest) -> AsyncIterator[AttemptLimits]:
    url = request.getfixturevalue("redis_url") if request.param == "redis" else ""
    with capture_logs() as logged:
        async with opened(url) as limits:
            yield limits
    assert logged == [], "Redis was there all the time"


async def let_pass(limits: AttemptLimits, seconds: int) -> None:
    """Bring the end of every window nearer by so much, wherever it is counted."""
    storage: Any = limits._local.storage
    storage.expirations.update({key: end - seconds for key, end in storage.expirations.items()})
    if limits._pool:
        async with Redis.from_pool(limits._pool) as redis:
            for key in await redis.keys(f"{PREFIX}*"):
                remaining = await redis.pttl(key) - seconds * 1000
                await (redis.pexpire(key, remaining) if remaining > 0 else redis.delete(key))


async def taken(limits: AttemptLimits, times: int, *key: str, limit: Limit = FIVE) -> int:
    """How many of so many attempts at once are let through."""
    answers = await asyncio.gather(*(limits.take(limit, *key) for _ in range(times)))
    return answers.count(0)


async def test_so_many_attempts_are_allowed_and_then_none(limits: AttemptLimits):
    answers = [await limits.take(FIVE, "anna") for _ in range(7)]
    assert answers[:5] == [0] * 5
    assert all(890 <= seconds <= 900 for seconds in answers[5:])


async def test_attempts_at_once_do_not_slip_through(limits: AttemptLimits):
    assert await taken(limits, 50, "anna") == 5
    assert await taken(limits, 50, "anna") == 0


async def test_each_key_and_each_limit_counts_for_itself(limits: AttemptLimits):
    assert await taken(limits, 6, "anna") == 5
    assert await taken(limits, 6, "oleg") == 5
    assert await taken(limits, 6, "anna", limit=Limit("other", 5, 900)) == 5


KEYS = [
    (),
    ("",),
    ("a", "b"),
    ("a/b",),
    ("ab",),
    ("a", "", "b"),
    ("é",),
    ("анна@example.com", "::1"),
    ("\ud800",),
]
STRANGE = [("a b\r\n",), ("\0",), ("*",), ("{}",), ("x" * 10_000,)]


async def test_any_text_is_a_key_of_its_own(limits: AttemptLimits):
    for key in [*KEYS, *STRANGE]:
        assert await taken(limits, 6, *key) == 5, key


async def test_the_window_ends(limits: AttemptLimits):
    assert await taken(limits, 3, limit=SHORT) == 2
    assert 200 < await limits.take(SHORT) <= 300
    await let_pass(limits, 300)
    assert await taken(limits, 3, limit=SHORT) == 2


async def test_a_window_is_as_long_as_its_limit_says():
    limits = AttemptLimits()
    with time_machine.travel("2026-11-23T15:00:00Z", tick=False) as traveller:
        assert await taken(limits, 6) == 5
        traveller.shift(899)
        assert await limits.take(FIVE) == 1
        traveller.shift(1)
        assert await taken(limits, 6) == 5
        assert await limits.take(FIVE) == 900


async def test_refused_attempts_do_not_make_the_window_longer(limits: AttemptLimits):
    slow = Limit("slow", 1, 600)
    assert await limits.take(slow) == 0
    await let_pass(limits, 400)
    assert 100 < await limits.take(slow) <= 200
    await let_pass(limits, 200)
    assert await limits.take(slow) == 0


async def test_an_attempt_that_is_given_back_is_not_counted(limits: AttemptLimits):
    for _ in range(20):
        assert await limits.take(FIVE, "anna") == 0
        await limits.uncount(FIVE, "anna")
    assert await taken(limits, 6, "anna") == 5


async def test_giving_back_frees_one_place_only(limits: AttemptLimits):
    assert await taken(limits, 5) == 5
    await limits.uncount(FIVE)
    assert await taken(limits, 3) == 1


async def test_nothing_is_counted_below_zero(limits: AttemptLimits):
    for _ in range(3):
        await limits.uncount(FIVE, "anna")
    assert await taken(limits, 10, "anna") == 5


async def test_what_is_given_back_too_often_at_once_is_not_counted_below_zero(limits: AttemptLimits):
    await taken(limits, 10, "somebody", "so that all connections are open")
    for _ in range(10):
        await limits.take(FIVE, "anna")
        await asyncio.gather(*(limits.uncount(FIVE, "anna") for _ in range(8)))
    assert await taken(limits, 10, "anna") == 5


async def test_giving_back_does_not_revive_a_window_that_has_ended(limits: AttemptLimits):
    assert await taken(limits, 3, limit=SHORT) == 2
    await let_pass(limits, 300)
    await limits.uncount(SHORT)
    assert await taken(limits, 3, limit=SHORT) == 2


async def test_what_was_refused_does_not_outweigh_good_attempts(limits: AttemptLimits):
    """Many people behind one address sign in at once, and all know their passwords."""
    assert await taken(limits, 50) == 5
    for _ in range(5):
        await limits.uncount(FIVE)
    assert await taken(limits, 50) == 5


async def test_clearing_forgets_the_key(limits: AttemptLimits):
    assert await taken(limits, 6, "anna") == 5
    assert await taken(limits, 6, "oleg") == 5
    await limits.clear(FIVE, "anna")
    assert await taken(limits, 6, "anna") == 5
    assert await taken(limits, 6, "oleg") == 0


async def test_workers_with_one_redis_count_together(redis_url: str):
    async with opened(redis_url) as one, opened(redis_url) as other:
        let_through = await asyncio.gather(taken(one, 25, "anna"), taken(other, 25, "anna"))
        assert sum(let_through) == 5
        await other.uncount(FIVE, "anna")
        assert await one.take(FIVE, "anna") == 0
        await one.clear(FIVE, "anna")
        assert await taken(other, 6, "anna") == 5


async def test_redis_is_told_no_addresses_and_keeps_nothing_for_ever(redis_url: str):
    async with opened(redis_url) as limits, Redis.from_url(redis_url) as redis:
        assert await taken(limits, 6, "anna@example.com") == 5
        await limits.uncount(FIVE, "oleg@example.com")
        [key] = await redis.keys("*")
        assert key.startswith(f"{PREFIX}:".encode())
        assert b"anna" not in key
        assert 0 < await redis.ttl(key) <= 900


@pytest.fixture
def silent() -> Iterator[socket.socket]:
    """Where somebody takes connections and never says a word."""
    with socket.create_server(("127.0.0.1", free_port())) as server:
        server.setblocking(False)
        yield server


def callers(server: socket.socket) -> int:
    """How many have connected since this was last asked."""
    count = 0
    with suppress(BlockingIOError):
        while True:
            server.accept()[0].close()
            count += 1
    return count


async def test_without_redis_each_worker_counts_for_itself_and_says_so_once():
    async with opened(NOWHERE.format(free_port())) as limits:
        with capture_logs() as logged:
            assert await taken(limits, 20, "anna") == 5
            await limits.uncount(FIVE, "anna")
            assert await taken(limits, 20, "anna") == 1
            await limits.clear(FIVE, "anna")
            assert await taken(limits, 20, "anna") == 5
    assert [(entry["event"], entry["log_level"]) for entry in logged] == [
        ("attempt_limits_lost_redis", "warning")
    ]


async def test_a_silent_redis_is_waited_for_once_and_then_left_alone(
    impatient: None, silent: socket.socket, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(attempt_limits, "PAUSE_SECONDS", 600)
    async with opened(NOWHERE.format(silent.getsockname()[1])) as limits:
        assert await limits.take(FIVE, "anna") == 0
        assert callers(silent) > 0
        assert await taken(limits, 20, "anna") == 4
        assert callers(silent) == 0


async def test_a_redis_that_was_silent_is_asked_again(impatient: None, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(attempt_limits, "PAUSE_SECONDS", 0)
    port = free_port()
    async with opened(NOWHERE.format(port)) as limits:
        with socket.create_server(("127.0.0.1", port)):
            assert await taken(limits, 30, "anna") == 5
        monkeypatch.setattr(attempt_limits, "TIMEOUT_SECONDS", 20)
        with redis_at(port) as url:
            assert await taken(limits, 30, "anna") == 5
            async with Redis.from_url(url) as redis:
                assert len(await redis.keys("*")) == 1


async def test_an_attempt_whose_caller_left_costs_no_connection(redis_url: str):
    async with opened(redis_url) as limits:
        for delay in range(100):
            attempt = asyncio.create_task(limits.take(FIVE, "anna"))
            await asyncio.sleep(delay / 50_000)
            attempt.cancel()
        await limits.clear(FIVE, "anna")
        with capture_logs() as logged:
            assert await taken(limits, 50, "anna") == 5
        assert logged == []


async def test_the_warning_comes_again_after_a_while(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(attempt_limits, "PAUSE_SECONDS", 0)
    async with opened(NOWHERE.format(free_port())) as limits:
        with capture_logs() as logged:
            await taken(limits, 3)
            assert len(logged) == 1
            # From now on a moment is enough.
            limits._next_warning = 0
            await taken(limits, 3)
    assert len(logged) == 2


@contextmanager
def redis_at(port: int) -> Iterator[str]:
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("tests.support.redis.free_port", lambda: port)
        with running_redis() as server:
            yield server.fresh_url()


async def shut_down(url: str) -> None:
    async with Redis.from_url(url) as redis:
        with suppress(RedisError):
            await redis.shutdown(nosave=True)


async def test_when_redis_goes_away_and_comes_back_nobody_notices(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(attempt_limits, "PAUSE_SECONDS", 0)
    port = free_port()
    with redis_at(port) as url:
        async with opened(url) as limits, opened(url) as other:
            assert await taken(limits, 6, "anna") == 5
            await shut_down(url)
            assert await taken(limits, 6, "anna") == 5, "counted here, from nothing"
            assert await limits.take(FIVE, "anna") > 0
            with redis_at(port):
                assert await taken(limits, 3, "anna") == 3
                assert await taken(other, 6, "anna") == 2


async def test_a_connection_lost_while_nobody_used_it_is_no_reason_to_count_alone():
    port = free_port()
    with redis_at(port) as url:
        async with opened(url) as limits:
            assert await limits.take(FIVE, "anna") == 0
            await shut_down(url)
            with redis_at(port), capture_logs() as logged:
                assert await taken(limits, 6, "anna") == 5
            assert logged == []

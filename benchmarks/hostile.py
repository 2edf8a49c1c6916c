"""What hostile clients cost: the log, the memory, and the time that everybody else waits.

    python -m autoservice build
    python -m benchmarks.hostile

Two hours' worth of hostile messages - one client that sends as fast as one may, 20 a
second - come in two minutes from 60 clients, who connect again whenever they are cut off,
while broken requests come over REST. Meanwhile a few pages and REST clients go on as
before. The goals: less than 1 MB of log, memory within 10 %, the others' p95 within 3x.
"""

import argparse
import asyncio
import contextlib
import json
import sys
import time
import uuid
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import httpx
import psutil
from websockets import ConnectionClosed, InvalidHandshake
from websockets.asyncio.client import ClientConnection, connect

from autoservice.ui.engine.limits import MESSAGES_PER_SECOND
from autoservice.ui.widgets.service_list import ServiceListState
from benchmarks.figures import percentile
from benchmarks.hostile_messages import HELLOS, REQUESTS, WHERE, events
from benchmarks.shop import prepare
from tests.support.processes import scratch_folder
from tests.support.server import AppServer

HOURS: float = 2
OTHERS: int = 8
BETWEEN: float = 0.25
QUIET_SECONDS: float = 30
WARM_UP_SECONDS: float = 10
LOAD_SERVICES: str = f"{ServiceListState.get_full_name()}.load"
CALL: str = "42/_event," + json.dumps(["event", {"name": LOAD_SERVICES, "payload": {}, "router_data": WHERE}])


@dataclass
class Waits:
    """How long the others waited, in seconds."""

    pages: list[float] = field(default_factory=list)
    requests: list[float] = field(default_factory=list)


@dataclass
class Sent:
    """What the hostile clients sent."""

    messages: int = 0
    connections: int = 0
    requests: int = 0


@asynccontextmanager
async def socket(url: str, hello: str) -> AsyncIterator[ClientConnection]:
    """A websocket that has said hello."""
    address = f"{url.replace('http', 'ws')}/_event/?EIO=4&transport=websocket&token={uuid.uuid4()}"
    async with connect(address, max_size=None, ping_interval=None) as opened:
        await opened.send(hello)
        yield opened


async def page(url: str, waits: Waits) -> None:
    """Somebody's page: one event after the other, each answered."""
    async with socket(url, HELLOS[0]) as opened:
        await receive(opened, '"is_hydrated_rx_state_":true')
        while True:
            began = time.perf_counter()
            await opened.send(CALL)
            await receive(opened, ServiceListState.get_full_name())
            waits.pages.append(time.perf_counter() - began)
            await asyncio.sleep(BETWEEN)


async def receive(opened: ClientConnection, wanted: str) -> None:
    """Read until a message holds ``wanted``."""
    async for message in opened:
        if message == "2":
            await opened.send("3")
        elif wanted in str(message).replace(" ", ""):
            return


async def reader(url: str, waits: Waits) -> None:
    """Somebody who reads the catalog over REST."""
    async with httpx.AsyncClient(base_url=url, timeout=60) as client:
        while True:
            began = time.perf_counter()
            (await client.get("/api/catalog/services")).raise_for_status()
            waits.requests.append(time.perf_counter() - began)
            await asyncio.sleep(BETWEEN)


async def attacker(url: str, number: int, sent: Sent) -> None:
    """One hostile client, who comes back whenever it is cut off."""
    messages = events()
    for hello in HELLOS[number % len(HELLOS) :] + HELLOS * 1_000:
        with contextlib.suppress(ConnectionClosed, InvalidHandshake, OSError, TimeoutError):
            async with socket(url, hello) as opened:
                sent.connections += 1
                await attack(opened, messages, sent)
        await asyncio.sleep(1)


async def attack(opened: ClientConnection, messages: Iterator[str], sent: Sent) -> None:
    """Send as fast as one may; what comes back is thrown away."""
    draining = asyncio.create_task(receive(opened, "\0"))
    try:
        for message in messages:
            await opened.send(message)
            sent.messages += 1
            await asyncio.sleep(1 / MESSAGES_PER_SECOND)
    finally:
        draining.cancel()
        await asyncio.gather(draining, return_exceptions=True)


async def requester(url: str, sent: Sent) -> None:
    """One hostile client of REST."""
    async with httpx.AsyncClient(base_url=url, timeout=60, headers={"User-Agent": "x" * 4_000}) as client:
        while True:
            for method, path, body in REQUESTS:
                with contextlib.suppress(httpx.HTTPError):
                    await client.request(method, path, content=body)
                sent.requests += 1
                await asyncio.sleep(1 / MESSAGES_PER_SECOND)


@asynccontextmanager
async def running(*clients: object) -> AsyncIterator[None]:
    """The clients, for as long as the block lasts."""
    tasks = [asyncio.ensure_future(client) for client in clients]  # type: ignore[call-overload]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        failed = [
            one for one in await asyncio.gather(*tasks, return_exceptions=True) if isinstance(one, Exception)
        ]
        assert not failed, failed


def others(url: str, waits: Waits) -> Iterator[object]:
    """Half of the others are pages, half read over REST."""
    for _ in range(OTHERS // 2):
        yield from (page(url, waits), reader(url, waits))


def memory(server: AppServer) -> int:
    """What the program and its workers hold, in bytes."""
    process = psutil.Process(server.pid)
    return sum(one.memory_info().rss for one in [process, *process.children(recursive=True)])


async def measure(server: AppServer, seconds: float, attackers: int) -> None:
    """Quiet, then hostile, then print both."""
    warm, quiet, hostile, sent = Waits(), Waits(), Waits(), Sent()
    strangers = [attacker(server.url, number, Sent()) for number in range(attackers)]
    async with running(*others(server.url, warm), *strangers, requester(server.url, Sent())):
        await asyncio.sleep(WARM_UP_SECONDS)
    async with running(*others(server.url, quiet)):
        await asyncio.sleep(QUIET_SECONDS)
    held, logged = memory(server), len(server.log)
    strangers = [attacker(server.url, number, sent) for number in range(attackers)]
    async with running(*others(server.url, hostile), *strangers, requester(server.url, sent)):
        await asyncio.sleep(seconds)
    report(server, held, logged, sent)
    for name in ("pages", "requests"):
        compare(name, getattr(quiet, name), getattr(hostile, name))


def report(server: AppServer, held: int, logged: int, sent: Sent) -> None:
    """Print what was sent, the log and the memory."""
    after, megabyte = memory(server), 1024 * 1024
    print(f"sent      {sent.messages} messages, {sent.connections} connections, {sent.requests} requests")
    print(f"log       {(len(server.log) - logged) / megabyte:.3f} MB")
    print(f"memory    {held / megabyte:.0f} -> {after / megabyte:.0f} MB, {after / held:.2f}x")


def compare(name: str, quiet: list[float], hostile: list[float]) -> None:
    """Print the p95 of both and their ratio."""
    before, after = (percentile(sorted(waits), 95) for waits in (quiet, hostile))
    print(f"{name:9} p95 {1000 * before:.0f} -> {1000 * after:.0f} ms, {after / before:.1f}x")


def main() -> None:
    """Run one measurement."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=120)
    options = parser.parse_args()
    attackers = round(HOURS * 3600 / options.seconds)
    with scratch_folder("hostile") as folder:
        url = f"sqlite+aiosqlite:///{folder / 'shop.db'}"
        prepare(url, folder)
        with AppServer({"AUTOSERVICE_DATABASE_URL": url, "AUTOSERVICE_DEMO": "1"}) as server:
            asyncio.run(measure(server, options.seconds, attackers))
    sys.stdout.flush()


if __name__ == "__main__":
    main()

"""How long a change takes to reach everybody who watches an order.

    python -m autoservice build
    python -m benchmarks.fanout --viewers 200 --rounds 10

Starts the real program by itself, on free loopback ports and with temporary data:
once with one worker (SQLite, hub in the process), once with two (PostgreSQL, Redis).
N websocket clients open one order's page as its client; then a mechanic starts a
stage, writes a comment for the client, completes the stage, and so on, over REST.
The clock runs from the moment the request is sent until each viewer has received
the message that shows the change.

Beside it, with the same clients and the very same messages: one emit to one room
of a bare python-socketio server under the same HTTP server, the least that this machine can do.
Servers and clients share the machine's processors; the tests' packages are needed.
"""

import argparse
import asyncio
import contextlib
import json
import os
import re
import socket
import sys
import time
from collections.abc import Callable, Coroutine, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from autoservice.server.plan import Plan
from benchmarks.calls import timed_call
from benchmarks.figures import Figures, Round, cpu_seconds, sum_up
from benchmarks.load_client import Crowd
from benchmarks.raw_emit import NAMESPACE
from benchmarks.shop import Change, Shop, prepare
from tests.support.postgres import running_postgres
from tests.support.processes import Child, free_port, scratch_folder
from tests.support.redis import running_redis
from tests.support.server import ROOT, AppServer

WARM_UP = 3
SETTLE_SECONDS = 0.5
JOINED_SECONDS = 2.0
# One interval between pings, which come in bursts: everybody joined at once.
IDLE_SECONDS = 10.0
RAW_JOINED = re.compile(b'"joined"')
RAW_SHOWN = re.compile(rb'^42/_event,\["event",\{')
HEAD = f'42{NAMESPACE},["event",'
COLUMNS = {
    "answer": "answered",
    "first": "first",
    "p50": "p50",
    "p99": "p99",
    "last": "last",
    "last-answer": "last_after_answer",
    "CPU/viewer": "cpu",
    "bytes": "size",
    "messages": "messages",
}
DIGITS = {"CPU/viewer": 3, "bytes": 0, "messages": 2}

Send = Callable[[], Coroutine[Any, Any, float]]


@dataclass(frozen=True)
class Options:
    """What the command line asks for."""

    viewers: int
    rounds: int
    runs: int
    workers: Sequence[int]
    sessions: int
    raw: bool


@dataclass
class Meter:
    """Measures changes of one server that a crowd watches."""

    crowd: Crowd
    pid: int
    idle: float = 0.0

    async def learn_idle(self) -> None:
        """Find out what the server uses when nothing happens."""
        await asyncio.sleep(JOINED_SECONDS)
        before = cpu_seconds(self.pid)
        await asyncio.sleep(IDLE_SECONDS)
        self.idle = (cpu_seconds(self.pid) - before) / IDLE_SECONDS

    async def measure(self, kind: str, shown: re.Pattern[bytes], send: Send) -> Round:
        """One change, from before the request until nothing follows any more."""
        traffic = self.crowd.traffic
        messages, size, cpu = traffic.messages, traffic.size, cpu_seconds(self.pid)
        sighting = self.crowd.expect(shown)
        began = time.perf_counter()
        answered = await send()
        moments = await self.crowd.watch(sighting)
        await asyncio.sleep(SETTLE_SECONDS)
        used = cpu_seconds(self.pid) - cpu - self.idle * (time.perf_counter() - began)
        return Round(
            kind=kind,
            answered=answered - began,
            seen=[moment - began for moment in moments],
            messages=traffic.messages - messages,
            size=traffic.size - size,
            cpu=used,
            message=sighting.message,
        )


async def measure_program(server: AppServer, options: Options) -> list[Round]:
    """The changes of one order that all viewers watch; the first ones only warm the server up."""
    shop = Shop(server.port)
    await shop.open()
    cookies = await shop.client_cookies(options.sessions)
    with Crowd(server.port, shop.hello()) as crowd:
        await crowd.join([cookies[number % len(cookies)] for number in range(options.viewers)], shop.shown)
        meter = Meter(crowd, server.pid)
        await meter.learn_idle()
        changes = shop.changes()
        rounds = [await _measure_change(meter, shop, next(changes)) for _ in range(WARM_UP + options.rounds)]
        return rounds[WARM_UP:]


async def _measure_change(meter: Meter, shop: Shop, change: Change) -> Round:
    async def send() -> float:
        answered, _ = await timed_call(shop.port, "POST", change.path, change.body, shop.mechanic)
        return answered

    return await meter.measure(change.kind, change.shown, send)


async def measure_raw(port: int, pid: int, viewers: int, messages: Sequence[bytes]) -> list[Round]:
    """The same messages from a server that does nothing else."""
    with Crowd(port, f"40{NAMESPACE},".encode()) as crowd:
        await crowd.join([""] * viewers, RAW_JOINED)
        meter = Meter(crowd, pid)
        await meter.learn_idle()
        rounds = [await _measure_emit(meter, port, message) for message in [*messages[:WARM_UP], *messages]]
        return rounds[-len(messages) :]


async def _measure_emit(meter: Meter, port: int, message: bytes) -> Round:
    value = json.loads(message.decode().removeprefix(HEAD).removesuffix("]"))

    async def send() -> float:
        answered, _ = await timed_call(port, "POST", "/emit", value)
        return answered

    return await meter.measure("emit", RAW_SHOWN, send)


@contextlib.contextmanager
def running_program(workers: int) -> Iterator[AppServer]:
    """The program with a prepared shop: alone, or with its neighbours if there are several workers."""
    with contextlib.ExitStack() as stack:
        env = {"AUTOSERVICE_DEMO": "1"}
        if workers > 1:
            env["AUTOSERVICE_DATABASE_URL"] = stack.enter_context(running_postgres()).create("fanout")
            env["AUTOSERVICE_REDIS_URL"] = stack.enter_context(running_redis()).fresh_url()
        server = AppServer(env, workers)
        stack.callback(server.close)
        data_dir = server.folder / "data"
        own_file = f"sqlite+aiosqlite:///{data_dir / 'autoservice.db'}"
        prepare(env.get("AUTOSERVICE_DATABASE_URL", own_file), data_dir)
        server.start()
        # Nothing is to be saved, and a stop that waits for clients would only cost time.
        stack.callback(server.kill)
        yield server


@contextlib.contextmanager
def running_raw(workers: int) -> Iterator[tuple[int, int]]:
    """The bare server; its port and process id."""
    with contextlib.ExitStack() as stack:
        env = dict(os.environ)
        if workers > 1:
            env["FANOUT_REDIS_URL"] = stack.enter_context(running_redis()).fresh_url()
        folder, port = stack.enter_context(scratch_folder("raw")), free_port()
        server = Child(server_command(port, workers), folder / "log", env=env, cwd=ROOT)
        stack.callback(server.kill)
        server.wait_until(lambda: _answers(port), 30)
        yield port, server.pid


def _answers(port: int) -> bool:
    # The socket listens before a worker is there to serve it.
    with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=5) as connection:
        connection.sendall(b"POST /emit HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2\r\n\r\n{}")
        return connection.recv(9) == b"HTTP/1.1 "
    return False


def server_command(
    port: int, workers: int, application: str = "benchmarks.raw_emit:application"
) -> list[str]:
    """The command that serves ``application`` as the program is served."""
    plan = Plan(0, workers, readable_log=False, application=application)
    return [sys.executable, "-m", "tests.support.serving", str(port), str(plan)]


def measure_configuration(workers: int, options: Options) -> tuple[list[Round], list[Round]]:
    """The program's rounds and those of the bare server, as many runs as asked for."""
    program: list[Round] = []
    raw: list[Round] = []
    for _ in range(options.runs):
        with running_program(workers) as server:
            rounds = asyncio.run(measure_program(server, options))
        program += rounds
        if options.raw:
            with running_raw(workers) as (port, pid):
                messages = [one.message for one in rounds]
                raw += asyncio.run(measure_raw(port, pid, options.viewers, messages))
    return program, raw


def report(workers: int, program: Sequence[Round], raw: Sequence[Round]) -> None:
    """Print what one configuration needed."""
    kind = "1 worker: SQLite, hub in the process" if workers == 1 else f"{workers} workers: PostgreSQL, Redis"
    print(f"\n{kind}; {len(program[0].seen)} viewers, {len(program)} changes")
    print(f"{'':12}" + "".join(f"{name:>12}" for name in COLUMNS))
    ours = sum_up(program)
    _print_figures("program", ours)
    for kind in sorted({one.kind for one in program}):
        _print_figures(f"  {kind}", sum_up([one for one in program if one.kind == kind]))
    if raw:
        bare = sum_up(raw)
        _print_figures("raw emit", bare)
        print(f"ratio: last viewer {ours.last / bare.last:.1f}, CPU {ours.cpu / max(bare.cpu, 1e-3):.1f}")


def _print_figures(name: str, figures: Figures) -> None:
    cells = (f"{getattr(figures, one):12.{DIGITS.get(title, 1)}f}" for title, one in COLUMNS.items())
    print(f"{name:12}{''.join(cells)}")


def _options(arguments: Sequence[str] | None = None) -> Options:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.fanout",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--viewers", type=int, default=200, help="websocket clients (default 200)")
    parser.add_argument("--rounds", type=int, default=10, help="changes in a run (default 10)")
    parser.add_argument("--runs", type=int, default=1, help="fresh starts, summed up together (default 1)")
    parser.add_argument(
        "--workers", type=int, action="append", help="only so many workers; default: 1, then 2"
    )
    # A session may have 100 sockets.
    parser.add_argument(
        "--sessions", type=int, default=10, help="sign-ins shared by the viewers (default 10)"
    )
    parser.add_argument("--no-raw", dest="raw", action="store_false", help="without the bare server")
    given = vars(parser.parse_args(arguments))
    return Options(**given | {"workers": given["workers"] or [1, 2]})


def main() -> None:
    """Measure and print."""
    options = _options()
    print("Milliseconds, from the request to the viewer. CPU: ms of the server for each viewer and change.")
    for workers in options.workers:
        report(workers, *measure_configuration(workers, options))


if __name__ == "__main__":
    main()

"""How often REST answers, beside a bare FastAPI + SQLAlchemy application on the same database.

    python -m autoservice build
    python -m benchmarks.rest --seconds 3 --turns 3

Starts the real program (one worker) and ``benchmarks.bare`` under the same server program, on one
PostgreSQL, and lets them take turns: an order, the catalog, and a comment as the command, one
request at a time and 16 at once, over connections that are kept. Prints answers a second and the
ratio program / bare, of the medians over the turns. Server, database and client share the machine.
"""

import argparse
import asyncio
import contextlib
import os
import statistics
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from benchmarks.calls import content_length, request
from benchmarks.fanout import server_command
from benchmarks.shop import Shop, prepare
from tests.support.postgres import running_postgres
from tests.support.processes import Child, free_port, listens, scratch_folder
from tests.support.server import ROOT, AppServer

AT_ONCE = (1, 16)
WARM_UP_SECONDS = 1.0


@dataclass(frozen=True)
class Call:
    """One kind of request."""

    port: int
    method: str
    path: str
    body: object = None
    token: str = ""

    @property
    def sent(self) -> bytes:
        """The request as it goes over the wire, on a connection that is kept."""
        return request(self.port, self.method, self.path, self.body, self.token, keep=True)


async def answers_a_second(call: Call, at_once: int, seconds: float) -> float:
    """How many requests are answered, each client waiting for one answer before it asks again."""
    until = time.perf_counter() + seconds
    counts = await asyncio.gather(*(_ask(call, until) for _ in range(at_once)))
    return sum(counts) / seconds


async def _ask(call: Call, until: float) -> int:
    reader, writer = await asyncio.open_connection("127.0.0.1", call.port)
    count, sent = 0, call.sent
    while time.perf_counter() < until:
        writer.write(sent)
        head = await reader.readuntil(b"\r\n\r\n")
        answer = await reader.readexactly(content_length(head))
        assert head.startswith(b"HTTP/1.1 2"), (head, answer)
        count += 1
    writer.close()
    return count


@contextlib.contextmanager
def running_bare(database_url: str) -> Iterator[int]:
    """The bare application; its port."""
    with scratch_folder("bare") as folder:
        env, port = os.environ | {"BARE_DATABASE_URL": database_url}, free_port()
        server = Child(
            server_command(port, 1, "benchmarks.bare:application"), folder / "log", env=env, cwd=ROOT
        )
        try:
            server.wait_until(lambda: listens(port), 30)
            yield port
        finally:
            server.kill()


async def calls_of(program: int, bare: int) -> dict[str, tuple[Call, Call]]:
    """What is asked, of the program and of the bare application."""
    shop = Shop(program)
    await shop.open()
    order, stage = shop.order["id"], shop.order["stages"][0]["id"]
    token, remark = shop.mechanic, {"text": "The discs are fine, only the pads are worn."}
    comments = f"/orders/{order}/stages/{stage}/comments"
    return {
        "order": (
            Call(program, "GET", f"/api/orders/{order}", token=token),
            Call(bare, "GET", f"/orders/{order}"),
        ),
        "catalog": (
            Call(program, "GET", "/api/catalog/services", token=token),
            Call(bare, "GET", "/services"),
        ),
        "command": (
            Call(program, "POST", f"/api{comments}", remark, token),
            Call(bare, "POST", comments, remark),
        ),
    }


async def measure(program: int, bare: int, seconds: float, turns: int) -> None:
    """Let both take turns, and print what they did."""
    print(f"{'':12}{'at once':>8}{'program':>10}{'bare':>10}{'ratio':>8}   answers a second")
    for name, pair in (await calls_of(program, bare)).items():
        for at_once in AT_ONCE:
            for call in pair:
                await answers_a_second(call, at_once, WARM_UP_SECONDS)
            found: list[list[float]] = [[], []]
            for _ in range(turns):
                for figures, call in zip(found, pair, strict=True):
                    figures.append(await answers_a_second(call, at_once, seconds))
            ours, theirs = map(statistics.median, found)
            print(f"{name:12}{at_once:8}{ours:10.0f}{theirs:10.0f}{ours / theirs:8.2f}", flush=True)


def _arguments() -> Any:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.rest",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--seconds", type=float, default=3.0, help="of each turn (default 3)")
    parser.add_argument("--turns", type=int, default=3, help="of each of the two (default 3)")
    return parser.parse_args()


def main() -> None:
    """Measure and print."""
    options = _arguments()
    with running_postgres() as postgres, contextlib.ExitStack() as stack:
        url = postgres.create("rest")
        server = AppServer({"AUTOSERVICE_DEMO": "1", "AUTOSERVICE_DATABASE_URL": url})
        stack.callback(server.close)
        prepare(url, server.folder / "data")
        server.start()
        stack.callback(server.kill)
        bare = stack.enter_context(running_bare(url))
        asyncio.run(measure(server.port, bare, options.seconds, options.turns))


if __name__ == "__main__":
    main()

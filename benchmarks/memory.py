"""How much memory an open page costs, and how much of it is given back when the page is closed.

    python -m autoservice build
    python -m benchmarks.memory --viewers 300

Starts the real program by itself (one worker, SQLite, temporary data), opens one order's
page in N websocket clients, and reads what its processes have for themselves (USS): while
the pages are open, and a minute after all of them were closed. Then the same again, because
memory that is used again is not lost. Beside it, with the same clients: a bare
python-socketio server under the same HTTP server.
"""

import argparse
import asyncio
import re
from collections.abc import Sequence
from dataclasses import dataclass, field

import psutil

from benchmarks.fanout import RAW_JOINED, running_program, running_raw
from benchmarks.load_client import Crowd
from benchmarks.raw_emit import NAMESPACE
from benchmarks.shop import Shop

# Caches fill and libraries load with the first pages: that memory is no viewer's.
FIRST_VIEWERS = 20
SETTLE_SECONDS = 3.0
# A session may have 100 sockets.
SESSIONS = 10


@dataclass
class Meter:
    """Opens and closes the pages of one server; ``usage`` is in KiB a viewer."""

    port: int
    pid: int
    hello: bytes
    shown: re.Pattern[bytes]
    cookies: Sequence[str]
    gone_seconds: float
    usage: list[float] = field(default_factory=list)

    async def measure(self, viewers: int, rounds: int = 2) -> list[float]:
        """What a viewer costs while there and afterwards, ``rounds`` times."""
        await self._open(FIRST_VIEWERS)
        await asyncio.sleep(SETTLE_SECONDS)
        base = own_kilobytes(self.pid)
        for _ in range(rounds):
            opened = await self._open(viewers)
            await asyncio.sleep(self.gone_seconds)
            self.usage += [(now - base) / viewers for now in (opened, own_kilobytes(self.pid))]
        return self.usage

    async def _open(self, viewers: int) -> float:
        """Open the pages, look how much is used, and close them again."""
        with Crowd(self.port, self.hello) as crowd:
            cookies = [self.cookies[number % len(self.cookies)] for number in range(viewers)]
            await crowd.join(cookies, self.shown)
            await asyncio.sleep(SETTLE_SECONDS)
            return own_kilobytes(self.pid)


def own_kilobytes(pid: int) -> float:
    """What a process and its workers have for themselves."""
    process = psutil.Process(pid)
    family = [process, *process.children(recursive=True)]
    return float(sum(one.memory_full_info().uss for one in family)) / 1024


def measure_program(viewers: int, gone: float) -> list[float]:
    """The pages of the program."""
    with running_program(1) as server:

        async def measure() -> list[float]:
            shop = Shop(server.port)
            await shop.open()
            cookies = await shop.client_cookies(SESSIONS)
            meter = Meter(server.port, server.pid, shop.hello(), shop.shown, cookies, gone)
            return await meter.measure(viewers)

        return asyncio.run(measure())


def measure_raw(viewers: int, gone: float) -> list[float]:
    """The sockets of the bare server."""
    with running_raw(1) as (port, pid):
        meter = Meter(port, pid, f"40{NAMESPACE},".encode(), RAW_JOINED, [""], gone)
        return asyncio.run(meter.measure(viewers))


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.memory", description=__doc__.splitlines()[0])
    parser.add_argument("--viewers", type=int, default=300, help="open pages (default 300)")
    parser.add_argument("--gone", type=float, default=60, help="seconds after they were closed (default 60)")
    options = parser.parse_args()
    program = measure_program(options.viewers, options.gone)
    raw = measure_raw(options.viewers, options.gone)
    print(
        f"KiB for each of {options.viewers} pages: open, {options.gone:.0f} s after they left; and once more"
    )
    for name, usage in (("program", program), ("raw socket.io", raw)):
        print(f"{name:14}" + "".join(f"{value:10.0f}" for value in usage))
    print(f"ratio{program[0] / raw[0]:19.1f}")


if __name__ == "__main__":
    main()

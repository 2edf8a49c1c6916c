"""What photos cost: hostile ones in memory, honest ones in time, broken ones in trust.

    python -m autoservice build
    python -m benchmarks.photos memory     # eight hostile pictures at once against the real server
    python -m benchmarks.photos times      # honest photos, one at a time and eight at once
    python -m benchmarks.photos fuzz       # 20,000 broken files into the decoders, 200 of them over REST
    python -m benchmarks.photos threads    # the same pictures in threads instead, for comparison

The server is the real program on a free loopback port with temporary data and one worker.
"""

import argparse
import asyncio
import ctypes
import gc
import sys
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from threading import Event, Thread
from typing import Final

import httpx
import psutil

from benchmarks.fanout import running_program
from benchmarks.photo_files import honest_files, hostile_files, hostile_png
from benchmarks.shop import Shop

MEGABYTE: Final = 1024 * 1024
SETTLED_SECONDS: Final = 10


class Memory:
    """The resident memory of a process and its children, in MB; the most it ever was, while watched."""

    def __init__(self, pid: int) -> None:
        self._process = psutil.Process(pid)
        self._stop = Event()
        self.peak = 0.0

    def now(self) -> float:
        """At this moment. What processes share is counted once for each: an upper bound."""
        size = 0
        for one in [self._process, *self._process.children(recursive=True)]:
            try:
                size += one.memory_info().rss
            except psutil.NoSuchProcess:
                continue
        return size / MEGABYTE

    @contextmanager
    def watched(self) -> Iterator[None]:
        """Look every few milliseconds."""
        self.peak = 0.0
        thread = Thread(target=self._watch)
        thread.start()
        try:
            yield
        finally:
            self._stop.set()
            thread.join()
            self._stop.clear()

    def _watch(self) -> None:
        while not self._stop.wait(0.01):
            self.peak = max(self.peak, self.now())


class Mechanic:
    """Sends photos to one stage of a running shop."""

    def __init__(self, shop: Shop) -> None:
        address = f"http://127.0.0.1:{shop.port}"
        headers = {"Authorization": f"Bearer {shop.mechanic}"}
        self._client = httpx.AsyncClient(base_url=address, headers=headers, timeout=300)
        self._path = f"/api/orders/{shop.order['id']}/stages/{shop.order['stages'][0]['id']}/attachments"

    async def send(self, data: bytes) -> str:
        """The status and, if refused, the error's name."""
        answer = await self._client.post(self._path, files={"file": ("photo", data)})
        return "201" if answer.status_code == 201 else f"{answer.status_code} {answer.json()['title']}"

    async def close(self) -> None:
        """Hang up."""
        await self._client.aclose()


async def _with_mechanic(port: int, job: Callable[[Mechanic], Awaitable[None]]) -> None:
    shop = Shop(port)
    await shop.open()
    mechanic = Mechanic(shop)
    try:
        await job(mechanic)
    finally:
        await mechanic.close()


def measure_memory() -> None:
    """Eight of each hostile picture at once; the worker with all its processes."""
    for name, data in hostile_files().items():
        with running_program(1) as server:
            attack = partial(_attack, name, data, Memory(server.pid))
            asyncio.run(_with_mechanic(server.port, attack))


async def _attack(name: str, data: bytes, memory: Memory, mechanic: Mechanic) -> None:
    before, began = memory.now(), time.perf_counter()
    with memory.watched():
        answers = await asyncio.gather(*(mechanic.send(data) for _ in range(8)))
    took = time.perf_counter() - began
    await asyncio.sleep(SETTLED_SECONDS)
    said = ", ".join(f"{number} x {answer}" for answer, number in Counter(answers).items())
    print(
        f"{name:32} before {before:5.0f} MB, peak {memory.peak:5.0f}, after {memory.now():5.0f}; "
        f"{took:5.1f} s; {said}",
        flush=True,
    )


def measure_times() -> None:
    """From the request to the answer."""
    files = honest_files()
    with running_program(1) as server:

        async def send_all(mechanic: Mechanic) -> None:
            for name, data in files.items():
                times = [await _timed(mechanic, data) for _ in range(3)]
                print(f"{name:16} {len(data) / MEGABYTE:5.1f} MB: {sorted(times)[1]:5.2f} s", flush=True)
            data = files["JPEG, 12 MP"]
            together = await asyncio.gather(*(_timed(mechanic, data) for _ in range(8)))
            print(f"eight of 12 MP at once: first {min(together):.2f} s, last {max(together):.2f} s")

        asyncio.run(_with_mechanic(server.port, send_all))


async def _timed(mechanic: Mechanic, data: bytes) -> float:
    began = time.perf_counter()
    answer = await mechanic.send(data)
    if answer != "201":
        raise RuntimeError(answer)
    return time.perf_counter() - began


def fuzz_photos(number: int, over_rest: int) -> None:
    """Broken files into the decoders, then some of them to the server."""
    from benchmarks.mutations import broken_files, fuzz

    began = time.perf_counter()
    outcomes = fuzz(number)
    print(
        f"{number} files in {time.perf_counter() - began:.0f} s: {dict(outcomes.most_common())}", flush=True
    )
    with running_program(1) as server:
        answers: Counter[str] = Counter()

        async def send(mechanic: Mechanic) -> None:
            answers.update([await mechanic.send(data) for data in broken_files(0, over_rest)])

        asyncio.run(_with_mechanic(server.port, send))
        print(f"{over_rest} of them over REST: {dict(answers.most_common())}")


def compare_threads() -> None:
    """Eight hostile PNGs in threads of this process: what stays, and what malloc_trim gives back."""
    from autoservice.modules.progress.pictures.processing import process_photo

    data, memory = hostile_png(), Memory(psutil.Process().pid)
    for threads in (8, 2, 1):
        before = memory.now()
        with memory.watched(), ThreadPoolExecutor(threads) as pool:
            list(pool.map(process_photo, [data] * 8))
        gc.collect()
        after = memory.now()
        if sys.platform == "linux":
            ctypes.CDLL("libc.so.6").malloc_trim(0)
        print(
            f"{threads} threads: before {before:.0f} MB, peak {memory.peak:.0f}, after {after:.0f}, "
            f"trimmed {memory.now():.0f}",
            flush=True,
        )


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.photos",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("what", choices=["memory", "times", "fuzz", "threads"])
    parser.add_argument("--files", type=int, default=20_000, help="broken files (default 20,000)")
    parser.add_argument("--rest", type=int, default=200, help="of them over REST (default 200)")
    given = parser.parse_args()
    if given.what == "fuzz":
        fuzz_photos(given.files, given.rest)
    else:
        {"memory": measure_memory, "times": measure_times, "threads": compare_threads}[given.what]()


if __name__ == "__main__":
    main()

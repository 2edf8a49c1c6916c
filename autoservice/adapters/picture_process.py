"""Picture decoding in a process of its own for each picture.

Decoders are large, written in C, and read untrusted bytes. In a process they can neither exhaust the
server's memory nor crash it; and one that takes too long can be killed. It costs a tenth of a second
(docs/performance.md).
"""

import asyncio
import json
import os
import signal
import sys
from asyncio.subprocess import PIPE, Process
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

import structlog

from autoservice.modules.progress.errors import (
    PhotoIncomplete,
    PhotoNeedsMemory,
    PhotosBusy,
    PhotoTooManyPixels,
    PhotoTooSlow,
    PhotoUndecodable,
    PhotoUnreadable,
)
from autoservice.modules.progress.pictures import Picture
from autoservice.modules.progress.pictures.limits import CPU_SECONDS, MEMORY_BYTES, Reason
from autoservice.settings import ROOT
from autoservice.shared.errors import DomainError

log = structlog.get_logger(__name__)

# Each process keeps a core busy and may take most of a gigabyte; queued pictures are in memory.
AT_ONCE: Final = 1
WAITING: Final = 12
# The limit of one account: a phone sends one photo after the other, and a program must leave room.
PER_OWNER: Final = 4
# In wall-clock time, so only reached on a machine that gives the process no CPU time.
TIMEOUT_SECONDS: Final = 10 * CPU_SECONDS
COMMAND: Final = (sys.executable, "-s", "-m", "autoservice.modules.progress.pictures")
# Without the program's configuration: its environment has passwords.
ENVIRONMENT: Final = ("PATH", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH")
REFUSALS: Final[dict[Reason, type[DomainError]]] = {
    Reason.UNKNOWN: PhotoUnreadable,
    Reason.INCOMPLETE: PhotoIncomplete,
    Reason.UNDECODABLE: PhotoUndecodable,
    Reason.PIXELS: PhotoTooManyPixels,
    Reason.MEMORY: PhotoNeedsMemory,
    Reason.TIME: PhotoTooSlow,
}
# The signals by which the system or the decoder ends a process because of its picture.
CRASHES: Final = frozenset(
    [signal.SIGSEGV, signal.SIGABRT, signal.SIGBUS, signal.SIGFPE, signal.SIGILL, signal.SIGTRAP]
)


class ProcessPictureDecoder:
    """``PictureDecoder`` with at most ``at_once`` processes and at most ``waiting`` queued pictures."""

    def __init__(self, at_once: int = AT_ONCE, waiting: int = WAITING, per_owner: int = PER_OWNER) -> None:
        self._processes = asyncio.Semaphore(at_once)
        self._capacity = at_once + waiting
        self._per_owner = per_owner
        self._queued_by: Counter[int] = Counter()

    async def process(self, data: bytes, owner: int) -> tuple[Picture, Picture]:
        """Return the photo and its thumbnail; a cancelled call kills its process.

        Raises one of ``REFUSALS``; ``PhotosBusy`` if too many are queued, too many of the ``owner``'s (an
        account's id), or the process got no CPU time.
        """
        with self._queued(owner):
            return await self._process(data)

    @contextmanager
    def _queued(self, owner: int) -> Iterator[None]:
        if self._queued_by.total() >= self._capacity or self._queued_by[owner] >= self._per_owner:
            raise PhotosBusy()
        self._queued_by[owner] += 1
        try:
            yield
        finally:
            self._queued_by[owner] -= 1
            if not self._queued_by[owner]:
                del self._queued_by[owner]

    async def _process(self, data: bytes) -> tuple[Picture, Picture]:
        try:
            async with self._processes, asyncio.timeout(TIMEOUT_SECONDS):
                return _read_answer(*await _decode(data))
        except TimeoutError as error:
            log.warning("picture_process_too_slow", seconds=TIMEOUT_SECONDS)
            raise PhotosBusy() from error


async def _decode(data: bytes) -> tuple[int, bytes]:
    """Return the process's exit status and output."""
    environment = {name: os.environ[name] for name in ENVIRONMENT if name in os.environ}
    process = await asyncio.create_subprocess_exec(
        *COMMAND, stdin=PIPE, stdout=PIPE, cwd=ROOT, env=environment
    )
    try:
        return await _exchange(process, data)
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()


async def _exchange(process: Process, data: bytes) -> tuple[int, bytes]:
    assert process.stdin  # noqa: S101 - a pipe
    assert process.stdout  # noqa: S101 - a pipe
    try:
        process.stdin.write(len(data).to_bytes(8))
        process.stdin.write(data)
        await process.stdin.drain()
    except ConnectionError:
        # The process has ended already; its exit status has the reason.
        log.debug("picture_process_gone")
    # Standard input stays open: its end is the signal that this process has ended.
    answer = await process.stdout.read()
    return await process.wait(), answer


def _read_answer(status: int, answer: bytes) -> tuple[Picture, Picture]:
    if status:
        raise _refusal_of(status)
    head, _, rest = answer.partition(b"\n")
    description: dict[str, Any] = json.loads(head)
    if "refused" in description:
        raise _refusal(Reason(description["refused"]), description["numbers"])
    if "failed" in description:
        raise RuntimeError(f"A picture could not be processed:\n{description['failed']}")
    full, thumbnail = description["pictures"]
    return _picture(full, rest[: full["size"]]), _picture(thumbnail, rest[full["size"] :])


def _picture(description: dict[str, int], data: bytes) -> Picture:
    return Picture(data, description["width"], description["height"])


def _refusal_of(status: int) -> Exception:
    """Return the error for the process's exit status."""
    if status == -signal.SIGXCPU:
        return _refusal(Reason.TIME, {"limit": CPU_SECONDS})
    if -status in CRASHES:
        log.warning("picture_process_crashed", signal=-status)
        return _refusal(Reason.UNDECODABLE, {})
    # Another program killed it, or it could not start: not the picture's fault.
    log.error("picture_process_failed", status=status)
    return PhotosBusy()


def _refusal(reason: Reason, numbers: dict[str, int]) -> DomainError:
    if reason is Reason.MEMORY:
        numbers = {"limit": MEMORY_BYTES // (1024 * 1024)}
    return REFUSALS[reason](**numbers)

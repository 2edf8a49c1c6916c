"""Processes that read untrusted files: one for each file, few at once, killed with whoever asked for it.

Readers of untrusted bytes can exhaust memory, crash, and take for ever. In a process of its own each does so
alone (ADR 0010). It costs a tenth of a second.
"""

import asyncio
import os
import signal
from asyncio.subprocess import PIPE, Process
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Final

import structlog

from autoservice.settings import ROOT
from autoservice.shared.errors import DomainError

log = structlog.get_logger(__name__)

# Without the program's configuration: its environment has passwords.
ENVIRONMENT: Final = ("PATH", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH")
# The signals by which the system or the reader ends a process because of its file.
CRASHES: Final = frozenset(
    [signal.SIGSEGV, signal.SIGABRT, signal.SIGBUS, signal.SIGFPE, signal.SIGILL, signal.SIGTRAP]
)


class ChildProcesses:
    """At most ``at_once`` processes of one kind, and at most ``waiting`` queued files.

    ``per_owner`` is the limit of one account; ``busy`` is raised beyond the limits, or after ``timeout``
    seconds of wall-clock time, which only a machine reaches that gives the process no CPU time.
    """

    def __init__(
        self,
        kind: str,
        command: Callable[[], Sequence[str]],
        busy: type[DomainError],
        *,
        timeout: float,
        at_once: int,
        waiting: int,
        per_owner: int,
    ) -> None:
        self._kind = kind
        self._command = command
        self._busy = busy
        self._timeout = timeout
        self._processes = asyncio.Semaphore(at_once)
        self._capacity = at_once + waiting
        self._per_owner = per_owner
        self._queued_by: Counter[int] = Counter()

    async def run(self, data: bytes, owner: int, arguments: Sequence[str] = ()) -> tuple[int, bytes]:
        """Return exit status and output of a process that is given ``data``; a cancelled call kills it."""
        with self._queued(owner):
            try:
                async with self._processes, asyncio.timeout(self._timeout):
                    return await _run([*self._command(), *arguments], data)
            except TimeoutError as error:
                log.warning(f"{self._kind}_process_too_slow", seconds=self._timeout)
                raise self._busy() from error

    def failure(self, status: int, *, too_slow: DomainError, unreadable: DomainError) -> DomainError:
        """Return the error for an exit status: the file's fault, or nobody's."""
        if status == -signal.SIGXCPU:
            return too_slow
        if -status in CRASHES:
            log.warning(f"{self._kind}_process_crashed", signal=-status)
            return unreadable
        # Another program killed it, or it could not start.
        log.error(f"{self._kind}_process_failed", status=status)
        return self._busy()

    @contextmanager
    def _queued(self, owner: int) -> Iterator[None]:
        if self._queued_by.total() >= self._capacity or self._queued_by[owner] >= self._per_owner:
            raise self._busy()
        self._queued_by[owner] += 1
        try:
            yield
        finally:
            self._queued_by[owner] -= 1
            if not self._queued_by[owner]:
                del self._queued_by[owner]


async def _run(command: Sequence[str], data: bytes) -> tuple[int, bytes]:
    environment = {name: os.environ[name] for name in ENVIRONMENT if name in os.environ}
    process = await asyncio.create_subprocess_exec(
        *command, stdin=PIPE, stdout=PIPE, cwd=ROOT, env=environment
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
        log.debug("child_process_gone")
    # Standard input stays open: its end is the signal that this process has ended.
    answer = await process.stdout.read()
    return await process.wait(), answer

"""One worker process, as seen by its supervisor."""

import contextlib
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import ClassVar, Final

from autoservice.server.plan import Plan, command_line

# Imports alone take seconds, and many times that on a busy machine.
START_SECONDS: Final = 180.0
# Pictures and other passing work may need more than the limit for a moment.
LARGE_SECONDS: Final = 20.0
# A worker that has not ended so long after SIGTERM is killed.
STOP_SECONDS: Final = 10.0
PAGE_BYTES: Final = os.sysconf("SC_PAGE_SIZE")
MEBIBYTE: Final = 1024 * 1024


class Worker:
    """A worker process: its event loop sends a heartbeat, and it ends with the supervisor."""

    TOO_LARGE: ClassVar = "too large"

    def __init__(self, plan: Plan) -> None:
        self.ready = False
        self._plan = plan
        self._started = self._last_heartbeat = self._last_small = time.monotonic()
        self._deadline = 0.0
        self._heartbeat, heartbeat = os.pipe()
        os.set_blocking(self._heartbeat, False)
        os.set_blocking(heartbeat, False)
        command = [sys.executable, *command_line("worker", plan, str(heartbeat))]
        try:
            # The worker reads its standard input only to notice the supervisor's end.
            self._process = subprocess.Popen(  # noqa: S603 - our own program
                command, stdin=subprocess.PIPE, pass_fds=(plan.listener, heartbeat)
            )
        except OSError:
            os.close(self._heartbeat)
            raise
        finally:
            os.close(heartbeat)

    @property
    def pid(self) -> int:
        """Return the worker's process id."""
        return self._process.pid

    @property
    def age(self) -> float:
        """Return the seconds since its start."""
        return time.monotonic() - self._started

    def failure(self, now: float) -> str:
        """Return the reason to replace the worker; empty without one."""
        self._read_heartbeat(now)
        if self._process.poll() is not None:
            return f"ended with status {self._process.returncode}"
        if now - self._last_heartbeat > (self._plan.frozen_seconds if self.ready else START_SECONDS):
            return "does not answer"
        return self.TOO_LARGE if self._is_large(now) else ""

    def end(self, *, gracefully: bool) -> None:
        """Terminate the worker, or kill it."""
        self._deadline = time.monotonic() + STOP_SECONDS
        if gracefully:
            self._process.terminate()
        else:
            self._process.kill()

    def has_ended(self) -> bool:
        """Return whether the worker has ended; kill it after its deadline."""
        if self._process.poll() is None:
            if time.monotonic() > self._deadline:
                self._process.kill()
            return False
        self._close_pipes()
        return True

    def _read_heartbeat(self, now: float) -> None:
        with contextlib.suppress(BlockingIOError):
            if os.read(self._heartbeat, 4096):
                self.ready, self._last_heartbeat = True, now

    def _is_large(self, now: float) -> bool:
        if self._memory_bytes <= self._plan.worker_megabytes * MEBIBYTE:
            self._last_small = now
        return now - self._last_small > LARGE_SECONDS

    def _close_pipes(self) -> None:
        os.close(self._heartbeat)
        if self._process.stdin:
            with contextlib.suppress(BrokenPipeError):
                self._process.stdin.close()

    @property
    def _memory_bytes(self) -> int:
        """Return the bytes of memory in use; 0 where the system does not report them."""
        with contextlib.suppress(OSError):
            return int(Path(f"/proc/{self.pid}/statm").read_text().split()[1]) * PAGE_BYTES
        return 0

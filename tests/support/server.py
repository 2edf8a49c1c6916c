"""The real program as a child process, as ``make run`` and an operator start it."""

import contextlib
import http.client
import os
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from types import TracebackType
from typing import Self

from tests.support.processes import Child, free_port, scratch_folder
from tests.support.timeouts import TIMEOUT_SECONDS

ROOT = Path(__file__).resolve().parents[2]


class AppServer:
    """``autoservice serve`` on a free loopback port. The frontend must have been built before.

    ``with AppServer({"AUTOSERVICE_DATABASE_URL": url}) as server: ... server.url ...``
    Of the caller's environment no ``AUTOSERVICE_*`` variable gets through, and the data
    folder is a temporary one, which survives ``stop`` and ``kill`` until ``close``, so that
    ``start`` brings the same shop back on the same port.
    """

    def __init__(self, env: Mapping[str, str] | None = None, workers: int = 1) -> None:
        self.port = free_port()
        self.workers = workers
        self._cleanup = contextlib.ExitStack()
        self.folder = self._cleanup.enter_context(scratch_folder("server"))
        self._env = _environment(self.folder, self.port) | dict(env or {})
        self._child: Child | None = None

    def __enter__(self) -> Self:
        try:
            self.start()
        except BaseException:
            self.close()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @property
    def url(self) -> str:
        """The address of the program, without a slash at the end."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def log(self) -> str:
        """All that the program has written so far, over all its starts."""
        return (self.folder / "log").read_text(encoding="utf-8", errors="replace")

    @property
    def pid(self) -> int:
        """The process id of the program (not of its workers)."""
        return self._running.pid

    def start(self) -> None:
        """Start it and wait until it is healthy; raises ``DidNotStart`` with the log's tail."""
        command = [sys.executable, "-m", "autoservice", "serve", "--workers", str(self.workers)]
        self._child = Child(command, self.folder / "log", env=self._env, cwd=ROOT)
        self._child.wait_until(self.healthy, TIMEOUT_SECONDS)

    @property
    def environment(self) -> dict[str, str]:
        """What it is started with."""
        return dict(self._env)

    def wait_until(self, ready: Callable[[], bool]) -> None:
        """Wait for something that the running program brings about."""
        self._running.wait_until(ready, TIMEOUT_SECONDS)

    def healthy(self) -> bool:
        """Whether ``GET /healthz`` answers 200."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
        try:
            connection.request("GET", "/healthz")
            return connection.getresponse().status == http.HTTPStatus.OK
        except (OSError, http.client.HTTPException):
            return False
        finally:
            connection.close()

    def stop(self) -> None:
        """End it as an operator does: SIGTERM."""
        self._running.stop()

    def kill(self) -> None:
        """End it as a power cut does: SIGKILL for all its processes."""
        self._running.kill()

    def close(self) -> None:
        """End it if need be and remove its folder."""
        with self._cleanup:
            if self._child:
                self._child.stop()

    @property
    def _running(self) -> Child:
        if self._child is None:
            raise RuntimeError("The server was not started.")
        return self._child


def _environment(folder: Path, port: int) -> dict[str, str]:
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("AUTOSERVICE_")}
    own = {"HOST": "127.0.0.1", "PORT": str(port), "AUTOSERVICE_DATA_DIR": str(folder / "data")}
    return inherited | own | {"PYTHONUNBUFFERED": "1"}

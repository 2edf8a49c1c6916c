"""Workers that died, hang or grow are replaced; a stop ends all of them; none outlives the supervisor."""

import dataclasses
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from http.client import HTTPConnection, HTTPException
from pathlib import Path

import psutil
import pytest
from websockets.sync.client import connect

from autoservice.server.plan import Plan
from autoservice.server.processes import LARGE_SECONDS, START_SECONDS, Worker
from autoservice.server.resources import listen
from autoservice.server.supervisor import Supervisor
from tests.support.processes import Child, free_port
from tests.support.server import ROOT
from tests.support.timeouts import TIMEOUT_SECONDS

SOCKETS = 50
PLAN = Plan(listener=0, workers=1, readable_log=False, application="tests.server.small:application")


class Serving:
    """A small application with a supervisor."""

    def __init__(self, folder: Path, plan: Plan) -> None:
        self.port = free_port()
        command = [sys.executable, "-m", "tests.support.serving", str(self.port), str(plan)]
        self.child = Child(command, folder / "log", env=dict(os.environ), cwd=ROOT)
        self.child.wait_until(lambda: self.worker() > 0, TIMEOUT_SECONDS)

    def worker(self) -> int:
        """The process id of the worker that answers; 0 if none does."""
        with closing(HTTPConnection("127.0.0.1", self.port, timeout=5)) as connection:
            try:
                connection.request("GET", "/")
                return int(connection.getresponse().read())
            except (OSError, HTTPException):
                return 0

    def processes(self) -> list[psutil.Process]:
        parent = psutil.Process(self.child.pid)
        return [parent, *parent.children(recursive=True)]

    def wait_for_another_worker(self, than: int) -> None:
        self.child.wait_until(lambda: self.worker() not in (0, than), TIMEOUT_SECONDS)


@pytest.fixture
def serving(tmp_path: Path) -> Iterator[Callable[[Plan], Serving]]:
    """Starts servers that the test leaves behind."""
    with ExitStack() as started:

        def start(plan: Plan) -> Serving:
            server = Serving(tmp_path, plan)
            started.callback(server.child.kill)
            return server

        yield start


def test_a_worker_that_died_is_replaced(serving: Callable[[Plan], Serving]) -> None:
    server = serving(PLAN)
    first = server.worker()
    os.kill(first, signal.SIGKILL)
    server.wait_for_another_worker(first)
    assert "ended with status -9" in server.child.log


def test_a_worker_that_hangs_is_replaced(serving: Callable[[Plan], Serving]) -> None:
    server = serving(dataclasses.replace(PLAN, frozen_seconds=3.0))
    first = server.worker()
    os.kill(first, signal.SIGSTOP)
    server.wait_for_another_worker(first)
    assert "does not answer" in server.child.log
    server.child.wait_until(lambda: not psutil.pid_exists(first), TIMEOUT_SECONDS)


def test_a_stop_with_open_sockets_ends_every_process(serving: Callable[[Plan], Serving]) -> None:
    server = serving(dataclasses.replace(PLAN, workers=2))
    family = server.processes()
    assert len(family) == 3
    with ExitStack() as held:
        for _ in range(SOCKETS):
            held.enter_context(connect(f"ws://127.0.0.1:{server.port}/", close_timeout=0))
        os.kill(server.child.pid, signal.SIGTERM)
        _, alive = psutil.wait_procs(family, timeout=TIMEOUT_SECONDS)
    assert not alive
    assert "server_error" not in server.child.log


def test_workers_end_when_their_supervisor_is_killed(serving: Callable[[Plan], Serving]) -> None:
    server = serving(dataclasses.replace(PLAN, workers=2))
    family = server.processes()
    os.kill(server.child.pid, signal.SIGKILL)
    _, alive = psutil.wait_procs(family[1:], timeout=TIMEOUT_SECONDS)
    assert not alive


def test_an_application_that_cannot_start_ends_the_server(tmp_path: Path) -> None:
    plan = dataclasses.replace(PLAN, application="tests.server.small:no_such_thing")
    command = [sys.executable, "-m", "tests.support.serving", str(free_port()), str(plan)]
    child = Child(command, tmp_path / "log", env=dict(os.environ), cwd=ROOT)
    deadline = time.monotonic() + TIMEOUT_SECONDS
    while child.running and time.monotonic() < deadline:
        time.sleep(0.05)
    child.kill()
    assert "server_did_not_start" in child.log


@pytest.fixture
def worker() -> Iterator[Worker]:
    """A worker that is starting, with nobody to watch it; a megabyte is too much for it."""
    with closing(listen("127.0.0.1", free_port())) as listener:
        worker = Worker(dataclasses.replace(PLAN, listener=listener.fileno(), worker_megabytes=1))
        try:
            yield worker
        finally:
            worker.end(gracefully=False)
            while not worker.has_ended():
                time.sleep(0.01)


def test_a_worker_that_never_starts_is_named(worker: Worker) -> None:
    assert worker.failure(time.monotonic() + START_SECONDS + 1) == "does not answer"


def test_a_worker_that_stays_too_large_is_named(worker: Worker) -> None:
    now = time.monotonic()
    assert worker.failure(now) == ""
    while psutil.Process(worker.pid).memory_info().rss < 2**21:
        time.sleep(0.01)
    assert worker.failure(now + LARGE_SECONDS + 1) == Worker.TOO_LARGE


def test_a_worker_for_which_the_machine_has_no_room_leaves_the_others_alone(
    worker: Worker, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_room(*_: object, **__: object) -> None:
        raise BlockingIOError("no room for one more process")

    supervisor = Supervisor(PLAN)
    supervisor._workers = [worker]
    monkeypatch.setattr(subprocess, "Popen", no_room)
    worker.ready = True
    files = psutil.Process().num_fds()
    supervisor._replace(0, worker, "does not answer")
    assert (supervisor._workers, supervisor._ending) == ([worker], [])
    assert psutil.Process().num_fds() == files

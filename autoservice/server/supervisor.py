"""``python -m autoservice.server.supervisor PLAN``: starts, watches, replaces and ends the workers.

It imports little, so that a server of one worker needs hardly more memory than the worker.
"""

import signal
import sys
import threading
import time
from types import FrameType
from typing import Final

import structlog

from autoservice.server.plan import Plan
from autoservice.server.processes import Worker
from autoservice.shared.logs import configure_logging

log = structlog.get_logger(__name__)

CHECK_SECONDS: Final = 0.5
# The interval between two starts of a worker that fails to start.
RESTART_SECONDS: Final = 5.0


class Supervisor:
    """The workers of one server: as many as planned, each of them alive and answering."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._workers: list[Worker] = []
        self._ending: list[Worker] = []
        self._stopping = threading.Event()
        self._served = False

    def run(self) -> int:
        """Serve until SIGTERM or SIGINT; return the process's exit status."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._stop)
        self._workers = [Worker(self._plan) for _ in range(self._plan.workers)]
        failed = False
        while not failed and not self._stopping.wait(CHECK_SECONDS):
            failed = not self._check_workers()
        self._end_all()
        return 1 if failed else 0

    def _stop(self, _number: int, _frame: FrameType | None) -> None:
        self._stopping.set()

    def _check_workers(self) -> bool:
        """Replace failed workers; return whether the program has started or may still start."""
        self._ending = [worker for worker in self._ending if not worker.has_ended()]
        for index, worker in enumerate(self._workers):
            reason = worker.failure(time.monotonic())
            self._served = self._served or worker.ready
            if reason and not self._served:
                log.error("server_did_not_start", reason=reason)
                return False
            if reason:
                self._replace(index, worker, reason)
        return True

    def _replace(self, index: int, worker: Worker, reason: str) -> None:
        if not worker.ready and worker.age < RESTART_SECONDS:
            return
        log.error("worker_replaced", worker=worker.pid, reason=reason)
        worker.end(gracefully=reason == Worker.TOO_LARGE)
        try:
            successor = Worker(self._plan)
        except OSError as error:
            # No memory or file for one more process now: the other workers go on until the next check.
            log.error("worker_not_started", error=str(error))
            return
        self._ending.append(worker)
        self._workers[index] = successor

    def _end_all(self) -> None:
        ending = [*self._workers, *self._ending]
        for worker in self._workers:
            worker.end(gracefully=True)
        while ending := [worker for worker in ending if not worker.has_ended()]:
            time.sleep(0.02)


def main() -> None:
    """Run the plan on the command line."""
    plan = Plan.read(sys.argv[1])
    configure_logging(readable=plan.readable_log)
    sys.exit(Supervisor(plan).run())


if __name__ == "__main__":
    main()

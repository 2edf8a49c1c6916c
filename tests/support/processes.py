"""Child processes of the tests: free ports, logs, a stop that leaves nothing behind."""

import contextlib
import itertools
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

LAUNCHER = Path(__file__).with_name("launch.py")
SCRATCH = "autoservice-tests-"
MEMORY = Path("/dev/shm")
ROOMY_BYTES = 2 * 1024**3
STOP_SECONDS = 60
# Below those that systems give to clients, so that no connection takes one between its being found
# and its being used; and each process of the tests has some for itself.
LOWEST_PORT = 10_000
PORTS = 1000
PROCESS = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))


class DidNotStart(RuntimeError):
    """A server that the tests need is not there; the message says why."""


_turns = itertools.count(secrets.randbelow(PORTS))


def free_port() -> int:
    """A loopback port that nobody uses right now; the next call gives another one."""
    for turn in itertools.islice(_turns, PORTS):
        port = LOWEST_PORT + PROCESS * PORTS + turn % PORTS
        with socket.socket() as probe, contextlib.suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port
    raise DidNotStart(f"Of {PORTS} ports from {LOWEST_PORT + PROCESS * PORTS} on, none is free.")


def listens(port: int) -> bool:
    """Whether somebody takes connections on the loopback ``port``."""
    with contextlib.suppress(ConnectionError, TimeoutError):
        socket.create_connection(("127.0.0.1", port), timeout=2).close()
        return True
    return False


@contextlib.contextmanager
def scratch_folder(name: str) -> Iterator[Path]:
    """A folder of this test run, gone afterwards; also removes those of runs that were killed hard."""
    _sweep()
    folder = Path(tempfile.mkdtemp(prefix=f"{SCRATCH}{os.getpid()}-{name}-", dir=_scratch_root()))
    try:
        yield folder
    finally:
        shutil.rmtree(folder)


def _scratch_root() -> Path:
    """Memory where there is plenty of it: a copied database takes 20 ms there, 300 on a slow disk."""
    if MEMORY.is_dir() and os.access(MEMORY, os.W_OK):
        status = os.statvfs(MEMORY)
        roomy = status.f_bavail * status.f_frsize > ROOMY_BYTES
        if roomy and not status.f_flag & os.ST_NOEXEC:
            return MEMORY
    return Path(tempfile.gettempdir())


def _sweep() -> None:
    for folder in _scratch_root().glob(f"{SCRATCH}*"):
        owner = folder.name.removeprefix(SCRATCH).partition("-")[0]
        if owner.isdecimal() and not _alive(int(owner)):
            shutil.rmtree(folder, ignore_errors=True)


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass
    return True


def launched(command: Sequence[str | Path], dying: signal.Signals, user: str = "-") -> list[str]:
    """``command`` so that it runs as ``user`` and gets ``dying`` when this process is killed."""
    launcher = [sys.executable, "-I", "-S", str(LAUNCHER), str(int(dying)), str(os.getpid()), user]
    return [*launcher, *map(str, command)]


class Child:
    """A running program in a process group of its own, with its output in a file.

    Start it from the main thread: the kernel takes the death of the starting thread
    for the death of the parent.
    """

    def __init__(
        self,
        command: Sequence[str | Path],
        log_file: Path,
        *,
        env: Mapping[str, str] | None = None,
        cwd: Path | None = None,
        user: str = "-",
        stop_signal: signal.Signals = signal.SIGTERM,
    ) -> None:
        self.name = Path(command[0]).name
        self._stop_signal = stop_signal
        self._log_file = log_file
        with log_file.open("ab") as log:
            self._process = subprocess.Popen(
                launched(command, stop_signal, user),
                env=env,
                cwd=cwd,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    @property
    def pid(self) -> int:
        """The id of the program, which is also the id of its process group."""
        return self._process.pid

    @property
    def running(self) -> bool:
        """Whether the program itself has not ended yet."""
        return self._process.poll() is None

    @property
    def log(self) -> str:
        """All that the program has written so far."""
        return self._log_file.read_text(encoding="utf-8", errors="replace")

    def wait_until(self, ready: Callable[[], bool], seconds: float) -> None:
        """Wait for ``ready``; if it never comes, end the program and raise with the log's tail."""
        deadline = time.monotonic() + seconds
        while not ready():
            if not self.running or time.monotonic() > deadline:
                raise DidNotStart(self._give_up(seconds))
            time.sleep(0.02)

    def _give_up(self, seconds: float) -> str:
        status = self._process.poll()
        self.kill()
        reason = f"was not ready after {seconds:.0f} s" if status is None else f"ended with status {status}"
        return f"{self.name} {reason}. The end of its log:\n{self.log[-4000:]}"

    def stop(self) -> None:
        """Ask the program to end and see that it does; leftovers of its group are killed."""
        if not self.running:
            return self.kill()
        self._process.send_signal(self._stop_signal)
        try:
            self._process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            raise RuntimeError(f"{self.name} did not stop: {self.log[-4000:]}") from None
        finally:
            self.kill()

    def kill(self) -> None:
        """End the whole process group at once, without asking."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.pid, signal.SIGKILL)
        self._process.wait()

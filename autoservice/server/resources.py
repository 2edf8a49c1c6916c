"""The exclusive resources of a running server: its port, and locks on data that servers cannot share."""

import errno
import fcntl
import os
import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Final, TextIO

from sqlalchemy import make_url

from autoservice.settings import Settings

BACKLOG: Final = 1024
# A server that was just stopped or killed may take a moment to end.
TIMEOUT_SECONDS: Final = 2.0
RETRY_SECONDS: Final = 0.1
# The timeout of data that a peer neither acknowledges nor accepts.
UNSENT_MILLISECONDS: Final = 60_000


class ResourceUnavailable(RuntimeError):
    """A resource of the server is not available; the text is a sentence for the operator."""


@dataclass(frozen=True)
class Resources:
    """The listening socket and the locked files; they are released at the end of the process."""

    listener: socket.socket
    locks: tuple[TextIO, ...]

    def keep_through_exec(self) -> None:
        """Let the program that replaces this one inherit them."""
        os.set_inheritable(self.listener.fileno(), True)
        for lock in self.locks:
            os.set_inheritable(lock.fileno(), True)


def acquire(settings: Settings, timeout: float = TIMEOUT_SECONDS) -> Resources:
    """Acquire the port and the data for this process; raises ``Claimed`` if another server has them."""
    deadline = time.monotonic() + timeout
    while True:
        try:
            return _acquire_all(settings)
        except ResourceUnavailable:
            if time.monotonic() > deadline:
                raise
        time.sleep(RETRY_SECONDS)


def _acquire_all(settings: Settings) -> Resources:
    with ExitStack() as acquired:
        # The data first: the error of a port says less about the cause.
        locks = tuple(acquired.enter_context(_lock(file)) for file in lock_files(settings))
        resources = Resources(listen(settings.host, settings.port), locks)
        acquired.pop_all()
        return resources


def lock_files(settings: Settings) -> Iterator[Path]:
    """Return the files that are locked while a server runs: beside an SQLite database, and for the hub.

    Servers without Redis do not publish changes to each other: the open pages of two of them on the same
    data would each miss the changes of the other.
    """
    if not settings.redis_url:
        yield settings.data_dir / "server.lock"
    url = make_url(settings.database_url)
    if url.get_backend_name() == "sqlite" and url.database and url.database != ":memory:":
        database = Path(url.database).resolve()
        yield database.with_name(f"{database.name}.lock")


def _lock(file: Path) -> TextIO:
    """Lock ``file``; the system releases the lock of a process that is killed."""
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        # Neither truncated nor removed: another server may hold its lock.
        lock = file.open("a+", encoding="utf-8")
    except OSError as error:
        raise ResourceUnavailable(f"{file} cannot be written: {error.strerror}.") from error
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        lock.close()
        if error.errno not in (errno.EAGAIN, errno.EACCES):
            raise ResourceUnavailable(f"{file} cannot be locked: {error.strerror}.") from error
        raise ResourceUnavailable(
            f"The data in {file.parent} is in use by another server. "
            "Stop that one first, or give this one a folder and a database of its own "
            "(AUTOSERVICE_DATA_DIR, AUTOSERVICE_DATABASE_URL)."
        ) from error
    return lock


def listen(host: str, port: int) -> socket.socket:
    """Return a listening socket of the address; raises ``Claimed``."""
    try:
        family, *_, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        both = family == socket.AF_INET6 and socket.has_dualstack_ipv6()
        listener = socket.create_server(address[:2], family=family, backlog=BACKLOG, dualstack_ipv6=both)
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            raise ResourceUnavailable(
                f"Port {port} of {host} is taken by another program, or this one is running already. "
                "Stop that, or set PORT to another number."
            ) from error
        raise ResourceUnavailable(
            f"Port {port} of {host} cannot be listened on: {error.strerror}."
        ) from error
    _limit_unsent(listener)
    return listener


def _limit_unsent(listener: socket.socket) -> None:
    """Let the kernel end connections whose peer acknowledges nothing; accepted ones inherit it."""
    if hasattr(socket, "TCP_USER_TIMEOUT"):
        listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, UNSENT_MILLISECONDS)

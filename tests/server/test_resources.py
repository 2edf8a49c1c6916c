"""A second start is refused with a sentence; a killed server's resources are free."""

import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from autoservice.server.resources import Resources, ResourceUnavailable, acquire
from autoservice.settings import Settings
from tests.support.processes import free_port
from tests.support.server import ROOT

POSTGRESQL = "postgresql+psycopg://shop@127.0.0.1/shop"
REDIS = "redis://127.0.0.1/0"


def settings(folder: Path, port: int = 0, **more: str) -> Settings:
    return Settings(HOST="127.0.0.1", PORT=port or free_port(), data_dir=folder, **more)  # type: ignore[arg-type]


Acquire = Callable[[Settings], Resources]


@pytest.fixture
def acquire_for_test() -> Iterator[Acquire]:
    """Return a function that acquires resources until the test's end."""
    with ExitStack() as stack:

        def acquire_until_end(chosen: Settings) -> Resources:
            resources = acquire(chosen, timeout=0)
            stack.enter_context(resources.listener)
            for lock in resources.locks:
                stack.enter_context(lock)
            return resources

        yield acquire_until_end


def test_a_port_is_acquired_once(tmp_path: Path, acquire_for_test: Acquire) -> None:
    first = settings(tmp_path / "one")
    acquire_for_test(first)
    with pytest.raises(ResourceUnavailable, match=f"Port {first.port} of 127.0.0.1 is taken"):
        acquire_for_test(settings(tmp_path / "two", first.port))


def test_sqlite_data_are_acquired_once(tmp_path: Path, acquire_for_test: Acquire) -> None:
    acquire_for_test(settings(tmp_path))
    with pytest.raises(ResourceUnavailable, match="is in use by another server"):
        acquire_for_test(settings(tmp_path))


def test_a_database_is_acquired_once_whatever_the_data_folders_are(
    tmp_path: Path, acquire_for_test: Acquire
) -> None:
    database_url = f"sqlite+aiosqlite:///{tmp_path / 'shop.db'}"
    acquire_for_test(settings(tmp_path / "one", database_url=database_url))
    with pytest.raises(ResourceUnavailable, match="is in use by another server"):
        acquire_for_test(settings(tmp_path / "two", database_url=database_url))


def test_servers_without_redis_do_not_share_a_folder(tmp_path: Path, acquire_for_test: Acquire) -> None:
    acquire_for_test(settings(tmp_path, database_url=POSTGRESQL))
    with pytest.raises(ResourceUnavailable, match="is in use by another server"):
        acquire_for_test(settings(tmp_path, database_url=POSTGRESQL))


def test_servers_with_postgresql_and_redis_share_a_folder(tmp_path: Path, acquire_for_test: Acquire) -> None:
    for _ in range(2):
        acquire_for_test(settings(tmp_path, database_url=POSTGRESQL, redis_url=REDIS))


def test_a_refused_start_holds_no_resource(tmp_path: Path, acquire_for_test: Acquire) -> None:
    first = settings(tmp_path / "one")
    acquire_for_test(first)
    with pytest.raises(ResourceUnavailable):
        acquire_for_test(settings(tmp_path / "two", first.port))
    acquire_for_test(settings(tmp_path / "two"))


HOLDER = """
import sys, time
from autoservice.server.resources import acquire
from autoservice.settings import get_settings
resources = acquire(get_settings())
print("acquired", flush=True)
time.sleep(600)
"""


def test_the_resources_of_a_killed_server_are_free(tmp_path: Path, acquire_for_test: Acquire) -> None:
    chosen = settings(tmp_path)
    env = {"PORT": str(chosen.port), "AUTOSERVICE_DATA_DIR": str(tmp_path)}
    command = [sys.executable, "-c", HOLDER]
    with subprocess.Popen(command, env=env, cwd=ROOT, stdout=subprocess.PIPE, text=True) as holder:
        try:
            assert holder.stdout is not None
            assert holder.stdout.readline() == "acquired\n"
            with pytest.raises(ResourceUnavailable):
                acquire_for_test(chosen)
        finally:
            holder.kill()
    acquire_for_test(chosen)
    assert (tmp_path / "server.lock").exists(), "The lock is the kernel's, not the file"


def test_an_address_of_another_machine_is_refused(tmp_path: Path, acquire_for_test: Acquire) -> None:
    elsewhere = Settings(HOST="192.0.2.1", PORT=free_port(), data_dir=tmp_path)
    with pytest.raises(ResourceUnavailable, match=r"of 192\.0\.2\.1 cannot be listened on"):
        acquire_for_test(elsewhere)

"""A second start is refused with a sentence; what a killed server has left is no obstacle."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from autoservice.server.claims import Claimed, Claims, claim
from autoservice.settings import Settings
from tests.support.processes import free_port
from tests.support.server import ROOT

POSTGRESQL = "postgresql+psycopg://shop@127.0.0.1/shop"
REDIS = "redis://127.0.0.1/0"


def settings(folder: Path, port: int = 0, **more: str) -> Settings:
    return Settings(HOST="127.0.0.1", PORT=port or free_port(), data_dir=folder, **more)  # type: ignore[arg-type]


@pytest.fixture
def claims() -> Iterator["ClaimTaker"]:
    """Makes claims that the test gives up at its end."""
    with ExitStack() as held:
        yield ClaimTaker(held)


class ClaimTaker:
    def __init__(self, held: ExitStack) -> None:
        self._held = held

    def take(self, wanted: Settings) -> Claims:
        taken = claim(wanted, patience=0)
        self._held.enter_context(taken.listener)
        for lock in taken.locks:
            self._held.enter_context(lock)
        return taken


def test_a_port_is_claimed_once(tmp_path: Path, claims: ClaimTaker) -> None:
    first = settings(tmp_path / "one")
    claims.take(first)
    with pytest.raises(Claimed, match=f"Port {first.port} of 127.0.0.1 is taken"):
        claims.take(settings(tmp_path / "two", first.port))


def test_sqlite_data_are_claimed_once(tmp_path: Path, claims: ClaimTaker) -> None:
    claims.take(settings(tmp_path))
    with pytest.raises(Claimed, match="is in use by another server"):
        claims.take(settings(tmp_path))


def test_a_database_is_claimed_once_whatever_the_data_folders_are(tmp_path: Path, claims: ClaimTaker) -> None:
    database_url = f"sqlite+aiosqlite:///{tmp_path / 'shop.db'}"
    claims.take(settings(tmp_path / "one", database_url=database_url))
    with pytest.raises(Claimed, match="is in use by another server"):
        claims.take(settings(tmp_path / "two", database_url=database_url))


def test_servers_without_redis_do_not_share_a_folder(tmp_path: Path, claims: ClaimTaker) -> None:
    claims.take(settings(tmp_path, database_url=POSTGRESQL))
    with pytest.raises(Claimed, match="is in use by another server"):
        claims.take(settings(tmp_path, database_url=POSTGRESQL))


def test_servers_with_postgresql_and_redis_share_a_folder(tmp_path: Path, claims: ClaimTaker) -> None:
    for _ in range(2):
        claims.take(settings(tmp_path, database_url=POSTGRESQL, redis_url=REDIS))


def test_a_refused_start_leaves_nothing_claimed(tmp_path: Path, claims: ClaimTaker) -> None:
    first = settings(tmp_path / "one")
    claims.take(first)
    with pytest.raises(Claimed):
        claims.take(settings(tmp_path / "two", first.port))
    claims.take(settings(tmp_path / "two"))


HOLDER = """
import sys, time
from autoservice.server.claims import claim
from autoservice.settings import get_settings
claims = claim(get_settings())
print("claimed", flush=True)
time.sleep(600)
"""


def test_the_claims_of_a_killed_server_are_free(tmp_path: Path, claims: ClaimTaker) -> None:
    wanted = settings(tmp_path)
    env = {"PORT": str(wanted.port), "AUTOSERVICE_DATA_DIR": str(tmp_path)}
    command = [sys.executable, "-c", HOLDER]
    with subprocess.Popen(command, env=env, cwd=ROOT, stdout=subprocess.PIPE, text=True) as holder:
        try:
            assert holder.stdout is not None
            assert holder.stdout.readline() == "claimed\n"
            with pytest.raises(Claimed):
                claims.take(wanted)
        finally:
            holder.kill()
    claims.take(wanted)
    assert (tmp_path / "server.lock").exists(), "The lock is the kernel's, not the file"


def test_an_address_of_another_machine_is_refused(tmp_path: Path, claims: ClaimTaker) -> None:
    elsewhere = Settings(HOST="192.0.2.1", PORT=free_port(), data_dir=tmp_path)
    with pytest.raises(Claimed, match=r"of 192\.0\.2\.1 cannot be listened on"):
        claims.take(elsewhere)

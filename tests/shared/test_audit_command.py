"""``autoservice audit verify``, as an operator runs it."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from autoservice.shared.access import SYSTEM
from tests.support.runtime import opened_runtime
from tests.support.sync import run_async
from tests.support.timeouts import TIMEOUT_SECONDS

ROOT = Path(__file__).resolve().parents[2]


def verify(database_url: str, data_dir: Path, *options: str) -> tuple[int, str]:
    """Run the command; returns its exit status and all that it said."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("AUTOSERVICE_")}
    own = {"AUTOSERVICE_DATABASE_URL": database_url, "AUTOSERVICE_DATA_DIR": str(data_dir)}
    done = subprocess.run(
        [sys.executable, "-m", "autoservice", "audit", "verify", *options],
        cwd=ROOT, env=inherited | own, capture_output=True, text=True, timeout=TIMEOUT_SECONDS,
    )  # fmt: skip
    assert "Traceback" not in done.stderr
    return done.returncode, (done.stdout + done.stderr).strip()


def execute(database_url: str, *statements: str) -> None:
    """Change the database past the program."""
    engine = create_engine(database_url.replace("+aiosqlite", ""))
    with engine.begin() as connection:
        for statement in statements:
            connection.execute(text(statement))
    engine.dispose()


async def write(database_url: str, data_dir: Path) -> None:
    async with opened_runtime(database_url, data_dir) as runtime:
        for role in ("first", "second"):
            async with runtime.transaction(SYSTEM) as unit:
                unit.audit(role, "thing:1")


@pytest.fixture
def log(database_url: str, tmp_path: Path) -> str:
    """A database with two entries."""
    run_async(write(database_url, tmp_path))
    return database_url


def test_a_whole_chain_is_said_to_be_whole_and_its_head_can_be_checked_against(log: str, tmp_path: Path):
    status, said = verify(log, tmp_path)
    found = re.fullmatch(r"2 entries, the chain is whole; head (2:[0-9a-f]{64})", said)
    assert found
    assert status == 0
    assert verify(log, tmp_path, "--head", found[1]) == (0, said)
    status, said = verify(log, tmp_path, "--head", "2:" + "0" * 64)
    assert status == 1
    assert "Entry 2: its hash is not the one that was written down" in said


def test_a_broken_chain_is_reported_with_its_first_broken_entry(log: str, tmp_path: Path):
    guard = "audit_entry_no_update" if "sqlite" in log else "audit_entry_no_change ON audit_entry"
    execute(log, f"DROP TRIGGER {guard}", "UPDATE audit_entry SET action = 'other' WHERE id = 2")
    status, said = verify(log, tmp_path)
    assert status == 1
    assert "The audit log is broken. Entry 2: its content was changed" in said


def test_a_head_that_is_none_is_refused(log: str, tmp_path: Path):
    status, said = verify(log, tmp_path, "--head", "something")
    assert status == 2
    assert "write it as verify printed it" in said


def test_a_database_without_tables_is_not_a_broken_chain(tmp_path: Path):
    status, said = verify(f"sqlite+aiosqlite:///{tmp_path}/empty.db", tmp_path)
    assert status == 1
    assert "was not migrated yet" in said

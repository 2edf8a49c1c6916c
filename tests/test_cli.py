"""Commands as an operator runs them: ``autoservice keys`` and ``create-admin``."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import select

from autoservice.adapters.signing_keys import KeyRing, rotate
from autoservice.cli import demo, main, serving
from autoservice.frontend import build as frontend
from autoservice.runtime.runtime import Runtime
from autoservice.settings import get_settings
from autoservice.shared.access import SYSTEM
from autoservice.shared.audit import AuditEntry
from autoservice.wiring.adapters import build_adapters
from tests.support.accounts import GOOD, can_sign_in
from tests.support.runtime import opened_runtime
from tests.support.sync import run_async

NOW = datetime.now(UTC)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Where the commands keep their keys: nothing is there yet."""
    monkeypatch.setenv("AUTOSERVICE_DATA_DIR", str(tmp_path))
    get_settings.cache_clear()
    yield tmp_path / "signing_keys"
    get_settings.cache_clear()


def run(command: str) -> list[str]:
    """The lines that the command prints; it must not fail."""
    result = CliRunner().invoke(main, ["keys", command])
    assert result.exit_code == 0, result.output
    return result.output.splitlines()


def states() -> list[str]:
    """What ``list`` says of each key, the oldest first."""
    return [re.split(r"  +", line)[2] for line in run("list")]


def test_the_first_key_signs_at_once(folder: Path):
    [line] = run("list")
    [key] = KeyRing(folder).keys
    assert line == f"{key.kid}  {key.created:%Y-%m-%d %H:%M:%S}  signs"


def test_a_rotation_publishes_a_key_that_signs_a_minute_later(folder: Path):
    rotate(folder, NOW - timedelta(days=30))
    [said] = run("rotate")
    _, new = KeyRing(folder).keys
    assert said == f"{new.kid} is published and signs from {new.signs_from:%H:%M:%S} UTC."
    assert states() == ["signs", f"published, signs from {new.signs_from:%H:%M:%S}"]


def test_a_key_that_was_taken_over_from_is_still_accepted(folder: Path):
    rotate(folder, NOW - timedelta(days=30))
    rotate(folder, NOW - timedelta(minutes=2))
    assert states() == ["still accepted", "signs"]


def test_a_rotation_says_which_keys_it_removed(folder: Path):
    old = rotate(folder, NOW - timedelta(days=60))
    rotate(folder, NOW - timedelta(days=30))
    assert run("rotate")[1:] == [f"{old.kid} is no longer accepted."]
    assert [state.partition(",")[0] for state in states()] == ["signs", "published"]


def test_nothing_private_is_printed(folder: Path):
    printed = "\n".join([*run("list"), *run("rotate"), *run("list")])
    for path in folder.glob("*.pem"):
        for line in path.read_text().splitlines():
            assert line not in printed
    assert "PRIVATE" not in printed


@pytest.mark.parametrize("command", ["list", "rotate"])
def test_a_broken_key_file_is_told_in_a_sentence(folder: Path, command: str):
    folder.mkdir()
    (folder / "20261123T151100Z-broken.pem").write_text("not a key")
    result = CliRunner().invoke(main, ["keys", command])
    assert result.exit_code == 1
    assert result.output.startswith("Error: The signing keys are not usable: ")
    assert "broken.pem" in result.output
    assert isinstance(result.exception, SystemExit)


def create_admin(
    address: str = "boss@example.com", password: str = GOOD, name: str = "Мария Волкова"
) -> Result:
    """Run the command, typing the password twice."""
    command = ["create-admin", "--email", address, "--name", name]
    return CliRunner().invoke(main, command, input=f"{password}\n{password}\n")


@pytest.fixture
def data(folder: Path) -> Path:
    """The folder of a shop that nobody has started yet."""
    return folder.parent


async def can_boss_sign_in(data: Path) -> tuple[bool, list[tuple[str, str, str]]]:
    """Whether the new account opens a session, and what the audit log says of its beginning."""
    async with opened_runtime(f"sqlite+aiosqlite:///{data / 'autoservice.db'}", data) as runtime:
        opens = await can_sign_in("Boss@Example.com", GOOD)
        async with runtime.read_only(SYSTEM) as unit:
            entries = await unit.session.scalars(select(AuditEntry).filter_by(action="user_registered"))
            return opens, [(entry.actor_role, entry.subject, entry.after) for entry in entries]


def test_the_first_administrator_is_made_in_an_empty_shop_and_signs_in(data: Path):
    result = create_admin()
    assert (result.exit_code, result.exception) == (0, None), result.output
    assert "boss@example.com can sign in at http://127.0.0.1:3000/sign-in" in result.output
    assert GOOD not in result.output
    assert run_async(can_boss_sign_in(data)) == (True, [("system", "user:1", "administrator")])


@pytest.mark.parametrize(
    ("wish", "sentence"),
    [
        ({"password": "short"}, "The password needs at least 12 characters."),
        ({"password": "passwordpassword"}, "This password is too easy to guess. Please choose another one."),
        ({"password": "boss@example.com"}, "This password is too easy to guess. Please choose another one."),
        ({"address": "nobody"}, "Enter a valid e-mail address."),
        ({"name": ""}, "name: "),
    ],
    ids=str,
)
def test_what_cannot_be_is_told_in_a_sentence(data: Path, wish: dict[str, str], sentence: str):
    result = create_admin(**wish)
    assert (result.exit_code, type(result.exception)) == (1, SystemExit)
    assert f"Error: {sentence}" in result.output


def test_an_address_that_has_an_account_gets_no_second_one(data: Path):
    create_admin()
    assert "Error: There already is an account with this address." in create_admin("BOSS@example.com").output


def test_a_demo_start_lists_the_accounts_that_are_there_and_no_others(
    folder: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("AUTOSERVICE_DEMO", "1")
    monkeypatch.setattr(serving, "become_server", lambda settings, resources: None)
    monkeypatch.setattr(serving, "acquire", lambda settings: None)
    monkeypatch.setattr(frontend, "STAMP", Path(__file__))
    said = CliRunner().invoke(main, ["serve"]).output
    assert "autoservice: http" in said
    assert demo.PASSWORD not in said
    run_async(seed())
    said = CliRunner().invoke(main, ["serve"]).output
    assert [account.email for account in demo.ACCOUNTS if account.email in said] == [
        account.email for account in demo.ACCOUNTS
    ]


async def seed() -> None:
    adapters = build_adapters(get_settings())
    try:
        await demo.seed_demo(Runtime(adapters))
    finally:
        await adapters.close()

"""The folder of signing keys: made once, rotated, noticed by all."""

import base64
import hashlib
import json
import re
import shutil
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
)
from structlog.testing import capture_logs

from autoservice.adapters.signing_keys import KeyRing, rotate

NOW = datetime.now(UTC).replace(microsecond=0)
DAY = timedelta(days=1)
MINUTE = timedelta(minutes=1)
STARTER = """
import sys
from pathlib import Path
from autoservice.adapters.signing_keys import KeyRing
print("ready", flush=True)
sys.stdin.readline()
print(*[key.kid for key in KeyRing(Path(sys.argv[1])).keys])
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "deep" / "signing_keys"


def kids(ring: KeyRing) -> list[str]:
    return [key.kid for key in ring.keys]


def files(folder: Path) -> list[Path]:
    return sorted(folder.glob("*.pem"))


def test_the_first_ring_makes_a_key_and_only_its_owner_may_read_it(folder: Path):
    [key] = KeyRing(folder).keys
    assert files(folder) == [key.path]
    assert key.path.stat().st_mode & 0o777 == 0o600
    assert folder.stat().st_mode & 0o777 == 0o700
    assert kids(KeyRing(folder)) == [key.kid]


def test_nothing_but_the_key_and_the_lock_is_left(folder: Path):
    KeyRing(folder).rotate(NOW)
    assert {path.suffix or path.name for path in folder.iterdir()} == {".pem", ".lock"}


def test_a_file_is_named_after_its_moment_and_its_key(folder: Path):
    key = rotate(folder, datetime(2026, 11, 23, 15, 11, tzinfo=UTC))
    assert key.path.name == f"20261123T151100Z-{key.kid}.pem"
    assert key.created == datetime(2026, 11, 23, 15, 11, tzinfo=UTC)


def test_the_kid_is_the_keys_thumbprint(folder: Path):
    [key] = KeyRing(folder).keys
    members = json.dumps({"crv": "Ed25519", "kty": "OKP", "x": key.jwk["x"]}, separators=(",", ":"))
    digest = base64.urlsafe_b64encode(hashlib.sha256(members.encode()).digest())
    assert key.kid == digest.rstrip(b"=").decode()
    assert re.fullmatch(r"[\w-]{43}", key.kid)


def test_a_copied_folder_is_the_same_ring(folder: Path, tmp_path: Path):
    for days in (3, 2, 0):
        rotate(folder, NOW - days * DAY)
    copy = shutil.copytree(folder, tmp_path / "copy", copy_function=shutil.copyfile)
    ring, copied = KeyRing(folder), KeyRing(copy)
    assert kids(copied) == kids(ring)
    assert copied.signing_key(NOW).kid == ring.signing_key(NOW).kid


def test_processes_that_start_at_once_agree_on_one_key(folder: Path):
    command = [sys.executable, "-c", STARTER, str(folder)]
    starters = [
        subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) for _ in range(8)
    ]
    for starter in starters:
        assert starter.stdout
        assert starter.stdout.readline() == "ready\n"
    for starter in starters:
        assert starter.stdin
        starter.stdin.write("\n")
        starter.stdin.flush()
    answers = {starter.communicate(timeout=60)[0] for starter in starters}
    assert len(files(folder)) == 1
    assert answers == {f"{KeyRing(folder).keys[0].kid}\n"}


def test_a_key_signs_when_it_has_been_public_for_a_minute(folder: Path):
    old, new = rotate(folder, NOW - DAY), rotate(folder, NOW)
    ring = KeyRing(folder)
    assert ring.signing_key(NOW + MINUTE - timedelta(seconds=1)).kid == old.kid
    assert ring.signing_key(NOW + MINUTE).kid == new.kid


def test_the_oldest_key_signs_while_all_are_new(folder: Path):
    first = rotate(folder, NOW - timedelta(seconds=20))
    rotate(folder, NOW - timedelta(seconds=10))
    assert KeyRing(folder).signing_key(NOW).kid == first.kid


def test_a_key_is_removed_by_a_rotation_a_day_after_another_took_over(folder: Path):
    first, second = rotate(folder, NOW), rotate(folder, NOW + 30 * DAY)
    third = rotate(folder, NOW + 31 * DAY)
    assert kids(KeyRing(folder)) == [first.kid, second.kid, third.kid]
    fourth = rotate(folder, NOW + 31 * DAY + 2 * MINUTE)
    assert kids(KeyRing(folder)) == [second.kid, third.kid, fourth.kid]


def test_the_key_that_signs_is_never_removed(folder: Path):
    first = rotate(folder, NOW - 365 * DAY)
    rotate(folder, NOW)
    assert KeyRing(folder).signing_key(NOW).kid == first.kid


def test_a_running_ring_notices_a_rotation_when_it_looks_again(folder: Path):
    eager, lazy = KeyRing(folder, reload_every=0), KeyRing(folder)
    new = rotate(folder, NOW)
    assert eager.find(new.kid)
    assert lazy.find(new.kid) is None


def test_the_ring_that_rotates_knows_at_once(folder: Path):
    ring = KeyRing(folder)
    assert ring.find(ring.rotate(NOW).kid)


def test_other_files_are_left_alone(folder: Path):
    ring = KeyRing(folder, reload_every=0)
    for name in ("README", "old.pem", ".20261123T151100Z-x.pem.abc", "20261123T151100Z-x.pem.bak"):
        (folder / name).write_text("not a key")
    assert len(ring.keys) == 1
    assert len(KeyRing(folder).keys) == 1


RSA = generate_private_key(65537, 2048)
ED25519 = Ed25519PrivateKey.generate()
ENCRYPTED = BestAvailableEncryption(b"a password")
WRONG = {
    "20261123T151100Z-another_kind.pem": RSA.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()),
    "20261123T151100Z-encrypted.pem": ED25519.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, ENCRYPTED),
    "20261123T151100Z-broken.pem": b"not a key",
    "20261123T151100Z-empty.pem": b"",
    "20269999T999999Z-never.pem": ED25519.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_file_that_holds_no_signing_key_stops_the_start_and_is_named(folder: Path, name: str):
    folder.mkdir(parents=True)
    (folder / name).write_bytes(WRONG[name])
    with pytest.raises(ValueError, match=re.escape(name)):
        KeyRing(folder)


def test_a_running_ring_goes_on_with_its_keys_when_a_file_is_broken_and_says_so(folder: Path):
    ring = KeyRing(folder, reload_every=0)
    before = kids(ring)
    (folder / "20261123T151100Z-broken.pem").write_text("not a key")
    with capture_logs() as logged:
        assert kids(ring) == before
    assert [(entry["event"], entry["log_level"]) for entry in logged] == [("signing_keys_not_read", "error")]

"""``Vault``: what is derived from the program's secret and encrypted with it."""

import base64
import re
import threading
from itertools import pairwise
from pathlib import Path

import pytest

from autoservice.adapters.secret_vault import SecretVault


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "deep" / "secret_key"


@pytest.fixture
def vault(file: Path) -> SecretVault:
    return SecretVault(file)


@pytest.fixture
def stranger(tmp_path: Path) -> SecretVault:
    """A vault with another secret."""
    return SecretVault(tmp_path / "another_key")


def test_the_secret_is_made_once_and_only_its_owner_may_read_it(file: Path, vault: SecretVault):
    assert file.stat().st_mode & 0o777 == 0o600
    assert len(base64.b64decode(file.read_text(), validate=False)) == 32
    assert SecretVault(file).derive("code", "1") == vault.derive("code", "1")
    assert list(file.parent.iterdir()) == [file]


def test_what_is_derived_is_256_bits_of_text_that_fits_anywhere(vault: SecretVault):
    assert re.fullmatch(r"[A-Za-z0-9_-]{43}", vault.derive("code", "1"))


def test_what_is_derived_depends_on_the_secret(vault: SecretVault, stranger: SecretVault):
    assert vault.derive("code", "1") != stranger.derive("code", "1")


DERIVED = "gf0kyVWx6Hv2lYmEKOuoqVsieoe034DUThZyghtygok"
AMBIGUOUS = [
    ("code",),
    ("code", ""),
    ("code", "", ""),
    ("code", "ab", "c"),
    ("code", "a", "bc"),
    ("code", "abc"),
    ("codea", "bc"),
    ("code", "a,b"),
    ("code", "a", "b"),
    ("code", 'a", "b'),
    ("code", "a\0b"),
    ("code", "é"),
    ("code", "e\u0301"),
    ("code", "\\u00e9"),
    ("code", "\ud800"),
]


def test_no_two_inputs_derive_the_same(vault: SecretVault):
    derived = {vault.derive(*parts) for parts in AMBIGUOUS}
    assert len(derived) == len(AMBIGUOUS)


def test_the_derivation_never_changes(file: Path):
    """Codes that were sent before an update are right after it."""
    file.parent.mkdir()
    file.write_text(base64.b64encode(bytes(range(32))).decode())
    assert SecretVault(file).derive("code", "7", "анна@example.com") == DERIVED


@pytest.mark.parametrize("text", ["", "JBSWY3DPEHPK3PXP", "Жёлтый 🚗", "x" * 10_000])
def test_what_was_encrypted_can_be_read_again(file: Path, vault: SecretVault, text: str):
    sealed = vault.encrypt(text)
    assert vault.decrypt(sealed) == text
    assert SecretVault(file).decrypt(sealed) == text


def test_what_is_encrypted_shows_neither_the_text_nor_that_it_is_the_same(vault: SecretVault):
    one, other = vault.encrypt("JBSWY3DPEHPK3PXP"), vault.encrypt("JBSWY3DPEHPK3PXP")
    assert one != other
    assert "JBSWY3DPEHPK3PXP" not in one
    assert b"JBSWY3DPEHPK3PXP" not in base64.urlsafe_b64decode(one)


def test_another_secret_opens_nothing(vault: SecretVault, stranger: SecretVault):
    with pytest.raises(ValueError, match="not sealed with the program's secret"):
        stranger.decrypt(vault.encrypt("text"))


@pytest.mark.parametrize("sealed", ["", "x", "gAAAAA==", "é", "\ud800", "not base64!", "\0"])
def test_nonsense_opens_nothing(vault: SecretVault, sealed: str):
    with pytest.raises(ValueError, match=r"\w"):
        vault.decrypt(sealed)


@pytest.mark.parametrize("position", [0, 20, 60, -10])
def test_what_was_changed_opens_nothing(vault: SecretVault, position: int):
    sealed = list(vault.encrypt("text"))
    sealed[position] = "A" if sealed[position] != "A" else "B"
    with pytest.raises(ValueError, match="not sealed"):
        vault.decrypt("".join(sealed))


def test_workers_that_start_at_once_share_one_secret(file: Path):
    barrier, derived = threading.Barrier(8), []

    def start() -> None:
        barrier.wait()
        derived.append(SecretVault(file).derive("code"))

    threads = [threading.Thread(target=start) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(derived) == 8
    assert all(one == other for one, other in pairwise(derived))
    assert list(file.parent.iterdir()) == [file]


@pytest.mark.parametrize("content", [b"", b"short", b"\xff" * 32, base64.b64encode(bytes(31)), b"!" * 44])
def test_a_file_with_something_else_stops_the_start_and_is_kept(file: Path, content: bytes):
    file.parent.mkdir()
    file.write_bytes(content)
    with pytest.raises(ValueError, match="does not hold 32 bytes"):
        SecretVault(file)
    assert file.read_bytes() == content

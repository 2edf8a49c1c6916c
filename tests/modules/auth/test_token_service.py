"""``TokenService`` with Ed25519, and the key it signs with."""

import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from autoservice.adapters.jwt_tokens import JwtTokenService, load_signing_key

NOW = datetime.now(UTC)


@pytest.fixture
def tokens() -> JwtTokenService:
    return JwtTokenService(Ed25519PrivateKey.generate())


def issue(tokens: JwtTokenService, lasts: timedelta = timedelta(hours=1)) -> str:
    return tokens.issue("the-session", 7, NOW - timedelta(minutes=1), NOW + lasts)


def test_a_token_names_its_session(tokens: JwtTokenService):
    assert tokens.read(issue(tokens)) == "the-session"


def test_a_token_says_no_more_than_it_must(tokens: JwtTokenService):
    claims = jwt.decode(issue(tokens), options={"verify_signature": False})
    assert set(claims) == {"iss", "aud", "sub", "sid", "iat", "exp"}


def test_a_token_that_is_over_names_nothing(tokens: JwtTokenService):
    assert tokens.read(issue(tokens, timedelta(seconds=-1))) is None


def test_a_token_of_another_key_names_nothing(tokens: JwtTokenService):
    assert tokens.read(issue(JwtTokenService(Ed25519PrivateKey.generate()))) is None


@pytest.mark.parametrize("token", ["", "x", "a.b.c", "..", "é.é.é", "\0", "a" * 100_000])
def test_nonsense_names_nothing(tokens: JwtTokenService, token: str):
    assert tokens.read(token) is None


@pytest.mark.parametrize("position", [0, 1, 2])
def test_a_changed_token_names_nothing(tokens: JwtTokenService, position: int):
    parts = issue(tokens).split(".")
    parts[position] = (
        parts[position][:10] + ("A" if parts[position][10] != "A" else "B") + parts[position][11:]
    )
    assert tokens.read(".".join(parts)) is None


def test_the_key_is_made_once_and_only_its_owner_may_read_it(tmp_path: Path):
    path = tmp_path / "deep" / "key.pem"
    first = load_signing_key(path)
    assert path.stat().st_mode & 0o777 == 0o600
    assert load_signing_key(path).private_bytes_raw() == first.private_bytes_raw()
    assert list(path.parent.iterdir()) == [path]


def test_workers_that_start_at_once_share_one_key(tmp_path: Path):
    path, barrier, keys = tmp_path / "key.pem", threading.Barrier(2), []

    def load() -> None:
        barrier.wait()
        keys.append(load_signing_key(path).private_bytes_raw())

    threads = [threading.Thread(target=load) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(keys) == 2
    assert len(set(keys)) == 1


def test_a_key_of_another_kind_is_refused(tmp_path: Path):
    path = tmp_path / "key.pem"
    rsa = generate_private_key(65537, 2048)
    path.write_bytes(rsa.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    with pytest.raises(ValueError, match="Ed25519"):
        load_signing_key(path)

"""The ring of keys that sign access tokens: a folder of Ed25519 PEM files, one of which signs at a time.

A file is named after the moment its key was made, which so survives copying,
and after the key's thumbprint: ``20261123T151100Z-<kid>.pem``.
"""

import base64
import contextlib
import fcntl
import hashlib
import json
import re
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Final

import structlog
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)

from autoservice.adapters.secret_files import create_secret_file
from autoservice.shared.clock import system_clock

log = structlog.get_logger(__name__)

NAME: Final = re.compile(r"(\d{8}T\d{6}Z)-[\w-]+\.pem", re.ASCII)
STAMP: Final = "%Y%m%dT%H%M%SZ"
# Longer than workers need to reload the folder, and other readers of the public keys to reload those.
PUBLISHED_BEFORE: Final = timedelta(seconds=60)
ACCEPTED_AFTER: Final = timedelta(days=1)
RELOAD_SECONDS: Final = 10.0


@dataclass(frozen=True)
class SigningKey:
    """A private key, with its moment and its id."""

    path: Path
    created: datetime
    private: Ed25519PrivateKey
    public: Ed25519PublicKey
    kid: str

    @property
    def signs_from(self) -> datetime:
        """Return the moment from which the key may sign, unless a newer one does."""
        return self.created + PUBLISHED_BEFORE

    @property
    def jwk(self) -> dict[str, str]:
        """Return the public half, for others to check tokens with (RFC 8037)."""
        return {**_public_members(self.public), "kid": self.kid, "alg": "EdDSA", "use": "sig"}


class KeyRing:
    """The keys of a folder, which gets its first one here; a running ring reloads a changed folder."""

    def __init__(self, folder: Path, reload_every: float = RELOAD_SECONDS) -> None:
        self._folder = folder
        self._reload_every = reload_every
        self._keys: tuple[SigningKey, ...] = ()
        self._load()

    @property
    def keys(self) -> tuple[SigningKey, ...]:
        """Return all keys, the oldest first; tokens of each are accepted."""
        if time.monotonic() >= self._next_reload:
            self._reload()
        return self._keys

    def signing_key(self, now: datetime) -> SigningKey:
        """Return the newest key that has been public for long enough; the oldest of all if none has."""
        keys = self.keys
        return next((key for key in reversed(keys) if key.signs_from <= now), keys[0])

    def find(self, kid: str) -> SigningKey | None:
        """Return the key of that id, if its tokens are still accepted."""
        return next((key for key in self.keys if key.kid == kid), None)

    def rotate(self, now: datetime) -> SigningKey:
        """Make the next key, as ``rotate`` does."""
        key = rotate(self._folder, now)
        self._load()
        return key

    def _reload(self) -> None:
        try:
            self._load()
        except (OSError, ValueError) as error:
            # The loaded keys stay in use; refusing all tokens would be worse.
            log.error("signing_keys_not_read", error=str(error))

    def _load(self) -> None:
        self._next_reload = time.monotonic() + self._reload_every
        self._keys = _read_keys(self._folder, self._keys) or _create_first_key(self._folder)


def rotate(folder: Path, now: datetime) -> SigningKey:
    """Add a key, and remove those that another one replaced more than a day ago."""
    with _folder_lock(folder):
        _retire(_read_keys(folder), now)
        return _create_key(folder, now)


def _retire(keys: Sequence[SigningKey], now: datetime) -> None:
    for key, successor in pairwise(keys):
        if now - successor.signs_from > ACCEPTED_AFTER:
            key.path.unlink(missing_ok=True)


def _create_first_key(folder: Path) -> tuple[SigningKey, ...]:
    with _folder_lock(folder):
        return _read_keys(folder) or (_create_key(folder, system_clock()),)


@contextlib.contextmanager
def _folder_lock(folder: Path) -> Iterator[None]:
    """Lock the folder, so that of several workers that start at once only the first makes a key."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    lock_file = folder / ".lock"
    lock_file.touch(mode=0o600)
    with lock_file.open("r+b") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _create_key(folder: Path, now: datetime) -> SigningKey:
    private = Ed25519PrivateKey.generate()
    path = folder / f"{now.astimezone(UTC).strftime(STAMP)}-{_thumbprint(private.public_key())}.pem"
    create_secret_file(path, private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    return _read_key(path)


def _read_keys(folder: Path, loaded: Sequence[SigningKey] = ()) -> tuple[SigningKey, ...]:
    """Return the folder's keys, the oldest first; raises ``ValueError`` for a file that is not a key."""
    keys_by_path = {key.path: key for key in loaded}
    found = []
    for path in folder.glob("*.pem"):
        # A missing file has just been retired.
        with contextlib.suppress(FileNotFoundError):
            if NAME.fullmatch(path.name):
                found.append(keys_by_path.get(path) or _read_key(path))
    return tuple(sorted(found, key=lambda key: (key.created, key.kid)))


def _read_key(path: Path) -> SigningKey:
    try:
        created = datetime.strptime(path.name.partition("-")[0], STAMP).replace(tzinfo=UTC)
        private = load_pem_private_key(path.read_bytes(), password=None)
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise ValueError(f"{path} is not a signing key: {error}") from error
    if not isinstance(private, Ed25519PrivateKey):
        raise ValueError(f"{path} does not hold an Ed25519 private key.")
    public = private.public_key()
    return SigningKey(path, created, private, public, _thumbprint(public))


def _thumbprint(public: Ed25519PublicKey) -> str:
    """Return the thumbprint of RFC 7638: a hash of the key's members in the order of their names."""
    text = json.dumps(_public_members(public), sort_keys=True, separators=(",", ":"))
    return _base64url(hashlib.sha256(text.encode()).digest())


def _public_members(public: Ed25519PublicKey) -> dict[str, str]:
    return {"kty": "OKP", "crv": "Ed25519", "x": _base64url(public.public_bytes_raw())}


def _base64url(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()

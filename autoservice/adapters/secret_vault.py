"""The program's secret in a file (cryptography), and the derivation and encryption with it."""

import base64
import binascii
import hashlib
import hmac
import json
import secrets
from pathlib import Path
from typing import Final

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from autoservice.adapters.secret_files import create_secret_file

SECRET_BYTES: Final = 32


class SecretVault:
    """``Vault``; the secret is made on the first start, and without its file nothing can be decrypted."""

    def __init__(self, path: Path) -> None:
        secret = _load_secret(path)
        self._deriving = _subkey(secret, "derive")
        self._cipher = Fernet(base64.urlsafe_b64encode(_subkey(secret, "encrypt")))

    def derive(self, purpose: str, *parts: str) -> str:
        """Return HMAC-SHA256 of ``purpose`` in 43 characters; the same for the same input."""
        # A JSON list: no two different inputs read the same.
        message = json.dumps([purpose, *parts]).encode()
        digest = hmac.digest(self._deriving, message, hashlib.sha256)
        return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()

    def encrypt(self, text: str) -> str:
        """Return the text encrypted and authenticated, different each time."""
        return self._cipher.encrypt(text.encode()).decode()

    def decrypt(self, sealed: str) -> str:
        """Return the decrypted text; raises ``ValueError`` for another secret's text or an invalid one."""
        try:
            return self._cipher.decrypt(sealed.encode()).decode()
        except InvalidToken as error:
            raise ValueError("This was not sealed with the program's secret.") from error


def _load_secret(path: Path) -> bytes:
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        create_secret_file(path, base64.b64encode(secrets.token_bytes(SECRET_BYTES)) + b"\n")
    try:
        secret = base64.b64decode(path.read_bytes().strip(), validate=True)
    except binascii.Error:
        secret = b""
    if len(secret) != SECRET_BYTES:
        raise ValueError(f"{path} does not hold {SECRET_BYTES} bytes in base64.")
    return secret


def _subkey(secret: bytes, use: str) -> bytes:
    """Return a key of its own for each use, independent of the others."""
    return HKDF(SHA256(), SECRET_BYTES, salt=None, info=f"autoservice vault: {use}".encode()).derive(secret)

"""The program's VAPID key (RFC 8292): by it push services know who sends, and browsers whom they let send."""

import base64
import hashlib
import time
from pathlib import Path
from typing import Final

import jwt
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)

from autoservice.adapters.secret_files import create_secret_file

# Half of what push services allow, for clocks that are wrong.
TOKEN_SECONDS: Final = 12 * 3600
KEY_ID_LENGTH: Final = 16


class VapidKey:
    """A P-256 private key in a file, which is made on the first start.

    Subscriptions belong to the key with which they were made: another one cannot use them.
    """

    def __init__(self, path: Path, subject: str) -> None:
        self._private = _load_key(path)
        self._subject = subject
        public = self._private.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
        self.public_key = base64.urlsafe_b64encode(public).rstrip(b"=").decode()
        self.key_id = hashlib.sha256(public).hexdigest()[:KEY_ID_LENGTH]

    def authorization(self, origin: str) -> str:
        """Return the header for the push service at ``origin``, such as ``https://push.example``."""
        claims = {"aud": origin, "exp": int(time.time()) + TOKEN_SECONDS, "sub": self._subject}
        return f"vapid t={jwt.encode(claims, self._private, 'ES256')}, k={self.public_key}"


def _load_key(path: Path) -> ec.EllipticCurvePrivateKey:
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        private = ec.generate_private_key(ec.SECP256R1())
        create_secret_file(path, private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    try:
        key = load_pem_private_key(path.read_bytes(), password=None)
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise ValueError(f"{path} is not a key for Web Push: {error}") from error
    if not isinstance(key, ec.EllipticCurvePrivateKey) or not isinstance(key.curve, ec.SECP256R1):
        raise ValueError(f"{path} does not hold a P-256 private key.")
    return key

"""Session tokens: JWTs signed with Ed25519 (PyJWT)."""

import os
import tempfile
from datetime import datetime
from pathlib import Path
from typing import Final

import jwt
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)

ALGORITHM: Final = "EdDSA"
ISSUER: Final = "autoservice"
AUDIENCE: Final = "autoservice"
REQUIRED: Final = ["exp", "iat", "sub", "sid", "iss", "aud"]


class JwtTokenService:
    """``TokenService``. A token only names a session: the session's row decides."""

    def __init__(self, key: Ed25519PrivateKey) -> None:
        self._private = key
        self._public = key.public_key()

    def issue(self, session_id: str, user_id: int, issued_at: datetime, expires_at: datetime) -> str:
        """A signed token for the session."""
        claims = {
            "iss": ISSUER,
            "aud": AUDIENCE,
            "sub": str(user_id),
            "sid": session_id,
            "iat": issued_at,
            "exp": expires_at,
        }
        return jwt.encode(claims, self._private, algorithm=ALGORITHM)

    def read(self, token: str) -> str | None:
        """The session's id, or ``None`` for anything we did not sign or that has expired."""
        try:
            claims = jwt.decode(
                token,
                self._public,
                algorithms=[ALGORITHM],
                audience=AUDIENCE,
                issuer=ISSUER,
                options={"require": REQUIRED},
            )
        except jwt.PyJWTError:
            return None
        session_id = claims["sid"]
        return session_id if isinstance(session_id, str) else None


def load_signing_key(path: Path) -> Ed25519PrivateKey:
    """The key in ``path``, made there on the first start, readable by its owner only.

    Raises ``ValueError`` for a file that holds something else.
    """
    if not path.exists():
        _create_key(path)
    key = load_pem_private_key(path.read_bytes(), password=None)
    if not isinstance(key, Ed25519PrivateKey):
        raise ValueError(f"{path} does not hold an Ed25519 private key.")
    return key


def _create_key(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    pem = Ed25519PrivateKey.generate().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    # Written aside (readable by the owner only) and linked into place, so that
    # of two workers that start at once both use the key of the one that was first.
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    draft = Path(name)
    with os.fdopen(handle, "wb") as file:
        file.write(pem)
    try:
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()

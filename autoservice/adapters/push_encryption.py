"""The encryption of push messages for one browser (RFC 8291, with the content coding of RFC 8188)."""

import base64
import binascii
import os
from typing import Final

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

# One record, as push services demand; 4096 bytes with its header is what all of them take.
RECORD_SIZE: Final = 4096
SALT_BYTES: Final = 16
AUTH_BYTES: Final = 16
# Ends the last record: nothing pads it.
LAST_RECORD: Final = b"\x02"


def read_keys(p256dh: str, auth: str) -> tuple[ec.EllipticCurvePublicKey, bytes]:
    """Return a browser's public key and its secret; raises ``ValueError`` if they are none."""
    secret = _decode(auth)
    if len(secret) != AUTH_BYTES:
        raise ValueError("The secret of a subscription has 16 bytes.")
    return ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), _decode(p256dh)), secret


def encrypt(payload: bytes, p256dh: str, auth: str) -> bytes:
    """Return the body for the push service; raises ``ValueError`` for keys that are none."""
    theirs, secret = read_keys(p256dh, auth)
    own, salt = ec.generate_private_key(ec.SECP256R1()), os.urandom(SALT_BYTES)
    own_point, their_point = _point(own.public_key()), _point(theirs)
    shared = own.exchange(ec.ECDH(), theirs)
    material = _derive(shared, secret, b"WebPush: info\0" + their_point + own_point, 32)
    key = _derive(material, salt, b"Content-Encoding: aes128gcm\0", 16)
    nonce = _derive(material, salt, b"Content-Encoding: nonce\0", 12)
    header = salt + RECORD_SIZE.to_bytes(4, "big") + bytes([len(own_point)]) + own_point
    return header + AESGCM(key).encrypt(nonce, payload + LAST_RECORD, None)


def _derive(material: bytes, salt: bytes, info: bytes, length: int) -> bytes:
    return HKDF(SHA256(), length, salt=salt, info=info).derive(material)


def _point(key: ec.EllipticCurvePublicKey) -> bytes:
    return key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)


def _decode(text: str) -> bytes:
    bare = text.rstrip("=")
    try:
        return base64.b64decode(bare + "=" * (-len(bare) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError) as error:
        raise ValueError("Not base64url.") from error

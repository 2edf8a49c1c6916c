"""DKIM signatures (RFC 6376, by dkimpy) with the key of a file, and the DNS record that goes with it."""

import base64
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import dkim
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

# Receivers take no weaker ones (RFC 8301).
LEAST_BITS: Final = 1024
# What of the head is signed: what readers see and what one click to unsubscribe relies on (RFC 8058).
SIGNED: Final = (
    b"from",
    b"to",
    b"subject",
    b"date",
    b"message-id",
    b"mime-version",
    b"content-type",
    b"auto-submitted",
    b"list-unsubscribe",
    b"list-unsubscribe-post",
)
USAGE: Final = "AUTOSERVICE_DKIM_KEY_FILE is not usable: {}"


@dataclass(frozen=True)
class SignedMessage:
    """A message whose bytes are fixed."""

    content: bytes

    def as_bytes(self) -> bytes:
        """Return the message as it is sent."""
        return self.content


class DkimSigner:
    """Signs messages for a domain, whose DNS has the public key under the selector.

    Raises ``ValueError`` with a sentence if the file holds no key to sign with.
    """

    def __init__(self, domain: str, selector: str, key_file: Path) -> None:
        self._domain, self._selector = domain.encode("idna"), selector.encode()
        try:
            pem = key_file.read_bytes()
            key = serialization.load_pem_private_key(pem, password=None)
        except OSError as error:
            raise ValueError(USAGE.format(f"{key_file} cannot be read: {error.strerror}.")) from None
        except (ValueError, TypeError):
            raise ValueError(
                USAGE.format(f"{key_file} is no private key without a password (PEM).")
            ) from None
        if not isinstance(key, RSAPrivateKey) or key.key_size < LEAST_BITS:
            raise ValueError(USAGE.format(f"{key_file} is no RSA key of at least {LEAST_BITS} bits."))
        self._key, self._pem = key, pem

    def sign(self, message: bytes) -> SignedMessage:
        """Return the message, whose lines end with CR and LF, below its signature."""
        names = {
            line.partition(b":")[0].strip().lower() for line in message.split(b"\r\n\r\n")[0].splitlines()
        }
        present = [name for name in SIGNED if name in names]
        signature: bytes = dkim.sign(
            message,
            self._selector,
            self._domain,
            self._pem,
            canonicalize=(b"relaxed", b"relaxed"),
            include_headers=present,
        )
        return SignedMessage(signature + message)

    @property
    def record(self) -> tuple[str, str]:
        """Return the name and the text of the TXT record that the domain's DNS must have."""
        der = self._key.public_key().public_bytes(
            serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
        )
        name = f"{self._selector.decode()}._domainkey.{self._domain.decode()}"
        return name, f"v=DKIM1; k=rsa; p={base64.b64encode(der).decode()}"

"""A push service for the tests, over real TLS, and a browser that really decrypts what it hands on."""

import base64
import hashlib
import hmac
import json
import ssl
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from tests.support.timeouts import TIMEOUT_SECONDS

HOST = "127.0.0.1"


@dataclass(frozen=True)
class Arrival:
    """A request as the service got it; header names are in small letters."""

    path: str
    headers: Mapping[str, str]
    body: bytes


@dataclass
class PushService:
    """The service, what it was given, and what it answers to each path, which is 201 at first."""

    arrivals: list[Arrival] = field(default_factory=list)
    answers: dict[str, int] = field(default_factory=dict)
    # Paths that are never answered.
    hangs_for: set[str] = field(default_factory=set)
    connections: int = 0
    released: threading.Event = field(default_factory=threading.Event)
    port: int = 0

    @property
    def rule(self) -> str:
        """Return its place in ``AUTOSERVICE_PUSH_HOSTS``."""
        return f"{HOST}:{self.port}"

    @property
    def origin(self) -> str:
        """Return its address."""
        return f"https://{self.rule}"

    def at(self, browser: "PushBrowser") -> list[Arrival]:
        """Return what came for a browser."""
        return [arrival for arrival in self.arrivals if browser.endpoint == self.origin + arrival.path]

    def take(self, arrival: Arrival) -> int:
        """Keep what has come, and return the status to answer with."""
        self.arrivals.append(arrival)
        if arrival.path in self.hangs_for:
            self.released.wait(TIMEOUT_SECONDS)
        return self.answers.get(arrival.path, 201)


@dataclass(frozen=True)
class PushBrowser:
    """A browser's subscription, with the keys that only it has."""

    endpoint: str
    private: ec.EllipticCurvePrivateKey = field(
        default_factory=lambda: ec.generate_private_key(ec.SECP256R1())
    )
    secret: bytes = b"sixteen bytes..."

    @property
    def point(self) -> bytes:
        """Return the public key, uncompressed."""
        return self.private.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)

    @property
    def subscription(self) -> dict[str, Any]:
        """Return what ``PushSubscription.toJSON`` gives to a page."""
        keys = {"p256dh": encode(self.point), "auth": encode(self.secret)}
        return {"endpoint": self.endpoint, "expirationTime": None, "keys": keys}

    def read(self, body: bytes) -> dict[str, Any]:
        """Return the message of a body, as RFC 8291 has a browser decrypt it."""
        salt, size, length = body[:16], int.from_bytes(body[16:20], "big"), body[20]
        sender, sealed = body[21 : 21 + length], body[21 + length :]
        assert len(sealed) <= size, "One record is all that a message may have."
        point = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), sender)
        shared = self.private.exchange(ec.ECDH(), point)
        material = _expand(_mac(self.secret, shared), b"WebPush: info\0" + self.point + sender, 32)
        pseudo_random = _mac(salt, material)
        key = _expand(pseudo_random, b"Content-Encoding: aes128gcm\0", 16)
        nonce = _expand(pseudo_random, b"Content-Encoding: nonce\0", 12)
        padded = AESGCM(key).decrypt(nonce, sealed, None).rstrip(b"\0")
        assert padded.endswith(b"\x02"), "The last record ends with a two."
        message: dict[str, Any] = json.loads(padded[:-1])
        return message


def read_vapid(authorization: str, audience: str) -> tuple[dict[str, Any], str]:
    """Return the claims and the public key of a header, whose signature is verified."""
    scheme, _, rest = authorization.partition(" ")
    fields = dict(part.strip().split("=", 1) for part in rest.split(","))
    assert scheme == "vapid"
    point = base64.urlsafe_b64decode(fields["k"] + "==")
    public = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), point)
    claims = jwt.decode(fields["t"], public, algorithms=["ES256"], audience=audience)
    return claims, fields["k"]


def encode(data: bytes) -> str:
    """Return base64url without padding."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


@contextmanager
def running_push_service(certificate: Path) -> Iterator[PushService]:
    """A push service on a port of its own, with that certificate and its key."""
    service = PushService()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            """Take a message."""
            body = self.rfile.read(int(self.headers["Content-Length"]))
            headers = {name.lower(): value for name, value in self.headers.items()}
            status = service.take(Arrival(self.path, headers, body))
            self.send_response(status)
            if status in (301, 302, 307, 308):
                self.send_header("Location", f"{service.origin}/elsewhere")
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_args: object) -> None:
            """Say nothing."""

    class Server(ThreadingHTTPServer):
        daemon_threads = True

        def process_request(self, request: Any, client_address: Any) -> None:
            """Count the connection."""
            service.connections += 1
            super().process_request(request, client_address)

    server = Server((HOST, 0), Handler)
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    service.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield service
    finally:
        service.released.set()
        server.shutdown()
        server.server_close()
        thread.join()


def _mac(key: bytes, text: bytes) -> bytes:
    return hmac.digest(key, text, hashlib.sha256)


def _expand(key: bytes, info: bytes, length: int) -> bytes:
    return _mac(key, info + b"\x01")[:length]

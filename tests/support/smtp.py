"""A real SMTP server for the tests (aiosmtpd), which keeps what it is given."""

import asyncio
import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from ipaddress import ip_address
from pathlib import Path
from typing import Any, Literal

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tests.support.processes import free_port
from tests.support.timeouts import TIMEOUT_SECONDS

HOST = "127.0.0.1"
Encryption = Literal["none", "starttls", "tls"]
SCHEMES: dict[Encryption, str] = {"none": "smtp", "starttls": "smtp+starttls", "tls": "smtps"}


@dataclass
class SmtpServer:
    """The server, what it was given, and how it behaves from now on."""

    encryption: Encryption = "none"
    certificate: Path | None = None
    login: tuple[str, str] | None = None
    port: int = field(default_factory=free_port)
    emails: list[EmailMessage] = field(default_factory=list)
    # As they came, byte by byte.
    contents: list[bytes] = field(default_factory=list)
    # What is answered to a recipient, such as "550 5.1.1 no such mailbox".
    answers: dict[str, str] = field(default_factory=dict)
    # What is answered to every sender, and to every e-mail; nothing means that they are taken.
    answer_to_senders: str = ""
    answer_to_data: str = ""
    # Recipients who are never answered; ``hanging`` is set once one of them was named.
    hangs_for: set[str] = field(default_factory=set)
    hanging: threading.Event = field(default_factory=threading.Event)
    connections: int = 0
    _open: list[SMTP] = field(default_factory=list)
    _controller: Controller | None = None

    @property
    def url(self) -> str:
        """The address for ``AUTOSERVICE_SMTP_URL``, with the right user and password."""
        who = ":".join(self.login) + "@" if self.login else ""
        return f"{SCHEMES[self.encryption]}://{who}{HOST}:{self.port}"

    def email_to(self, address: str, count: int = 1) -> EmailMessage:
        """Return the newest e-mail to ``address``; wait until there are ``count`` of them."""
        deadline = time.monotonic() + TIMEOUT_SECONDS
        while len(found := [email for email in self.emails if email["To"] == address]) < count:
            assert time.monotonic() < deadline, f"{len(found)} e-mails to {address} have come."
            time.sleep(0.02)
        return found[-1]

    def start(self) -> None:
        """Listen on its port."""
        options: dict[str, Any] = {}
        if self.login:
            options = {"authenticator": self._check, "auth_require_tls": False}
        if self.encryption == "tls":
            options["ssl_context"] = self._tls()
        if self.encryption == "starttls":
            options |= {"tls_context": self._tls(), "require_starttls": True}
        self._controller = Controller(self, hostname=HOST, port=self.port, **options)
        self._controller.start()

    def stop(self) -> None:
        """Drop all connections and listen no more; ``start`` brings it back."""
        self.drop_connections()
        if self._controller:
            self._controller.stop()
            self._controller = None

    def drop_connections(self) -> None:
        """Cut off whoever is connected, without a word."""
        for server in self._open:
            if isinstance(server.transport, asyncio.WriteTransport) and server.loop.is_running():
                server.loop.call_soon_threadsafe(server.transport.abort)
        self._open.clear()

    def _tls(self) -> ssl.SSLContext:
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(str(self.certificate))
        return context

    def _check(
        self, server: SMTP, session: Session, envelope: Envelope, mechanism: str, given: object
    ) -> AuthResult:
        known = tuple(word.encode() for word in self.login or ())
        is_right = isinstance(given, LoginPassword) and (given.login, given.password) == known
        return AuthResult(success=is_right, handled=False)

    # aiosmtpd finds these by their names.

    async def handle_EHLO(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, hostname: str, responses: list[str]
    ) -> list[str]:
        """A conversation begins."""
        session.host_name = hostname
        if server not in self._open:
            self._open.append(server)
            self.connections += 1
        return responses

    async def handle_MAIL(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Take the sender, if it has told the password where one is asked for."""
        if self.login and not session.authenticated:
            return "530 5.7.0 Authentication required"
        if self.answer_to_senders:
            return self.answer_to_senders
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return "250 OK"

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Take the recipient, unless the test wants another answer."""
        if address in self.hangs_for:
            self.hanging.set()
            await asyncio.Event().wait()
        if address in self.answers:
            return self.answers[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        """Store the e-mail, unless the test wants another answer."""
        if self.answer_to_data:
            return self.answer_to_data
        assert isinstance(envelope.content, bytes)
        self.contents.append(envelope.content)
        self.emails.append(message_from_bytes(envelope.content, policy=default))
        return "250 Message accepted for delivery"


@contextmanager
def running_smtp(
    encryption: Encryption = "none",
    certificate: Path | None = None,
    login: tuple[str, str] | None = None,
) -> Iterator[SmtpServer]:
    """A server on a free loopback port; ``certificate`` is what ``make_certificate`` made."""
    server = SmtpServer(encryption, certificate, login)
    server.start()
    try:
        yield server
    finally:
        server.stop()


def make_certificate(file: Path) -> Path:
    """Write a self-signed certificate for the loopback address into ``file``, with its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "A mail server of the tests")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address(HOST))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    secret = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    file.write_bytes(secret + certificate.public_bytes(serialization.Encoding.PEM))
    return file

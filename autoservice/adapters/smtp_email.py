"""E-mails over SMTP (``emails`` on aiosmtplib): a few connections per worker, kept open."""

import asyncio
import re
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Any, Final, NamedTuple
from urllib.parse import unquote, urlsplit

from aiosmtplib import (
    SMTPAuthenticationError,
    SMTPConnectError,
    SMTPDataError,
    SMTPException,
    SMTPRecipientRefused,
    SMTPRecipientsRefused,
    SMTPResponseException,
    SMTPSenderRefused,
    SMTPServerDisconnected,
)
from emails.backend.smtp.aio_backend import AsyncSMTPBackend

from autoservice.adapters.dkim_signing import DkimSigner
from autoservice.adapters.mime import ascii_address, compose, parse_sender
from autoservice.adapters.smtp_answers import Blame, Step, Verdict, judge, read_answer
from autoservice.modules.notifications.errors import AddressUnknown, MailNotSent, MailServerTrouble
from autoservice.modules.notifications.groups import MailTrouble
from autoservice.modules.notifications.schemas import RenderedEmail
from autoservice.shared.printable import one_line

# Several, so that a server which is slow for one recipient does not delay the others; few, because
# servers limit them.
CONNECTIONS: Final = 4
STEP_SECONDS: Final = 10
EMAIL_SECONDS: Final = 15
CLOSE_SECONDS: Final = 2
REASON_LENGTH: Final = 300
ADDRESS: Final = re.compile(r"[^\s<>@]+@[^\s<>@,;:]+")


class Scheme(NamedTuple):
    """The encryption and the default port of a URL's scheme."""

    port: int
    tls_from_the_start: bool
    starttls: bool


SCHEMES: Final = {
    "smtp": Scheme(25, tls_from_the_start=False, starttls=False),
    "smtps": Scheme(465, tls_from_the_start=True, starttls=False),
    "smtp+starttls": Scheme(587, tls_from_the_start=False, starttls=True),
}
USAGE: Final = (
    "AUTOSERVICE_SMTP_URL is not usable: {}. Write it as smtp://host:25 (not encrypted), smtps://host:465 "
    "or smtp+starttls://host:587, with user:password@ before the host if the server asks for them; "
    "special characters in them are written as %40."
)


# Which step an error belongs to; all others come before there is anything to be refused.
STEPS: Final = {
    SMTPAuthenticationError: Step.LOGIN,
    SMTPSenderRefused: Step.SENDER,
    SMTPRecipientRefused: Step.RECIPIENT,
    SMTPDataError: Step.DATA,
}


class Server(NamedTuple):
    """A mail server and its credentials."""

    scheme: Scheme
    host: str
    port: int
    user: str
    password: str


class Connection(AsyncSMTPBackend):
    """One connection, which is opened with its first e-mail."""

    async def quit(self) -> None:
        """Quit, if the server still answers, and close the socket in any case."""
        client = self._client
        try:
            with suppress(SMTPException, OSError):
                async with asyncio.timeout(CLOSE_SECONDS):
                    await self.close()
        finally:
            if client:
                # The library leaves it open when QUIT is not answered.
                client._smtp.close()


class SmtpEmailProvider:
    """``EmailProvider`` over one SMTP server.

    Certificates are checked against the system's authorities (``SSL_CERT_FILE`` names others). A connection
    that the server has dropped is opened again. E-mails are signed if there is a ``signer``.
    """

    def __init__(self, url: str, sender: str, signer: DkimSigner | None = None) -> None:
        self._server = parse_url(url)
        self._signer = signer
        try:
            self._sender = parse_sender(sender)
        except ValueError as error:
            raise ValueError(f"AUTOSERVICE_MAIL_FROM is not usable as a sender: {error}") from None
        self._idle: list[Connection] = []
        self._limit = asyncio.Semaphore(CONNECTIONS)

    async def send(self, email: RenderedEmail) -> None:
        """Send the e-mail to the server; raises ``MailNotSent`` with the server's reply."""
        try:
            async with asyncio.timeout(EMAIL_SECONDS), self._limit, self._connection() as connection:
                composed = compose(email, self._sender)
                message = self._signer.sign(composed.as_bytes()) if self._signer else composed
                await connection.sendmail(self._sender.addr_spec, ascii_address(email.to), message)
        except (SMTPException, OSError, ValueError) as error:
            # Without the cause, whose text has the recipient.
            raise self._failure(error, email) from None

    @asynccontextmanager
    async def _connection(self) -> AsyncIterator[Connection]:
        """Return the connection that was used last, or else a new one."""
        # In a thread, because this machine's name may have to be resolved.
        connection = self._idle.pop() if self._idle else await asyncio.to_thread(self._build)
        try:
            yield connection
        except BaseException:
            # After a failure the state of the SMTP session is unknown.
            await connection.quit()
            raise
        self._idle.append(connection)

    async def close(self) -> None:
        """Close the idle connections; a later e-mail connects again."""
        while self._idle:
            await self._idle.pop().quit()

    def _build(self) -> Connection:
        server = self._server
        return Connection(
            host=server.host,
            port=server.port,
            user=server.user or None,
            password=server.password or None,
            ssl=server.scheme.tls_from_the_start,
            tls=server.scheme.starttls,
            timeout=STEP_SECONDS,
            local_hostname=_host_name(),
            fail_silently=False,
        )

    def _failure(self, error: Exception, email: RenderedEmail) -> MailNotSent:
        verdict, reason = _judge(error), self._explain(error, email)
        if isinstance(verdict, MailTrouble):
            return MailServerTrouble.of(verdict, reason)
        return AddressUnknown(reason=reason) if verdict is Blame.ADDRESS else MailNotSent(reason=reason)

    def _explain(self, error: Exception, email: RenderedEmail) -> str:
        # Servers may answer with bytes that databases refuse.
        text = ADDRESS.sub("…", one_line(_reply(error)))
        for secret in (email.to.partition("@")[0], self._server.user, self._server.password):
            if secret:
                text = re.sub(rf"(?<!\w){re.escape(secret)}(?!\w)", "…", text, flags=re.IGNORECASE)
        return text[:REASON_LENGTH]


def parse_url(url: str) -> Server:
    """Return the server of ``url``; raises ``ValueError`` with a sentence without the password."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        raise ValueError(USAGE.format("the part after the host is no port")) from None
    scheme = SCHEMES.get(parts.scheme)
    if scheme is None:
        raise ValueError(USAGE.format("it begins with another word than smtp, smtps or smtp+starttls"))
    if not host or parts.path.strip("/") or parts.query or parts.fragment:
        raise ValueError(USAGE.format("it names no host, or more than a host and a port"))
    if bool(parts.username) != bool(parts.password):
        raise ValueError(USAGE.format("a user and a password belong together"))
    user, password = unquote(parts.username or ""), unquote(parts.password or "")
    return Server(scheme, host, port or scheme.port, user, password)


def _host_name() -> str:
    """Return this machine's name for EHLO; servers would refuse a name without a domain."""
    name = socket.getfqdn()
    return name if "." in name else "[127.0.0.1]"


def _judge(error: Any) -> Verdict:
    """Return whose fault the failure is; a conversation that breaks off is only this e-mail's."""
    if isinstance(error, SMTPRecipientsRefused):
        error = error.recipients[0]
    if isinstance(error, SMTPResponseException):
        answer = read_answer(error.code, error.message)
        step = next((step for kind, step in STEPS.items() if isinstance(error, kind)), Step.CONNECT)
        return judge(step, answer)
    breaks_off = isinstance(error, TimeoutError | SMTPServerDisconnected)
    is_away = isinstance(error, SMTPConnectError) or (isinstance(error, OSError) and not breaks_off)
    return MailTrouble.UNREACHABLE if is_away else Blame.EMAIL


def _reply(error: Any) -> str:
    """Return the server's reply, or else the error of the connection."""
    if isinstance(error, SMTPRecipientsRefused):
        error = error.recipients[0]
    if isinstance(error, SMTPResponseException):
        return f"{error.code} {error.message}"
    return str(error) or type(error).__name__

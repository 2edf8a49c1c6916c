"""An SMS provider for the tests: a real HTTP server that speaks Twilio's REST, or another provider's."""

import base64
import json
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from twilio.request_validator import RequestValidator

from tests.support.timeouts import TIMEOUT_SECONDS

HOST = "127.0.0.1"
ACCOUNT = "AC" + "0" * 32
TOKEN = "secret+token/with:signs"
SENDER = "+15005550006"


@dataclass(frozen=True)
class Sms:
    """A message that the provider has."""

    sid: str
    to: str
    text: str
    sender: str
    callback: str
    at: datetime

    @property
    def code(self) -> str:
        """Return the code in it."""
        [code] = re.findall(r"\b\d{8}\b", self.text)
        return str(code)

    @property
    def link(self) -> str:
        """Return the address in it."""
        [link] = re.findall(r"https?://\S+", self.text)
        return str(link)


@dataclass(frozen=True)
class Refusal:
    """An answer other than a yes: Twilio's error ``code``, and after which time to come again, if it says."""

    status: int
    code: int = 0
    retry_after: str = ""
    # Whether the provider has the message all the same.
    takes_it: bool = False
    location: str = ""


@dataclass
class SmsService:
    """The provider: what it has, what it was asked, and how it answers."""

    sent: list[Sms] = field(default_factory=list)
    # Method, path and body of each request.
    requests: list[tuple[str, str, str]] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    # How the next requests to send are answered, one each; a yes when there are none left.
    refusals: list[Refusal] = field(default_factory=list)
    # Whether it takes messages and never answers.
    hangs: bool = False
    # What the plain interface answers.
    answer: str = "OK"
    statuses: dict[str, str] = field(default_factory=dict)
    released: threading.Event = field(default_factory=threading.Event)
    port: int = 0

    @property
    def origin(self) -> str:
        """Return its address."""
        return f"http://{HOST}:{self.port}"

    @property
    def url(self) -> str:
        """Return the setting for its Twilio."""
        token = TOKEN.replace("+", "%2B").replace("/", "%2F").replace(":", "%3A")
        return f"twilio+http://{ACCOUNT}:{token}@{HOST}:{self.port}?from=%2B15005550006"

    def to(self, number: str) -> list[Sms]:
        """Return the messages to a number."""
        return [sms for sms in self.sent if sms.to == number]

    def sign(self, url: str, form: dict[str, str], token: str = TOKEN) -> str:
        """Return the signature of a callback."""
        return str(RequestValidator(token).compute_signature(url, form))

    def take(self, form: dict[str, str]) -> Sms:
        """Keep a message of Twilio's interface."""
        sms = Sms(
            f"SM{len(self.sent):032}",
            form["To"],
            form["Body"],
            form.get("From", ""),
            form.get("StatusCallback", ""),
            datetime.now(UTC),
        )
        self.sent.append(sms)
        return sms


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    service: SmsService

    def do_GET(self) -> None:
        """List messages, or tell the status of one, or send by the plain interface."""
        body = self._note()
        path = urlsplit(self.path)
        if path.path.endswith("/Messages.json"):
            self._list(parse_qs(path.query)["To"][0])
        elif path.path.startswith("/status/"):
            known = self.service.statuses.get(path.path.rpartition("/")[2])
            self._answer(200 if known else 404, known or "unknown", "text/plain")
        else:
            self._plain(body)

    def do_POST(self) -> None:
        """Take a message."""
        body = self._note()
        if not self.path.endswith("/Messages.json"):
            return self._plain(body)
        if not self._is_authorized():
            return self._error(Refusal(401, 20003))
        form = {name: values[0] for name, values in parse_qs(body).items()}
        refusal = self.service.refusals.pop(0) if self.service.refusals else None
        if refusal and not refusal.takes_it:
            return self._error(refusal)
        sms = self.service.take(form)
        if self.service.hangs:
            self.service.released.wait(TIMEOUT_SECONDS)
        if refusal:
            return self._error(refusal)
        return self._answer(201, json.dumps(_resource(sms)), "application/json")

    def _plain(self, body: str) -> None:
        if self.service.hangs:
            self.service.released.wait(TIMEOUT_SECONDS)
        if self.service.refusals:
            return self._error(self.service.refusals.pop(0))
        return self._answer(200, self.service.answer, "text/plain")

    def _list(self, number: str) -> None:
        if not self._is_authorized():
            return self._error(Refusal(401, 20003))
        found = [_resource(sms) for sms in reversed(self.service.to(number))]
        page = {"messages": found, "uri": self.path, "next_page_uri": None, "page": 0, "page_size": 20}
        return self._answer(200, json.dumps(page), "application/json")

    def _is_authorized(self) -> bool:
        pair = base64.b64encode(f"{ACCOUNT}:{TOKEN}".encode()).decode()
        return self.headers["Authorization"] == f"Basic {pair}" and f"/Accounts/{ACCOUNT}/" in self.path

    def _note(self) -> str:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
        self.service.requests.append((self.command, self.path, body))
        self.service.headers.append({name.lower(): value for name, value in self.headers.items()})
        return body

    def _error(self, refusal: Refusal) -> None:
        said = f"The number {SENDER} and the token {TOKEN} are of no use."
        text = json.dumps({"code": refusal.code, "message": said, "status": refusal.status})
        self._answer(refusal.status, text, "application/json", refusal)

    def _answer(self, status: int, text: str, kind: str, refusal: Refusal | None = None) -> None:
        content = text.encode()
        self.send_response(status)
        if refusal and refusal.retry_after:
            self.send_header("Retry-After", refusal.retry_after)
        if refusal and refusal.location:
            self.send_header("Location", refusal.location)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_args: object) -> None:
        """Say nothing."""


def _resource(sms: Sms) -> dict[str, Any]:
    at = format_datetime(sms.at)
    named = {"sid": sms.sid, "to": sms.to, "body": sms.text, "from": sms.sender, "status": "queued"}
    return {**named, "date_created": at, "date_updated": at, "date_sent": None, "account_sid": ACCOUNT}


@contextmanager
def running_sms_service() -> Iterator[SmsService]:
    """A provider on a port of its own."""
    service = SmsService()
    handler = type("Handler", (_Handler,), {"service": service})
    server = ThreadingHTTPServer((HOST, 0), handler)
    server.daemon_threads = True
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


def long_ago(sms: Sms) -> Sms:
    """Return the message as if it had been sent the day before."""
    return Sms(sms.sid, sms.to, sms.text, sms.sender, sms.callback, sms.at - timedelta(days=1))

"""SMS over the plain HTTP interface of any provider: the operator writes its request as a template."""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from urllib.parse import quote, quote_plus, urlsplit
from xml.sax.saxutils import escape

from autoservice.adapters.sms_http import SmsHttp
from autoservice.modules.notifications.errors import (
    NoSmsProvider,
    SmsInDoubt,
    SmsNotSent,
    SmsUntraceable,
)
from autoservice.modules.notifications.schemas import RenderedSms

PLACE: Final = re.compile(r"\{(to|text|id)\}")
NOT_FOUND: Final = 404
SERVER_ERROR: Final = 500
JSON: Final = "application/json"
FORM: Final = "application/x-www-form-urlencoded"


@dataclass(frozen=True)
class HttpSmsRequest:
    """The request of a provider: ``{to}``, ``{text}`` and ``{id}`` stand for a message's number, text, id.

    An answer is a yes if its status is 2xx and ``accepted``, if given, is found in it; the first group
    of that is the provider's id. ``status_url`` asks whether the provider has a message: 404 is a no, and
    so is an answer without ``status_found``.
    """

    url: str
    method: str = ""
    headers: Mapping[str, str] | None = None
    body: str = ""
    accepted: str = ""
    status_url: str = ""
    status_found: str = ""


class HttpSmsProvider:
    """``SmsProvider`` over such a request."""

    def __init__(self, request: HttpSmsRequest, http: SmsHttp | None = None) -> None:
        _check(request)
        self._request = request
        self._method = (request.method or ("POST" if request.body else "GET")).upper()
        self._headers = _headers(request)
        self._encode = _encoder(self._headers)
        self._accepted, self._found = re.compile(request.accepted), re.compile(request.status_found)
        self._http = http or SmsHttp(_secrets(request))

    async def send(self, sms: RenderedSms) -> str:
        """Hand the message over and return its id; raises ``SmsNotSent``, ``SmsInDoubt``."""
        request = self._request
        headers = {name: _filled(value, sms, _for_header) for name, value in self._headers.items()}
        body = {"content": _filled(request.body, sms, self._encode).encode()} if request.body else {}
        url = _filled(request.url, sms, _for_url)
        answer = await self._http.request(self._method, url, headers=headers, **body)
        reason = self._http.reason(f"{answer.status} {answer.text}", sms.to, sms.text)
        if not 200 <= answer.status < 300:
            # Only who can be asked is asked: else a provider that is down for an hour would lose everything.
            unclear = answer.status >= SERVER_ERROR and request.status_url
            raise SmsInDoubt(reason=reason) if unclear else SmsNotSent(reason=reason)
        found = self._accepted.search(answer.text)
        if not found:
            raise SmsNotSent(reason=reason)
        return (found.group(1) if self._accepted.groups else "") or sms.reference

    async def find(self, sms: RenderedSms, since: datetime) -> list[str]:
        """Return the message's id if the provider has it; raises ``SmsUntraceable``, ``SmsNotSent``."""
        request = self._request
        if not request.status_url:
            raise SmsUntraceable()
        headers = {name: value for name, value in self._headers.items() if not PLACE.search(value)}
        answer = await self._http.request("GET", _filled(request.status_url, sms, _for_url), headers=headers)
        if answer.status == NOT_FOUND:
            return []
        if not 200 <= answer.status < 300:
            raise SmsNotSent(reason=self._http.reason(f"{answer.status} {answer.text}", sms.to, sms.text))
        return [sms.reference] if self._found.search(answer.text) else []

    def has_signed(self, url: str, form: Mapping[str, list[str]], signature: str) -> bool:
        """Return False: nothing is known of how other providers sign."""
        return False

    async def close(self) -> None:
        """Close the connections; a later message opens them again."""
        await self._http.close()


class UnconfiguredSms:
    """``SmsProvider`` of a shop without one: what was planned before waits in the outbox."""

    async def send(self, sms: RenderedSms) -> str:
        """Raise ``NoSmsProvider``."""
        raise NoSmsProvider()

    async def find(self, sms: RenderedSms, since: datetime) -> list[str]:
        """Raise ``NoSmsProvider``."""
        raise NoSmsProvider()

    def has_signed(self, url: str, form: Mapping[str, list[str]], signature: str) -> bool:
        """Return False."""
        return False

    async def close(self) -> None:
        """Do nothing: nothing is open."""


def _check(request: HttpSmsRequest) -> None:
    for name, url in (("URL", request.url), ("STATUS_URL", request.status_url)):
        parts = urlsplit(url)
        if url and (
            parts.scheme not in ("http", "https") or not parts.hostname or PLACE.search(parts.netloc)
        ):
            raise ValueError(
                f"AUTOSERVICE_SMS_{name} is no address: it begins with twilio://, https:// or http://."
            )
    said = request.url + request.body
    if "{to}" not in said or "{text}" not in said:
        raise ValueError("AUTOSERVICE_SMS_URL or AUTOSERVICE_SMS_BODY must say where {to} and {text} stand.")
    for name, pattern in (("ACCEPTED", request.accepted), ("STATUS_FOUND", request.status_found)):
        try:
            re.compile(pattern)
        except re.error as error:
            raise ValueError(f"AUTOSERVICE_SMS_{name} is no regular expression: {error}") from None


def _headers(request: HttpSmsRequest) -> dict[str, str]:
    headers = dict(request.headers or {})
    if any("{text}" in value for value in headers.values()):
        raise ValueError(
            "AUTOSERVICE_SMS_HEADERS cannot have {text}: headers hold no other letters than Latin ones."
        )
    if not all("".join(pair).isascii() and "".join(pair).isprintable() for pair in headers.items()):
        raise ValueError("AUTOSERVICE_SMS_HEADERS can have printable ASCII characters only.")
    if request.body and "content-type" not in {name.lower() for name in headers}:
        headers["Content-Type"] = JSON if request.body.lstrip()[:1] in ("{", "[") else FORM
    return headers


def _secrets(request: HttpSmsRequest) -> tuple[str, ...]:
    """Return what of a request may be secret: values of headers, and of the address's query."""
    query = (pair.partition("=")[2] for pair in urlsplit(request.url).query.split("&"))
    values = (*(request.headers or {}).values(), *query, urlsplit(request.url).password or "")
    return tuple(value for value in values if len(value) > 3 and not PLACE.search(value))


def _filled(template: str, sms: RenderedSms, encode: Callable[[str], str]) -> str:
    """Return the template with its places filled, once: what a text says is never taken for a place."""
    said = {"to": sms.to, "text": sms.text, "id": sms.reference}
    return PLACE.sub(lambda place: encode(said[place.group(1)]), template)


def _encoder(headers: Mapping[str, str]) -> Callable[[str], str]:
    kind = next((value for name, value in headers.items() if name.lower() == "content-type"), "")
    kind = kind.partition(";")[0].strip().lower()
    if kind == FORM:
        return quote_plus
    if kind == JSON or kind.endswith("+json"):
        return lambda value: json.dumps(value)[1:-1]
    if kind.endswith("xml"):
        return lambda value: escape(value, {'"': "&quot;", "'": "&apos;"})
    return str


def _for_url(value: str) -> str:
    return quote(value, safe="")


def _for_header(value: str) -> str:
    return re.sub(r"[^!-~]", "", value)

"""SMS over Twilio, by its own library; requests go through ``SmsHttp``."""

import logging
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final, NamedTuple
from urllib.parse import parse_qs, unquote, urlsplit

from twilio.base import values
from twilio.base.exceptions import TwilioException
from twilio.http import AsyncHttpClient
from twilio.http.response import Response
from twilio.request_validator import RequestValidator
from twilio.rest import Client

from autoservice.adapters.sms_http import SmsHttp
from autoservice.modules.notifications.errors import SmsInDoubt, SmsNotSent, SmsRefused
from autoservice.modules.notifications.schemas import RenderedSms
from autoservice.modules.notifications.sms_ports import FAILED

API: Final = "https://api.twilio.com"
SCHEMES: Final = {"twilio": "https", "twilio+http": "http"}
LOOPBACK: Final = ("127.0.0.1", "localhost", "::1")
USAGE: Final = (
    "AUTOSERVICE_SMS_URL is not usable: {}. "
    "Write it as twilio://ACCOUNT:TOKEN@api.twilio.com?from=%2B15005550006, or with service=MG... "
    "in place of from; special characters are written as %40."
)
# Of Twilio: the recipient has answered STOP.
STOPPED: Final = 21610
# No attempt will ever reach the number: there is no such one, it takes no SMS, or no way leads there.
HOPELESS: Final = frozenset({21211, 21214, 21217, 21612, 21614, STOPPED})
SERVER_ERROR: Final = 500
# As far back as the list of messages to one number is read.
LISTED: Final = 20


class Account(NamedTuple):
    """A Twilio account, and whom its messages come from: a number, or a messaging service."""

    origin: str
    sid: str
    token: str
    sender: str
    service: str


class TwilioSmsProvider:
    """``SmsProvider`` over the messages of a Twilio account."""

    def __init__(self, url: str, http: SmsHttp | None = None) -> None:
        account = parse_url(url)
        self._account = account
        self._http = http or SmsHttp((account.token,))
        self._client = Client(account.sid, account.token, http_client=_HttpClient(self._http, account.origin))
        self._validator = RequestValidator(account.token)

    async def send(self, sms: RenderedSms) -> str:
        """Hand the message over and return its id; raises ``SmsNotSent``, ``SmsInDoubt``, ``SmsRefused``."""
        account = self._account
        try:
            sent = await self._client.messages.create_async(
                to=sms.to,
                body=sms.text,
                from_=account.sender or values.unset,
                messaging_service_sid=account.service or values.unset,
                status_callback=sms.callback or values.unset,
            )
        except TwilioException as error:
            raise self._failure(error, sms) from None
        except ValueError:
            raise SmsInDoubt(reason="the answer cannot be read") from None
        return str(sent.sid)

    async def find(self, sms: RenderedSms, since: datetime) -> list[str]:
        """Return the ids of the messages of that text to that number since then, the oldest first."""
        try:
            found = await self._client.messages.list_async(to=sms.to, limit=LISTED, page_size=LISTED)
        except (TwilioException, ValueError) as error:
            raise SmsNotSent(reason=self._http.reason(str(error), sms.to, sms.text)) from None
        # Whole seconds are all that Twilio says.
        begun = since.replace(microsecond=0)
        return [
            str(one.sid)
            for one in reversed(found)
            if one.body == sms.text and one.date_created and one.date_created >= begun
            # An attempt of before, which has failed, is not this one.
            if str(one.status) not in FAILED
        ]

    def has_signed(self, url: str, form: Mapping[str, list[str]], signature: str) -> bool:
        """Return whether Twilio has signed the form that came to that public address."""
        return bool(signature) and self._validator.validate(url, _Values(form), signature)

    async def close(self) -> None:
        """Close the connections; a later message opens them again."""
        await self._http.close()

    def _failure(self, error: TwilioException, sms: RenderedSms) -> SmsNotSent:
        status, code = int(getattr(error, "status", 0)), int(getattr(error, "code", 0) or 0)
        said = getattr(error, "msg", "") or getattr(error, "title", "") or str(error)
        reason = self._http.reason(f"{status} {code} {said}", sms.to, sms.text)
        if code in HOPELESS:
            return SmsRefused(reason=reason, stopped=code == STOPPED)
        # What an answer like "gateway timeout" leaves open is asked before the next attempt.
        return SmsInDoubt(reason=reason) if status >= SERVER_ERROR else SmsNotSent(reason=reason)


class _HttpClient(AsyncHttpClient):  # type: ignore[misc]
    """The library's HTTP client, over ``SmsHttp`` and to ``origin``."""

    def __init__(self, http: SmsHttp, origin: str) -> None:
        super().__init__(logging.getLogger(__name__), is_async=True)
        self._http = http
        self._origin = origin

    async def request(
        self,
        method: str,
        uri: str,
        params: dict[str, object] | None = None,
        data: dict[str, object] | None = None,
        headers: dict[str, str] | None = None,
        auth: tuple[str, str] | None = None,
        timeout: float | None = None,  # noqa: ASYNC109 - the library's signature
        allow_redirects: bool = False,
    ) -> Response:
        """Answer a request of the library; raises what ``SmsHttp`` raises."""
        url = self._origin + uri.removeprefix(API)
        body: dict[str, Any] = {"data": data} if data else {}
        answer = await self._http.request(
            method, url, headers=headers or {}, params=params or None, auth=auth, **body
        )
        return Response(answer.status, answer.text)


class _Values(dict[str, list[str]]):
    """A form in which a name can have several values, as the validator asks for them."""

    def getall(self, name: str) -> list[str]:
        """Return all values of a name."""
        return self[name]


def parse_url(url: str) -> Account:
    """Return the account of ``url``; raises ``ValueError`` with a sentence without the token."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        raise ValueError(USAGE.format("the part after the host is no port")) from None
    scheme = SCHEMES.get(parts.scheme, "")
    if not scheme or not host or parts.path.strip("/"):
        raise ValueError(USAGE.format("it names no host, or more than a host"))
    if scheme == "http" and host not in LOOPBACK:
        raise ValueError(USAGE.format("twilio+http is not encrypted, and for this machine only"))
    if not (parts.username and parts.password):
        raise ValueError(USAGE.format("it names no account, or no token"))
    named = {name: value[-1] for name, value in parse_qs(parts.query).items()}
    sender, service = named.get("from", ""), named.get("service", "")
    if bool(sender) == bool(service) or named.keys() - {"from", "service"}:
        raise ValueError(USAGE.format("either from or service says whom messages come from"))
    origin = f"{scheme}://{f'[{host}]' if ':' in host else host}{f':{port}' if port else ''}"
    return Account(origin, unquote(parts.username), unquote(parts.password), sender, service)

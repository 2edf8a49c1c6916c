"""Requests to whatever carries SMS (httpx): what is known after each failure decides what comes next."""

import asyncio
import logging
import re
import time
from collections.abc import Callable, Mapping
from typing import Any, Final, NamedTuple

import httpx

from autoservice.modules.notifications.errors import SmsInDoubt, SmsNotSent
from autoservice.shared.printable import one_line

CONNECTIONS: Final = 4
STEP_SECONDS: Final = 8.0
REQUEST_SECONDS: Final = 12.0
ANSWER_BYTES: Final = 64 * 1024
REASON_LENGTH: Final = 200
TELLTALE: Final = re.compile(r"token=[\w.~%-]+|\d{6,}")
TOO_MANY: Final = 429
# Where a provider asks to wait and does not say how long, and the longest that it is believed.
PAUSE_SECONDS: Final = 60
LONGEST_PAUSE_SECONDS: Final = 900
# Nothing of the request has left this machine.
BEFORE_WRITING: Final = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)

# It logs addresses, which may have a password, a number and a code in them.
logging.getLogger("httpx").setLevel(logging.WARNING)


class Answer(NamedTuple):
    """What a provider has answered."""

    status: int
    text: str


class SmsHttp:
    """Sends requests to a provider: no redirects, no connection that is used twice, timeouts for each step.

    ``secrets`` are left out of whatever a provider says.
    """

    def __init__(
        self,
        secrets: tuple[str, ...],
        seconds: float = REQUEST_SECONDS,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._secrets = tuple(filter(None, secrets))
        self._seconds = seconds
        self._monotonic = monotonic
        self._resumes_at = 0.0
        self._client: httpx.AsyncClient | None = None

    async def request(
        self, method: str, url: str, *, headers: Mapping[str, str] | None = None, **more: Any
    ) -> Answer:
        """Return the answer; raises ``SmsNotSent`` if there can be none, or ``SmsInDoubt`` if it was lost.

        A provider that has too many requests (429) is left in peace for as long as it says.
        """
        if (left := self._resumes_at - self._monotonic()) > 0:
            raise SmsNotSent(reason=f"{TOO_MANY}: the provider asks to wait {left:.0f} s more")
        try:
            async with asyncio.timeout(self._seconds):
                return await self._ask(method, url, dict(headers or {}), more)
        except BEFORE_WRITING as error:
            raise SmsNotSent(reason=self.reason(str(error) or type(error).__name__)) from None
        except (httpx.HTTPError, httpx.InvalidURL, TimeoutError) as error:
            raise SmsInDoubt(reason=self.reason(str(error) or type(error).__name__)) from None

    async def _ask(self, method: str, url: str, headers: dict[str, str], more: dict[str, Any]) -> Answer:
        async with self._opened().stream(method, url, headers=headers, **more) as response:
            answer = Answer(response.status_code, await _beginning(response))
        if answer.status == TOO_MANY:
            pause = _seconds_of(response.headers.get("retry-after", ""))
            self._resumes_at = self._monotonic() + pause
        return answer

    def reason(self, text: str, *personal: str) -> str:
        """Return a provider's words in one line, without secrets and what is ``personal``."""
        for secret in (*self._secrets, *filter(None, personal)):
            text = text.replace(secret, "…")
        # However a provider escapes what it was sent, codes, numbers and links do not stand in a log.
        text = TELLTALE.sub("…", text)
        return one_line(text)[:REASON_LENGTH]

    async def close(self) -> None:
        """Close the connections; a later request opens them again."""
        client, self._client = self._client, None
        if client:
            await client.aclose()

    def _opened(self) -> httpx.AsyncClient:
        if self._client is None:
            # A connection that the other end has closed meanwhile would leave each request on it in doubt.
            limits = httpx.Limits(max_connections=CONNECTIONS, max_keepalive_connections=0)
            self._client = httpx.AsyncClient(timeout=STEP_SECONDS, limits=limits, follow_redirects=False)
        return self._client


async def _beginning(response: httpx.Response) -> str:
    read = b""
    async for part in response.aiter_bytes():
        read += part
        if len(read) >= ANSWER_BYTES:
            break
    return read[:ANSWER_BYTES].decode(errors="replace")


def _seconds_of(retry_after: str) -> int:
    stated = int(retry_after) if retry_after.isascii() and retry_after.isdecimal() else PAUSE_SECONDS
    return min(stated, LONGEST_PAUSE_SECONDS)

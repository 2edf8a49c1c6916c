"""Bodies that are neither read nor waited for without end, and those that never arrive whole."""

import asyncio
from typing import Final

import structlog
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from autoservice.runtime.current import current_runtime
from autoservice.shared.errors import DomainError, TooLarge
from autoservice.shared.i18n import N_

log = structlog.get_logger(__name__)

# A browser reads our answer only after it has sent its body: read on and throw
# away what is over the limit, but not without end.
DRAINED_BYTES: Final = 100 * 1024 * 1024


class BodyStalled(DomainError):
    """A body paused for too long."""

    code = "BodyStalled"
    status = 408
    message = N_("Sending took too long. Please try again.")


class BodyCutOff(DomainError):
    """The connection ended before the body did; as a rule there is nobody left to be told."""

    code = "BodyCutOff"
    status = 400
    message = N_("The request did not arrive whole.")


class CappedBody:
    """A request's body that ends in ``error`` once it is over ``limit`` bytes."""

    def __init__(self, receive: Receive, limit: int, error: TooLarge) -> None:
        self._receive = receive
        self._limit = limit
        self._error = error
        self._seen = 0

    async def receive(self) -> Message:
        """The next message: an ASGI ``receive``."""
        message = await self._receive()
        self._seen += len(message.get("body", b""))
        if self._seen > self._limit:
            await self._drain(message)
            raise self._error
        return message

    async def _drain(self, message: Message) -> None:
        while message.get("more_body") and self._seen < DRAINED_BYTES:
            message = await self._receive()
            self._seen += len(message.get("body", b""))


class WholeBodies:
    """ASGI middleware: a body that pauses for too long or is cut off is an error of the client.

    Whoever reads such a body gets ``BodyStalled`` or ``BodyCutOff``, and one line is logged.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one call."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        body = _WatchedBody(scope, receive, current_runtime().settings.stall_seconds)

        async def send_and_close(message: Message) -> None:
            # What is left of the body must not be taken for the next request.
            if message["type"] == "http.response.start" and body.failed:
                MutableHeaders(scope=message)["Connection"] = "close"
            await send(message)

        await self.app(scope, body.receive, send_and_close)


class _WatchedBody:
    def __init__(self, scope: Scope, receive: Receive, patience: float) -> None:
        self.failed = False
        self._scope = scope
        self._receive = receive
        self._patience = patience
        # Without one, only the end of the connection is to come, and may take its time.
        self._ended = not _has_body(scope)

    async def receive(self) -> Message:
        """The next message: an ASGI ``receive``."""
        if self._ended:
            return await self._receive()
        try:
            async with asyncio.timeout(self._patience):
                message = await self._receive()
        except TimeoutError:
            raise self._fail(BodyStalled()) from None
        if message["type"] == "http.disconnect":
            raise self._fail(BodyCutOff())
        self._ended = not message.get("more_body", False)
        return message

    def _fail(self, error: DomainError) -> DomainError:
        self.failed = self._ended = True
        log.info("body_incomplete", method=self._scope["method"], reason=error.code)
        return error


def _has_body(scope: Scope) -> bool:
    # Nothing reads the body of a question.
    if scope["method"] in ("GET", "HEAD", "OPTIONS"):
        return False
    headers = Headers(scope=scope)
    return "transfer-encoding" in headers or headers.get("content-length", "0") != "0"

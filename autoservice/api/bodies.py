"""Bodies that are not read without end."""

from typing import Final

from starlette.types import Message, Receive

from autoservice.shared.errors import TooLarge

# A browser reads our answer only after it has sent its body: read on and throw
# away what is over the limit, but not without end.
DRAINED_BYTES: Final = 100 * 1024 * 1024


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

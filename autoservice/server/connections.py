"""uvicorn's connections, with a timeout of every wait and a limit of every head."""

import asyncio
from typing import Any, ClassVar, Final

import structlog
from uvicorn.config import Config
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol, RequestResponseCycle
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from uvicorn.server import ServerState
from websockets.protocol import State

from autoservice.server.connection_limits import ConnectionLimits
from autoservice.shared.stopping import STOPPING, Stopping
from autoservice.shared.websockets import WRITE_NOW

log = structlog.get_logger(__name__)

# The longest address and all cookies of a browser fit many times. Also the limit of a body's framing.
HEAD_BYTES: Final = 64 * 1024
PHRASES: Final = {
    400: b"Bad Request",
    408: b"Request Timeout",
    429: b"Too Many Requests",
    431: b"Request Header Fields Too Large",
}


class HttpConnection(HttpToolsProtocol):
    """One HTTP connection, with a timeout and a size limit of the request's head.

    ``api.bodies`` limits bodies: only the application knows whether it waits for one.
    """

    limits: ClassVar[ConnectionLimits]
    stall_seconds: ClassVar[float]
    stopping: ClassVar[Stopping] = Stopping()

    def __init__(
        self,
        config: Config,
        server_state: ServerState,
        app_state: dict[str, Any],
        _loop: asyncio.AbstractEventLoop | None = None,
    ) -> None:
        super().__init__(config, server_state, app_state, _loop)
        self._in_head = True
        # Bytes since the last part for the application: of a head, or of a body's framing.
        self._head_bytes = 0
        self._timer: asyncio.TimerHandle | None = None
        self._reading_timer: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Accept the connection, if its network has not reached the limit."""
        super().connection_made(transport)
        if self.limits.add(self, self.client[0] if self.client else ""):
            self._wait_for_request()
        else:
            self._refuse(429)

    def connection_lost(self, exc: Exception | None) -> None:
        """Remove the connection from the counts."""
        self._remove()
        self._stop_watching_reader()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Parse the data; refuse a head, or the framing of a body, beyond the limit."""
        self._head_bytes += len(data)
        super().data_received(data)
        if self._head_bytes > HEAD_BYTES:
            self._refuse(431)

    def pause_writing(self) -> None:
        """Let the application wait for the client, which must go on reading."""
        super().pause_writing()
        self._watch_reader()

    def resume_writing(self) -> None:
        """Let the application go on."""
        self._stop_watching_reader()
        super().resume_writing()

    def on_message_begin(self) -> None:
        """Begin a request, whose scope tells when the server stops."""
        super().on_message_begin()
        extensions: dict[str, Any] = {STOPPING: self.stopping}
        self.scope["extensions"] = extensions

    def on_header(self, name: bytes, value: bytes) -> None:
        """Add a field of the head; ignore those that follow a body (trailers)."""
        if self._in_head:
            super().on_header(name, value)

    def on_headers_complete(self) -> None:
        """Begin the request at the end of its head."""
        self._in_head, self._head_bytes = False, 0
        self._stop_waiting()
        super().on_headers_complete()

    def on_body(self, body: bytes) -> None:
        """Pass on a part of the body."""
        self._head_bytes = 0
        super().on_body(body)

    def on_message_complete(self) -> None:
        """End the request's body; the next data belongs to the next head."""
        self._in_head, self._head_bytes = True, 0
        super().on_message_complete()

    def on_response_complete(self) -> None:
        """Wait for the next request, or for the rest of this one."""
        has_next = bool(self.pipeline)
        super().on_response_complete()
        if not has_next and not self.transport.is_closing():
            self._wait_for_request()

    def handle_websocket_upgrade(self) -> None:
        """Hand the connection over to the websocket."""
        self._remove()
        super().handle_websocket_upgrade()
        # Parser and connection reference each other, and would stay in memory for each open page.
        self.parser = None  # type: ignore[assignment]

    def send_400_response(self, msg: str) -> None:
        """Refuse a request that is not HTTP; close without an answer in the middle of one."""
        self._refuse(400)

    def _wait_for_request(self) -> None:
        self._stop_waiting()
        self.limits.mark_idle(self, self._end)
        self._timer = self.loop.call_later(self.stall_seconds, self._end)

    def _stop_waiting(self) -> None:
        self.limits.mark_busy(self)
        if self._timer:
            self._timer.cancel()
            self._timer = None

    def _watch_reader(self) -> None:
        unread = self.transport.get_write_buffer_size()
        self._reading_timer = self.loop.call_later(self.stall_seconds, self._drop_unless_read, unread)

    def _stop_watching_reader(self) -> None:
        if self._reading_timer:
            self._reading_timer.cancel()
            self._reading_timer = None

    def _drop_unless_read(self, unread: int) -> None:
        """Cut off a client that has read nothing meanwhile, with what it has not read."""
        if self.transport.get_write_buffer_size() < unread:
            self._watch_reader()
            return
        log.info("reader_stalled", address=self.client[0] if self.client else "")
        self.transport.abort()

    def _remove(self) -> None:
        self._stop_waiting()
        self.limits.remove(self)

    def _end(self) -> None:
        if self._in_head and self._head_bytes:
            self._refuse(408)
        else:
            self.transport.close()

    def _refuse(self, status: int) -> None:
        """Answer with nothing but ``status`` and close; log one line about the client."""
        log.info("connection_refused", status=status, address=self.client[0] if self.client else "")
        if not self._is_answering() and not self.transport.is_closing():
            head = b"HTTP/1.1 %d %s\r\ncontent-length: 0\r\nconnection: close\r\n\r\n"
            self.transport.write(head % (status, PHRASES[status]))
        self.transport.close()

    def _is_answering(self) -> bool:
        cycle: RequestResponseCycle | None = self.cycle
        return cycle is not None and cycle.response_started and not cycle.response_complete


class WebsocketConnection(WebSocketsSansIOProtocol):
    """One websocket; a text that is sent to many of them is encoded as a frame once."""

    _last: ClassVar[tuple[str, bytes]] = ("", b"")

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        # The number of messages that wait for the client to read earlier ones.
        self._waiting = 0

    async def run_asgi(self) -> None:
        """Run the application on the websocket, with an extension to send without waiting."""
        extensions: dict[str, Any] = self.scope["extensions"]
        extensions[WRITE_NOW] = self.write_now
        try:
            await super().run_asgi()
        finally:
            # A cycle of references (connection, scope), which would stay in memory for each page.
            del extensions[WRITE_NOW]

    async def send(self, message: Any) -> None:
        """Send, close or answer: an ASGI ``send``."""
        text = message.get("text")
        if text is not None and self.write_now(text):
            return
        self._waiting += 1
        try:
            await super().send(message)
        finally:
            self._waiting -= 1

    def write_now(self, text: str) -> bool:
        """Send a text and return ``True``, unless the connection is not ready or other messages wait."""
        if self._waiting or not self._is_open():
            return False
        last_text, frame = WebsocketConnection._last
        if last_text != text:
            frame = text_frame(text)
            WebsocketConnection._last = (text, frame)
        self.transport.write(frame)
        return True

    def _is_open(self) -> bool:
        is_open = self.handshake_complete and not self.close_sent and not self.disconnected
        return is_open and self.writable.is_set() and self.conn.state is State.OPEN


def text_frame(text: str) -> bytes:
    """Return an unmasked, final text frame (RFC 6455, 5.2), as servers send them."""
    data = text.encode()
    size = len(data)
    if size < 126:
        return bytes((0x81, size)) + data
    if size < 1 << 16:
        return b"\x81\x7e" + size.to_bytes(2, "big") + data
    return b"\x81\x7f" + size.to_bytes(8, "big") + data

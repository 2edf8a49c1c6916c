"""The viewers: many websocket clients in one process, as cheap as Python allows.

Frames are cut from the stream by hand and searched for one pattern; nothing is
decoded or parsed. What this costs is measured too (``Crowd.cpu_seconds``), since
the client takes its share of the machine that it measures.
"""

import asyncio
import re
import struct
import time
from dataclasses import dataclass, field

TEXT = 0x81
CLOSE = 0x88
FIRST_CLIENT = "EIO=4&transport=websocket&token="
JOIN_AT_ONCE = 32
JOIN_SECONDS = 120.0
CHANGE_SECONDS = 30.0


class Lost(RuntimeError):
    """A viewer's connection ended, or a change did not reach everybody in time."""


@dataclass
class Sighting:
    """What has to be seen by everybody, and when each viewer first saw it."""

    pattern: re.Pattern[bytes]
    wanted: int
    seen_at: list[float] = field(default_factory=list)
    done: asyncio.Event = field(default_factory=asyncio.Event)

    def record(self) -> None:
        """One more viewer has seen it, now."""
        self.seen_at.append(time.perf_counter())
        if len(self.seen_at) == self.wanted:
            self.done.set()


class Viewer(asyncio.Protocol):
    """One websocket client: answers pings, looks for patterns, counts bytes."""

    def __init__(self, crowd: "Crowd", handshake: bytes) -> None:
        self._crowd = crowd
        self._handshake = handshake
        self._transport: asyncio.Transport | None = None
        self._buffer = bytearray()
        self._open = False
        self._own: Sighting | None = None
        self._looking_for: Sighting | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Ask for the upgrade."""
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        transport.write(self._handshake)

    def look_for(self, sighting: Sighting) -> None:
        """Report to ``sighting`` once, on the first message that shows it."""
        self._looking_for = sighting

    def data_received(self, data: bytes) -> None:
        """Cut the stream into messages."""
        self._buffer += data
        if not self._open and not self._skip_answer():
            return
        while (message := self._next_message()) is not None:
            self._receive(message)

    def connection_lost(self, exc: Exception | None) -> None:
        """Tell the crowd: a measurement without everybody is none."""
        self._crowd.lose(exc)

    def _skip_answer(self) -> bool:
        end = self._buffer.find(b"\r\n\r\n")
        if end < 0:
            return False
        if not self._buffer.startswith(b"HTTP/1.1 101"):
            self._crowd.lose(Lost(bytes(self._buffer[:200]).decode(errors="replace")))
            return False
        del self._buffer[: end + 4]
        self._open = True
        return True

    def _next_message(self) -> bytes | None:
        buffer = self._buffer
        if len(buffer) < 2:
            return None
        start, length = 2, buffer[1]
        if length >= 126:
            start, layout = (4, ">H") if length == 126 else (10, ">Q")
            if len(buffer) < start:
                return None
            (length,) = struct.unpack_from(layout, buffer, 2)
        if len(buffer) < start + length:
            return None
        message = bytes(buffer[start : start + length])
        del buffer[: start + length]
        return message

    def _receive(self, message: bytes) -> None:
        if message.startswith(b"42"):
            self._crowd.count(message)
            looking_for = self._looking_for
            if looking_for and looking_for.pattern.search(message):
                self._looking_for = None
                looking_for.record()
        elif message == b"2":
            self.send(b"3")
        elif message.startswith(b"0{"):
            self.send(self._crowd.hello)

    def send(self, payload: bytes) -> None:
        """One text frame. Masked, as clients must, with a mask that changes nothing."""
        assert self._transport
        size = len(payload)
        head = struct.pack(">BB", TEXT, 0x80 | size) if size < 126 else struct.pack(">BBH", TEXT, 0xFE, size)
        self._transport.write(head + b"\0\0\0\0" + payload)

    def close(self) -> None:
        """Hang up."""
        if self._transport:
            self._transport.abort()

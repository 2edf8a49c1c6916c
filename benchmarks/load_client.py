"""The viewers: many websocket clients in one process, as cheap as Python allows.

Frames are cut from the stream by hand and searched for one pattern; nothing is
decoded. The client still takes its share of the machine that it measures.
"""

import asyncio
import re
import struct
import time
import uuid
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Self

TEXT_FRAME = 0x81
PING, PONG, OPENED, EVENT = b"2", b"3", b"0{", b"42"
JOIN_AT_ONCE = 32
JOIN_SECONDS = 120.0
CHANGE_SECONDS = 60.0
HANDSHAKE = (
    "GET /_event/?EIO=4&transport=websocket&token={token} HTTP/1.1\r\n"
    "Host: 127.0.0.1:{port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n{headers}\r\n"
)


class Lost(RuntimeError):
    """A viewer was cut off, so that not everybody can be measured."""


@dataclass
class Sighting:
    """What everybody is to see, and when each one first saw it."""

    pattern: re.Pattern[bytes]
    wanted: int
    moments: list[float] = field(default_factory=list)
    everybody: asyncio.Event = field(default_factory=asyncio.Event)
    message: bytes = b""

    def record(self, message: bytes) -> None:
        """One more viewer has seen it, now, in ``message``."""
        self.moments.append(time.perf_counter())
        self.message = message
        if len(self.moments) == self.wanted:
            self.everybody.set()


@dataclass
class Traffic:
    """What arrived, over all viewers."""

    messages: int = 0
    size: int = 0

    def add(self, message: bytes) -> None:
        """Count one message."""
        self.messages += 1
        self.size += len(message)


class Viewer(asyncio.Protocol):
    """One socket.io client: greets, answers pings, looks for a pattern, counts what it is sent."""

    def __init__(self, handshake: bytes, hello: bytes, traffic: Traffic) -> None:
        self.looks_for: Sighting | None = None
        self.lost = False
        self._handshake = handshake
        self._hello = hello
        self._traffic = traffic
        self._upgraded = False
        self._stream = bytearray()
        self._transport: asyncio.Transport

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Ask for the upgrade."""
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        transport.write(self._handshake)

    def connection_lost(self, exc: Exception | None) -> None:
        """Remember it: a measurement without everybody is none."""
        self.lost = True

    def data_received(self, data: bytes) -> None:
        """Take the messages that have arrived whole."""
        self._stream += data
        if self._upgraded or self._take_answer():
            while (message := self._take_message()) is not None:
                self._receive(message)

    def close(self) -> None:
        """Hang up."""
        self._transport.abort()

    def _take_answer(self) -> bool:
        end = self._stream.find(b"\r\n\r\n")
        self._upgraded = end > 0 and self._stream.startswith(b"HTTP/1.1 101")
        if self._upgraded:
            del self._stream[: end + 4]
        elif end > 0:
            self.close()
        return self._upgraded

    def _take_message(self) -> bytes | None:
        start, length = _frame(self._stream)
        if len(self._stream) < start + length:
            return None
        message = bytes(self._stream[start : start + length])
        del self._stream[: start + length]
        return message

    def _receive(self, message: bytes) -> None:
        if message.startswith(EVENT):
            self._traffic.add(message)
            if self.looks_for and self.looks_for.pattern.search(message):
                self.looks_for.record(message)
                self.looks_for = None
        elif message == PING:
            self._send(PONG)
        elif message.startswith(OPENED):
            self._send(self._hello)

    def _send(self, payload: bytes) -> None:
        # Masked, as a client must, with a mask that changes nothing.
        size = len(payload)
        length = bytes([0x80 | size]) if size < 126 else b"\xfe" + struct.pack(">H", size)
        self._transport.write(bytes([TEXT_FRAME]) + length + bytes(4) + payload)


def _frame(stream: bytearray) -> tuple[int, int]:
    """Where the first frame's payload starts and how long it is; servers don't mask."""
    if len(stream) < 2 or stream[1] < 126:
        return 2, stream[1] if len(stream) > 1 else 0
    layout, start = (">H", 4) if stream[1] == 126 else (">Q", 10)
    if len(stream) < start:
        return start, 0
    return start, struct.unpack_from(layout, stream, 2)[0]


class Crowd:
    """All viewers of one server."""

    def __init__(self, port: int, hello: bytes) -> None:
        self.traffic = Traffic()
        self._port = port
        self._hello = hello
        self._viewers: list[Viewer] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        for viewer in self._viewers:
            viewer.close()

    async def join(self, cookies: Iterable[str], shown: re.Pattern[bytes]) -> None:
        """Connect one viewer for each of ``cookies`` and wait until ``shown`` has reached all of them."""
        gate = asyncio.Semaphore(JOIN_AT_ONCE)
        async with asyncio.timeout(JOIN_SECONDS):
            await asyncio.gather(*(self._join_one(cookie, shown, gate) for cookie in cookies))

    async def _join_one(self, cookie: str, shown: re.Pattern[bytes], gate: asyncio.Semaphore) -> None:
        async with gate:
            viewer = Viewer(self._handshake({"Cookie": cookie}), self._hello, self.traffic)
            viewer.looks_for = sighting = Sighting(shown, 1)
            self._viewers.append(viewer)
            await asyncio.get_running_loop().create_connection(lambda: viewer, "127.0.0.1", self._port)
            await sighting.everybody.wait()

    def _handshake(self, headers: Mapping[str, str]) -> bytes:
        lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items() if value)
        return HANDSHAKE.format(token=uuid.uuid4(), port=self._port, headers=lines).encode()

    def expect(self, pattern: re.Pattern[bytes]) -> Sighting:
        """Let everybody look for ``pattern`` from now on."""
        sighting = Sighting(pattern, len(self._viewers))
        for viewer in self._viewers:
            viewer.looks_for = sighting
        return sighting

    async def watch(self, sighting: Sighting) -> list[float]:
        """When each viewer saw it, the earliest first; raises ``Lost`` if not everybody does."""
        with suppress(TimeoutError):
            await asyncio.wait_for(sighting.everybody.wait(), CHANGE_SECONDS)
        lost = sum(viewer.lost for viewer in self._viewers)
        if lost or not sighting.everybody.is_set():
            raise Lost(f"{len(sighting.moments)} of {sighting.wanted} saw the change, {lost} were cut off.")
        return sighting.moments

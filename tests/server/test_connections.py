"""Connections that say nothing, never end or are too many cost the others nothing."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from types import SimpleNamespace
from typing import Any

import pytest
import uvicorn
from websockets.asyncio.client import connect

from autoservice.server.connection_limits import ConnectionLimits
from autoservice.server.connections import HEAD_BYTES, HttpConnection, WebsocketConnection
from autoservice.server.resources import listen
from autoservice.server.worker import Server as WorkerServer
from autoservice.shared.websockets import WRITE_NOW
from tests.server.small import Receive, Send, answer, live
from tests.support.processes import free_port
from tests.support.timeouts import TIMEOUT_SECONDS

# Long enough for whatever is not to be cut off, on a busy machine too.
FOR_EVER = 3600.0
SOON = 0.2
GET = b"GET / HTTP/1.1\r\nHost: x\r\n\r\n"


class Peer:
    """One raw connection."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader, self.writer = reader, writer

    async def say(self, data: bytes) -> None:
        self.writer.write(data)
        await self.writer.drain()

    async def answer(self) -> bytes:
        """The status line, and the rest of the head and of a body read away."""
        head = await self.reader.readuntil(b"\r\n\r\n")
        for line in head.lower().split(b"\r\n"):
            if line.startswith(b"content-length:"):
                await self.reader.readexactly(int(line.split(b":")[1]))
        return head.split(b"\r\n")[0]

    async def rest(self) -> bytes:
        """All that comes until the server closes."""
        with suppress(ConnectionError):
            return await self.reader.read()
        return b""


class Server:
    """uvicorn with our connections, in this process."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.peers: list[Peer] = []

    async def peer(self, address: str = "127.0.0.1") -> Peer:
        connection = await asyncio.open_connection("127.0.0.1", self.port, local_addr=(address, 0))
        self.peers.append(Peer(*connection))
        return self.peers[-1]

    @property
    def socket(self) -> str:
        return f"ws://127.0.0.1:{self.port}/"

    async def close(self) -> None:
        for peer in self.peers:
            peer.writer.close()
            with suppress(ConnectionError):
                await peer.writer.wait_closed()


@asynccontextmanager
async def serving(
    monkeypatch: pytest.MonkeyPatch,
    stall: float = FOR_EVER,
    limits: ConnectionLimits | None = None,
    application: Any = answer,
) -> AsyncIterator[Server]:
    monkeypatch.setattr(HttpConnection, "stall_seconds", stall, raising=False)
    monkeypatch.setattr(HttpConnection, "limits", limits or ConnectionLimits(100), raising=False)
    listener = listen("127.0.0.1", free_port())
    config = uvicorn.Config(
        application, http=HttpConnection, ws=WebsocketConnection, log_config=None, access_log=False,
        ws_ping_interval=None, ws_per_message_deflate=False, timeout_graceful_shutdown=1,
    )  # fmt: skip
    server = uvicorn.Server(config)
    known = Server(listener.getsockname()[1])
    task = asyncio.create_task(server._serve([listener]))
    try:
        async with asyncio.timeout(TIMEOUT_SECONDS):
            yield known
    finally:
        await known.close()
        server.should_exit = True
        await task


async def test_a_connection_that_says_nothing_is_closed(monkeypatch: pytest.MonkeyPatch):
    async with serving(monkeypatch, SOON) as server:
        assert await (await server.peer()).rest() == b""


async def test_a_head_that_does_not_end_is_answered_408(monkeypatch: pytest.MonkeyPatch):
    async with serving(monkeypatch, SOON) as server:
        peer = await server.peer()
        await peer.say(b"GET / HTTP/1.1\r\nHost:")
        assert (await peer.rest()).startswith(b"HTTP/1.1 408 ")


async def test_more_of_a_head_gives_it_no_more_time(monkeypatch: pytest.MonkeyPatch):
    async with serving(monkeypatch, SOON) as server:
        peer = await server.peer()
        rest = asyncio.create_task(peer.rest())
        with suppress(ConnectionError):
            while not rest.done():
                await peer.say(b"GET / HTTP/1.1\r\nHost: x\r\n" if not peer.reader.at_eof() else b"")
                await asyncio.sleep(SOON / 10)
        assert (await rest).startswith((b"HTTP/1.1 408 ", b"HTTP/1.1 400 ", b"HTTP/1.1 431 "))


async def test_a_connection_that_asks_for_no_more_is_closed(monkeypatch: pytest.MonkeyPatch):
    async with serving(monkeypatch, SOON) as server:
        peer = await server.peer()
        await peer.say(GET)
        assert await peer.answer() == b"HTTP/1.1 200 OK"
        assert await peer.rest() == b""


async def test_a_connection_may_ask_again(monkeypatch: pytest.MonkeyPatch):
    async with serving(monkeypatch) as server:
        peer = await server.peer()
        for _ in range(3):
            await peer.say(GET)
            assert await peer.answer() == b"HTTP/1.1 200 OK"


async def test_a_head_without_end_is_answered_431(monkeypatch: pytest.MonkeyPatch):
    async with serving(monkeypatch) as server:
        peer = await server.peer()
        await peer.say(b"GET / HTTP/1.1\r\n")
        with suppress(ConnectionError):
            for _ in range(2 + HEAD_BYTES // 1000):
                await peer.say(b"x: " + b"y" * 1000 + b"\r\n")
        assert (await peer.rest()).startswith((b"HTTP/1.1 431 ", b""))


async def test_a_head_after_a_request_is_limited_too(monkeypatch: pytest.MonkeyPatch):
    async with serving(monkeypatch) as server:
        peer = await server.peer()
        await peer.say(GET)
        await peer.answer()
        await peer.say(b"GET / HTTP/1.1\r\nx: " + b"y" * HEAD_BYTES)
        assert (await peer.rest()).startswith(b"HTTP/1.1 431 ")


@pytest.mark.parametrize("body", [b"zz\r\n", b"-1\r\n", b"5\r\nabcdefgh"])
async def test_a_chunk_of_no_size_is_answered_400(monkeypatch: pytest.MonkeyPatch, body: bytes):
    async with serving(monkeypatch) as server:
        peer = await server.peer()
        await peer.say(b"POST /body HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n" + body)
        assert (await peer.rest()).startswith(b"HTTP/1.1 400 ")


CHUNKED = b"POST %s HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n"
WITHOUT_END = {
    "trailers": b"0\r\n" + b"x: y\r\n" * HEAD_BYTES,
    "one trailer": b"0\r\nx: " + b"y" * 4 * HEAD_BYTES,
    "a chunk's extension": b"2;" + b"y" * 4 * HEAD_BYTES,
}


@pytest.mark.parametrize("more", WITHOUT_END.values(), ids=WITHOUT_END)
async def test_what_follows_a_body_and_is_none_is_limited_as_heads_are(
    monkeypatch: pytest.MonkeyPatch, more: bytes
):
    async with serving(monkeypatch) as server:
        peer = await server.peer()
        with suppress(ConnectionError):
            await peer.say(CHUNKED % b"/body" + more)
        # Reset by what it still sends, it may not hear why.
        assert (await peer.rest()).startswith((b"HTTP/1.1 431 ", b""))


async def test_fields_that_follow_a_body_are_not_taken_for_the_heads(monkeypatch: pytest.MonkeyPatch):
    async with serving(monkeypatch) as server:
        peer = await server.peer()
        await peer.say(CHUNKED % b"/head" + b"0\r\nX-Forwarded-For: 10.0.0.1\r\n\r\n")
        await peer.reader.readuntil(b"\r\n\r\n")
        assert await peer.reader.readexactly(1) == b"2"


async def test_a_body_in_many_parts_is_taken(monkeypatch: pytest.MonkeyPatch):
    async with serving(monkeypatch) as server:
        peer = await server.peer()
        await peer.say(CHUNKED % b"/body" + b"1;x\r\n{\r\n" * HEAD_BYTES + b"0\r\n\r\n")
        assert await peer.answer() == b"HTTP/1.1 200 OK"


async def test_what_is_no_http_is_answered_400(monkeypatch: pytest.MonkeyPatch):
    async with serving(monkeypatch) as server:
        peer = await server.peer()
        await peer.say(b"\x16\x03\x01 hello\r\n\r\n")
        assert (await peer.rest()).startswith(b"HTTP/1.1 400 ")


async def test_a_network_with_many_connections_gets_no_more_and_others_do(monkeypatch: pytest.MonkeyPatch):
    async with serving(monkeypatch, limits=ConnectionLimits(3)) as server:
        held = [await server.peer() for _ in range(3)]
        await held[0].say(GET)
        await held[0].answer()
        assert (await (await server.peer()).rest()).startswith(b"HTTP/1.1 429 ")
        other = await server.peer("127.0.0.2")
        await other.say(GET)
        assert await other.answer() == b"HTTP/1.1 200 OK"


async def test_connections_that_ended_are_not_counted(monkeypatch: pytest.MonkeyPatch):
    async with serving(monkeypatch, limits=ConnectionLimits(2)) as server:
        for _ in range(5):
            peer = await server.peer()
            await peer.say(GET.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n"))
            assert await peer.answer() == b"HTTP/1.1 200 OK"
            assert await peer.rest() == b""


async def test_a_proxy_may_have_any_number(monkeypatch: pytest.MonkeyPatch):
    async with serving(monkeypatch, limits=ConnectionLimits(1, ["127.0.0.0/8"])) as server:
        for peer in [await server.peer() for _ in range(5)]:
            await peer.say(GET)
            assert await peer.answer() == b"HTTP/1.1 200 OK"


async def test_the_longest_idle_connection_makes_room(monkeypatch: pytest.MonkeyPatch):
    async with serving(monkeypatch, limits=ConnectionLimits(100, maximum=2)) as server:
        silent, busy = await server.peer(), await server.peer()
        await busy.say(b"POST /body HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\n1")
        # Taken in the order of their coming.
        third = await server.peer()
        await third.say(GET)
        assert await third.answer() == b"HTTP/1.1 200 OK"
        assert await silent.rest() == b""
        await busy.say(b"2")
        assert await busy.answer() == b"HTTP/1.1 200 OK"


@pytest.mark.parametrize("size", [0, 5, 125, 126, 65_535, 65_536, 300_000])
async def test_a_websocket_gets_its_messages_whole(monkeypatch: pytest.MonkeyPatch, size: int):
    async with serving(monkeypatch) as server, connect(server.socket, max_size=None) as socket:
        for text in ("я" + "x" * size, "y" * size):
            await socket.send(text)
            assert await socket.recv() == text


async def speak_without_waiting(scope: dict[str, Any], receive: Receive, send: Send) -> None:
    """Send at once until the client is full, then one in turn, then at once again."""
    if scope["type"] == "lifespan":
        await live(receive, send)
        return
    write_now = scope["extensions"][WRITE_NOW]
    assert not write_now("before the socket is accepted")
    await receive()
    await send({"type": "websocket.accept"})
    count = 0
    while write_now(f"{count} {'x' * 100_000}"):
        count += 1
    in_turn = asyncio.ensure_future(send({"type": "websocket.send", "text": "in turn"}))
    await asyncio.sleep(0)
    while not in_turn.done():
        assert not write_now("past the one that waits")
        await asyncio.sleep(0)
    assert write_now(f"after {count}")
    await receive()


async def test_what_is_sent_without_waiting_never_overtakes_what_waits(monkeypatch: pytest.MonkeyPatch):
    async with (
        serving(monkeypatch, application=speak_without_waiting) as server,
        connect(server.socket, max_size=None, max_queue=1) as socket,
    ):
        came = [""]
        while not came[-1].startswith("after"):
            came.append((await socket.recv(decode=True)).split(" x")[0])
    assert came == ["", *map(str, range(len(came) - 3)), "in turn", f"after {len(came) - 3}"]


async def test_an_open_page_may_be_silent_and_is_not_counted(monkeypatch: pytest.MonkeyPatch):
    async with serving(monkeypatch, SOON, ConnectionLimits(1)) as server, connect(server.socket) as socket:
        assert await (await server.peer()).rest() == b""
        await socket.send("still here")
        assert await socket.recv() == "still here"


async def test_a_worker_takes_one_connection_at_a_time_so_that_others_get_some(
    monkeypatch: pytest.MonkeyPatch,
):
    monkeypatch.setattr(HttpConnection, "stall_seconds", FOR_EVER, raising=False)
    monkeypatch.setattr(HttpConnection, "limits", ConnectionLimits(100), raising=False)
    listener = listen("127.0.0.1", free_port())
    worker = WorkerServer(uvicorn.Config(answer, log_config=None), listener, heartbeat=-1)
    worker.lifespan = SimpleNamespace(state={})
    listener.setblocking(False)
    knows = Server(listener.getsockname()[1])
    for _ in range(2):
        await knows.peer()
    worker._accept()
    assert len(worker._accepting) == 1
    await asyncio.gather(*worker._accepting)
    assert len(worker.server_state.connections) == 1
    for connection in worker.server_state.connections.copy():
        connection.shutdown()
    listener.close()
    await knows.close()

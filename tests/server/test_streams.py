"""Answers without an end: they end with the server, and a client that reads nothing is cut off."""

import asyncio
from types import SimpleNamespace
from typing import Any

import pytest
import uvicorn

from autoservice.server.connections import HttpConnection
from autoservice.server.worker import Server as WorkerServer
from autoservice.shared.stopping import STOPPING, Stopping
from tests.server.small import Receive, Send, live
from tests.server.test_connections import GET, SOON, serving
from tests.support.timeouts import TIMEOUT_SECONDS

# More than all buffers between a server and its client hold.
MUCH = b"." * 64 * 1024 * 1024


class Streams:
    """An application that sends much, or nothing, and then waits for its end."""

    def __init__(self, first: bytes = b"") -> None:
        self.first = first
        self.client_left, self.stopped = asyncio.Event(), asyncio.Event()

    async def __call__(self, scope: Any, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await live(receive, send)
            return
        await send({"type": "http.response.start", "status": 200, "headers": []})
        leaving = asyncio.create_task(self._leave(receive))
        with scope["extensions"][STOPPING].telling(self.stopped.set):
            await send({"type": "http.response.body", "body": self.first, "more_body": True})
            ends = [asyncio.create_task(event.wait()) for event in (self.client_left, self.stopped)]
            await asyncio.wait(ends, return_when=asyncio.FIRST_COMPLETED)
        await send({"type": "http.response.body", "body": b""})
        for task in (leaving, *ends):
            task.cancel()

    async def _leave(self, receive: Receive) -> None:
        while (await receive())["type"] != "http.disconnect":
            pass
        self.client_left.set()


async def test_a_client_that_reads_nothing_is_cut_off(monkeypatch: pytest.MonkeyPatch):
    streams = Streams(MUCH)
    async with serving(monkeypatch, SOON, application=streams) as server:
        peer = await server.peer()
        await peer.say(GET)
        async with asyncio.timeout(TIMEOUT_SECONDS):
            await streams.client_left.wait()
        assert len(await peer.rest()) < len(MUCH)


def watched(monkeypatch: pytest.MonkeyPatch, *sizes: int) -> tuple[HttpConnection, list[Any]]:
    """A connection whose client has left so many bytes unread each time, and what it will do later."""
    monkeypatch.setattr(HttpConnection, "stall_seconds", SOON, raising=False)
    later: list[Any] = []
    connection = HttpConnection.__new__(HttpConnection)
    connection.client, connection._reading_timer = None, None
    unread = iter(sizes)
    connection.transport = SimpleNamespace(  # type: ignore[assignment]
        get_write_buffer_size=lambda: next(unread), abort=lambda: later.append("aborted")
    )
    connection.loop = SimpleNamespace(  # type: ignore[assignment]
        call_later=lambda _, call, *arguments: later.append((call, arguments))
    )
    return connection, later


def test_a_client_that_reads_slowly_keeps_its_answer(monkeypatch: pytest.MonkeyPatch):
    connection, later = watched(monkeypatch, 1000, 900, 900, 900)
    connection._watch_reader()
    call, arguments = later.pop()
    call(*arguments)
    assert later != ["aborted"], "It has read a little."
    call, arguments = later.pop()
    call(*arguments)
    assert later == ["aborted"], "It has read nothing."


async def test_a_worker_that_stops_tells_streams_which_end_like_any_answer(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(HttpConnection, "stopping", Stopping())
    streams = Streams(b"first")
    async with serving(monkeypatch, application=streams) as server:
        peer = await server.peer()
        await peer.say(GET)
        await peer.reader.readuntil(b"first")
        worker = WorkerServer(uvicorn.Config(streams, log_config=None), SimpleNamespace(), heartbeat=-1)  # type: ignore[arg-type]
        worker._stop()
        assert (await peer.reader.readuntil(b"0\r\n\r\n")).endswith(b"0\r\n\r\n")


def test_who_asks_once_the_server_stops_is_told_at_once():
    told: list[bool] = []
    stopping = Stopping()
    stopping.begin()
    with stopping.telling(lambda: told.append(True)):
        assert told == [True]

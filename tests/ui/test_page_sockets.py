"""engine.io's sockets as pages have them: everything in its order, and an end to those that are silent."""

import asyncio
from pathlib import Path

import pytest
from engineio.packet import MESSAGE, Packet

from autoservice.autoservice import app
from autoservice.shared.websockets import WRITE_NOW
from autoservice.ui.engine.page_sockets import PageSocket
from tests.support.databases import Databases
from tests.support.runtime import opened_shop
from tests.ui.wire import Socket, running_sockets


class Page:
    """Stands where the server is: what was sent at once, unless it is busy."""

    def __init__(self) -> None:
        self.sent: list[str] = []
        self.busy = False

    def write_now(self, text: str) -> bool:
        if not self.busy:
            self.sent.append(text)
        return not self.busy


def message(text: str) -> Packet:
    return Packet(MESSAGE, text)


async def opened(page: Page | None, monkeypatch: pytest.MonkeyPatch) -> PageSocket:
    """The socket of a page, without engine.io's reader and writer."""
    assert app.sio is not None
    monkeypatch.setitem(app.sio.eio._async, "websocket", lambda *_: nothing)
    socket = PageSocket(app.sio.eio, "a page")
    extensions = {WRITE_NOW: page.write_now} if page else {}
    await socket._upgrade_websocket({"asgi.scope": {"extensions": extensions}})
    return socket


async def nothing(_environ: object) -> None:
    """Serve nobody."""


async def test_a_message_is_sent_at_once_if_nothing_waits(monkeypatch: pytest.MonkeyPatch):
    page = Page()
    socket = await opened(page, monkeypatch)
    socket.send_now(message("one"))
    assert (page.sent, socket.queue.empty()) == (["4one"], True)


async def test_a_message_is_the_last_of_those_that_wait(monkeypatch: pytest.MonkeyPatch):
    page = Page()
    socket = await opened(page, monkeypatch)
    page.busy = True
    socket.send_now(message("one"))
    page.busy = False
    socket.send_now(message("two"))
    assert page.sent == []
    assert [packet.data for packet in await socket.poll()] == ["one", "two"]


async def test_a_server_that_does_not_offer_it_is_sent_everything_in_turn(monkeypatch: pytest.MonkeyPatch):
    socket = await opened(None, monkeypatch)
    socket.send_now(message("one"))
    assert [packet.data for packet in await socket.poll()] == ["one"]


async def test_what_waits_is_sent_before_the_end(monkeypatch: pytest.MonkeyPatch):
    socket = await opened(None, monkeypatch)
    socket.send_now(message("one"))
    socket.queue.put_nowait(None)
    assert [packet.data for packet in await socket.poll()] == ["one"]
    assert await socket.poll() == []
    async with asyncio.timeout(0):
        await socket.queue.join()


async def test_a_page_that_does_not_answer_pings_is_closed(
    sqlite_databases: Databases, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    assert app.sio is not None
    monkeypatch.setattr(app.sio.eio, "ping_interval", 0.05)
    monkeypatch.setattr(app.sio.eio, "ping_timeout", 0.05)
    with sqlite_databases.fresh() as url:
        async with opened_shop(url, tmp_path), running_sockets(), Socket() as silent:
            await silent.wait_until(lambda: silent.ended)
        assert app.sio.eio.sockets == {}

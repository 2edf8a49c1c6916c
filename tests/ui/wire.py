"""Sockets without a server: the program from the edge inwards, and queues where the network would be."""

import asyncio
import functools
import json
import uuid
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from typing import Any, Final, Self

from reflex.state import State
from reflex_base.registry import RegistrationContext
from starlette.types import Message

from autoservice.autoservice import app
from autoservice.shared.cookies import SESSION_COOKIE
from autoservice.ui.engine.revocation import closing_revoked
from autoservice.ui.engine.sockets import PATH, SocketEdge
from tests.support.timeouts import TIMEOUT_SECONDS
from tests.ui.pipeline import REGISTERED, let_rooms_end

Headers = list[tuple[bytes, bytes]]
HYDRATE: Final = f"{State.get_full_name()}.hydrate_and_load"


@asynccontextmanager
async def running_sockets() -> AsyncIterator[None]:
    """What a worker runs for its sockets; the runtime must have been started."""
    RegistrationContext.set(REGISTERED)
    _add_pages()
    async with app._setup_event_processor(), closing_revoked():
        yield
        await _let_handlers_end()
    await _end_service_task()


async def _let_handlers_end() -> None:
    # Those of pages that have left are cancelled already. A second time, amid giving back
    # their connection to SQLite, would leave its driver waiting for itself for ever.
    await app.event_processor.join()
    await let_rooms_end()
    while running := list(app.event_processor._tasks.values()):
        await asyncio.wait(running)


async def _end_service_task() -> None:
    # It is begun with the first socket of a process, and belongs to this test's loop.
    assert app.sio is not None
    if app.sio.eio.service_task_handle:
        await app.sio.shutdown()
    app.sio.eio.start_service_task = True


@functools.cache
def _add_pages() -> None:
    # As compiling does: without them the app knows no page and opens none.
    app._apply_decorated_pages()


class Socket:
    """One browser's socket. ``opened`` says whether the handshake was accepted."""

    def __init__(self, token: str = "", path: str = "/", headers: Headers | None = None) -> None:
        self.client_token = str(uuid.uuid4())
        self.updates: list[dict[str, Any]] = []
        self.opened = False
        self.close_code = 0
        self.path = path
        # Why the hello was refused, if it was.
        self.refusal = ""
        cookie = [(b"cookie", f"{SESSION_COOKIE}={token}".encode())] if token else []
        self._headers = [(b"host", b"testserver"), (b"upgrade", b"websocket"), *cookie, *(headers or [])]
        self._to_server: asyncio.Queue[Message] = asyncio.Queue()
        self._happened = asyncio.Event()
        self._ended = False

    async def __aenter__(self) -> Self:
        self._to_server.put_nowait({"type": "websocket.connect"})
        with app.set_contexts():
            self._task = asyncio.create_task(self._run())
        await self.wait_until(lambda: self.opened or self.ended)
        return self

    async def __aexit__(self, *_: object) -> None:
        self._to_server.put_nowait({"type": "websocket.disconnect", "code": 1001})
        with suppress(asyncio.CancelledError):
            await asyncio.wait_for(self._task, TIMEOUT_SECONDS)

    async def hello(self, **said: Any) -> None:
        """What a page sends first; returns when the page has been filled and opened."""
        self.greet(**said)
        await self.wait_until(lambda: '"is_hydrated_rx_state_": true' in self.text)

    def greet(self, **said: Any) -> None:
        """The hello alone, with what the page says: ``vars`` of its tab, ``hashes`` if it is new."""
        boot = {"event": self._event(HYDRATE, {"vars": {}, **said})}
        self.send_raw(f"40{PATH},{json.dumps(boot)}")

    def greet_with(self, state: type[State], handler: str, **payload: Any) -> None:
        """Another event in the hello's place, as no page does."""
        boot = {"event": self._event(f"{state.get_full_name()}.{handler}", payload)}
        self.send_raw(f"40{PATH},{json.dumps(boot)}")

    def send(self, state: type[State], handler: str, **payload: Any) -> None:
        """An event, as the page sends it."""
        self.send_named(f"{state.get_full_name()}.{handler}", **payload)

    def send_named(self, name: str, **payload: Any) -> None:
        """An event by its full name."""
        self.send_raw(f"42{PATH},{json.dumps(['event', self._event(name, payload)])}")

    def send_raw(self, text: str) -> None:
        """Any message."""
        self._to_server.put_nowait({"type": "websocket.receive", "text": text})

    async def wait_until(self, condition: Callable[[], bool]) -> None:
        """Wait until ``condition`` holds of what has come from the server."""
        async with asyncio.timeout(TIMEOUT_SECONDS):
            while not condition():
                self._happened.clear()
                await self._happened.wait()

    @property
    def ended(self) -> bool:
        """Whether the server has ended the connection, or never accepted it."""
        return self._ended

    @property
    def text(self) -> str:
        """All that has come, as text to search in."""
        return json.dumps(self.updates, ensure_ascii=False)

    @property
    def redirects(self) -> list[str]:
        """Where the page was sent."""
        events = [event for update in self.updates for event in update.get("events") or []]
        return [event["payload"]["path"] for event in events if event["name"] == "_redirect"]

    def _event(self, name: str, payload: dict[str, Any]) -> dict[str, Any]:
        where = {"pathname": self.path, "asPath": self.path, "query": {}}
        return {"name": name, "payload": payload, "router_data": where}

    async def _run(self) -> None:
        query = f"EIO=4&transport=websocket&token={self.client_token}"
        scope = {
            "type": "websocket",
            "path": f"{PATH}/",
            "root_path": "",
            "query_string": query.encode(),
            "headers": [(b"connection", b"Upgrade"), *self._headers],
            "client": ("192.0.2.7", 50000),
            "subprotocols": [],
        }
        try:
            await SocketEdge(_inner())(scope, self._to_server.get, self._from_server)
        finally:
            self._ended = True
            self._happened.set()

    async def _from_server(self, message: Message) -> None:
        if message["type"] == "websocket.accept":
            self.opened = True
        elif message["type"] == "websocket.close":
            self._ended, self.close_code = True, self.close_code or message.get("code", 1000)
        elif (text := message["text"]).startswith(f"44{PATH},"):
            self.refusal = text
        elif text.startswith(f"42{PATH},"):
            self.updates.append(json.loads(text.removeprefix(f"42{PATH},"))[1])
        self._happened.set()


def _inner() -> Callable[..., Awaitable[None]]:
    assert app._api is not None
    return app._api

"""Reflex's real event pipeline with our gate in it, and a recorder where the socket would be."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any, Final

import reflex as rx
from reflex.event import Event
from reflex.istate.manager.memory import StateManagerMemory
from reflex.state import BaseState, OnLoadInternalState, State, StateUpdate
from reflex_base.event.processor import BaseStateEventProcessor
from reflex_base.registry import RegistrationContext
from reflex_base.utils.format import json_dumps

from autoservice.autoservice import app
from autoservice.runtime.current import current_runtime
from autoservice.ui.engine import hydration, rooms
from autoservice.ui.engine.sockets import SESSION_HEADER
from tests.support.timeouts import TIMEOUT_SECONDS

REGISTERED: Final = RegistrationContext.get()
SID: Final = "the-only-socket"
CLIENT_TOKEN: Final = "3f0c6f0e-7a51-4a5e-9d0c-4a1f5f6f7a10"


class Wire:
    """What would have gone to the browser."""

    def __init__(self) -> None:
        self.clear()
        self._came = asyncio.Event()
        self._is_closed = False

    async def emit_update(self, update: StateUpdate, token: str) -> None:
        """Where the pipeline puts its updates."""
        self._sent.append(json_dumps(update))
        self._came.set()

    def is_open(self, sid: str) -> bool:
        """Whether rooms may let the page in."""
        return sid == SID and not self._is_closed

    def close(self) -> None:
        """Let nothing in that was begun before."""
        self._is_closed = True

    async def send(self, update: StateUpdate, sids: list[str]) -> None:
        """Where rooms put theirs."""
        assert sids == [SID]
        await self.emit_update(update, CLIENT_TOKEN)

    def clear(self) -> None:
        """Forget what has come so far."""
        self._sent: list[str] = []

    @property
    def text(self) -> str:
        """All that has come, as text to search in."""
        return json.dumps([json.loads(update) for update in self._sent], ensure_ascii=False)

    def last(self, state: type[BaseState], var: str) -> Any:
        """What a var was set to the last time."""
        deltas = [
            (json.loads(update).get("delta") or {}).get(state.get_full_name(), {}) for update in self._sent
        ]
        return [delta[name] for delta in deltas if (name := f"{var}_rx_state_") in delta][-1]

    @property
    def redirects(self) -> list[str]:
        """Where the browser was sent."""
        events = [event for update in self._sent for event in json.loads(update).get("events", [])]
        return [event["payload"]["path"] for event in events if event["name"] == "_redirect"]

    async def wait_until(self, condition: Callable[["Wire"], bool]) -> None:
        """Wait until ``condition`` holds of what has come."""
        async with asyncio.timeout(TIMEOUT_SECONDS):
            while not condition(self):
                self._came.clear()
                await self._came.wait()


class Pipeline:
    """Events in, updates out."""

    def __init__(self, processor: BaseStateEventProcessor, wire: Wire) -> None:
        self._processor = processor
        self.wire = wire
        self._headers: dict[str, dict[str, str]] = {}

    async def hydrate(self, session: str = "", path: str = "/") -> None:
        """What a page sends when it connects."""
        await self.send(State, "hydrate", session=session, path=path)

    async def send(
        self, state: type[BaseState], handler: str, session: str = "", path: str = "/", **payload: Any
    ) -> None:
        """One event as a browser with that token in its cookie sends it; returns when it has been handled."""
        headers = self._handshake(session)
        page = {"pathname": path, "asPath": path, "query": {}}
        where = {**page, "headers": headers, "token": CLIENT_TOKEN, "sid": SID}
        await self._enqueue(Event(name=_name(state, handler), payload=payload, router_data=where))

    def _handshake(self, token: str) -> dict[str, str]:
        # Once: an open socket outlives the token that it was opened with.
        if token not in self._headers:
            self._headers[token] = session_headers(token)
        return self._headers[token]

    async def chain(self, state: type[rx.State], handler: str) -> None:
        """One event as the opening of the page chains it: it carries no route of its own."""
        await self._enqueue(Event(name=_name(state, handler)))

    async def open_page(self) -> None:
        """What follows the hydration of a page: everything that the page has to load, in one chain."""
        await self._enqueue(Event(name=_name(OnLoadInternalState, "on_load_internal")))

    def disconnect(self) -> None:
        """The browser's socket is gone."""
        hydration.forget(SID)
        self._processor._on_disconnect(CLIENT_TOKEN)

    async def _enqueue(self, event: Event) -> None:
        async with asyncio.timeout(TIMEOUT_SECONDS):
            await (await self._processor.enqueue(CLIENT_TOKEN, event))


def session_headers(token: str) -> dict[str, str]:
    """What the edge makes of a token at the handshake: all that the gate ever sees of it."""
    runtime = current_runtime()
    session_id = runtime.adapters.tokens.read(token, runtime.clock()) if token else None
    return {SESSION_HEADER: session_id} if session_id else {}


def _name(state: type[BaseState], handler: str) -> str:
    return f"{state.get_full_name()}.{handler}"


@asynccontextmanager
async def running_pipeline() -> AsyncIterator[Pipeline]:
    """The pipeline as a worker runs it, for one browser."""
    RegistrationContext.set(REGISTERED)
    wire = Wire()
    processor = BaseStateEventProcessor(
        middleware=app, backend_exception_handler=app.backend_exception_handler
    )
    async with processor.configure(state_manager=StateManagerMemory(), event_namespace=wire):  # type: ignore[abstract,arg-type]
        rooms.set_sockets(wire)
        try:
            yield Pipeline(processor, wire)
        finally:
            wire.close()
            hydration.forget(SID)
            await let_rooms_end()
            assert app.event_namespace is not None
            rooms.set_sockets(app.event_namespace)


async def let_rooms_end() -> None:
    """Wait for those that nobody is in any more: their reading belongs to this test's loop."""
    async with asyncio.timeout(TIMEOUT_SECONDS):
        while rooms._tasks:
            await asyncio.wait(list(rooms._tasks))

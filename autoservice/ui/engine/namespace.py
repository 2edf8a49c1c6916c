"""Reflex's socket.io namespace, with limits on the load that one client can cause."""

from functools import partial
from typing import Any, Final
from urllib.parse import parse_qs

import reflex as rx
import structlog
from engineio.packet import MESSAGE, Packet
from reflex.app import EventNamespace
from reflex.state import State, StateUpdate
from reflex_base.constants import SocketEvent
from socketio import AsyncServer
from socketio.exceptions import ConnectionRefusedError
from socketio.packet import EVENT

from autoservice.ui.engine import hydration, rooms
from autoservice.ui.engine.closed_pages import ClosedPages
from autoservice.ui.engine.incoming import Malformed, read_event
from autoservice.ui.engine.limits import EVENTS_WAITING
from autoservice.ui.engine.packets import CLIENT_TOKEN, is_call
from autoservice.ui.engine.page_sockets import use_page_sockets
from autoservice.ui.engine.sockets import CONNECTION, Connection
from autoservice.ui.kit.viewer import flag_update

log = structlog.get_logger(__name__)

# A page's first event: it decides what the State behind the page keeps, and for whom (``hydration.py``).
HYDRATIONS: Final = frozenset(f"{State.get_full_name()}.{name}" for name in ("hydrate", "hydrate_and_load"))


class GuardedNamespace(EventNamespace):
    """The namespace that accepts one connect per socket, and well-formed events while its queue has room."""

    def __init__(self, namespace: str, app: rx.App) -> None:
        super().__init__(namespace, app)
        self._connections: dict[str, Connection] = {}
        self._closed_pages = ClosedPages(app)

    async def on_connect(self, sid: str, environ: dict[str, Any], auth: Any = None) -> None:
        """Accept a page's socket.io connect, which brings the page's first event along."""
        connection = _connection_of(environ)
        # Every connect makes a State of its own; one socket is one page.
        if connection.sid:
            raise ConnectionRefusedError("One page per socket.")
        if not CLIENT_TOKEN.fullmatch(_client_token(environ)):
            raise ConnectionRefusedError("A page has a token.")
        connection.sid, connection.notify = sid, partial(self._notify, sid)
        self._connections[sid] = connection
        try:
            await super().on_connect(sid, environ, auth)
        except BaseException:
            self._forget(sid)
            raise

    def on_disconnect(self, sid: str) -> Any:
        """Forget a page whose socket is closed, or which has said so."""
        self._forget(sid)
        if client_token := self.sid_to_token.get(sid):
            self._closed_pages.add(client_token)
        return super().on_disconnect(sid)

    async def on_event(self, sid: str, data: Any) -> None:
        """Queue an event if there is room; an event without a handler would stay in memory for good."""
        connection = self._connections.get(sid)
        if connection is None:
            return
        if self._is_full(sid):
            await connection.drop()
            return
        try:
            event = read_event(data)
        except Malformed as malformed:
            await connection.drop_malformed(str(malformed))
            return
        if _is_hydrated(connection, event["name"]):
            await super().on_event(sid, event)
        else:
            await connection.drop()

    def is_open(self, sid: str) -> bool:
        """Return whether the page's socket is open."""
        return sid in self._connections

    async def send(self, update: StateUpdate, sids: list[str]) -> None:
        """Send one update to all of ``sids``, encoded once, without socket.io's task for each of them."""
        packet = self.server.packet_class(EVENT, [str(SocketEvent.EVENT), update], self.namespace)
        message = Packet(MESSAGE, packet.encode())
        for sid in sids:
            socket_id = self.server.manager.eio_sid_from_sid(sid, self.namespace)
            socket = self.server.eio.sockets.get(socket_id)
            if socket is not None and not socket.closed:
                socket.send_now(message)

    def _forget(self, sid: str) -> None:
        hydration.forget(sid)
        if connection := self._connections.pop(sid, None):
            connection.sid, connection.notify, connection.hydrates = "", None, False

    def _is_full(self, sid: str) -> bool:
        waiting = self.app.event_processor._token_queues.get(self.sid_to_token.get(sid, ""), ())
        return len(waiting) >= EVENTS_WAITING

    async def _notify(self, sid: str) -> None:
        if token := self.sid_to_token.get(sid):
            await self.emit_update(flag_update("throttled"), token)


def _connection_of(environ: dict[str, Any]) -> Connection:
    connection: Connection = environ["asgi.scope"][CONNECTION]
    return connection


def _is_hydrated(connection: Connection, name: str) -> bool:
    # Before the hydration the State may belong to the page's previous owner.
    connection.hydrates = connection.hydrates or name in HYDRATIONS
    return connection.hydrates


def _client_token(environ: dict[str, Any]) -> str:
    return parse_qs(environ.get("QUERY_STRING", "")).get("token", [""])[0]


class GuardedPackets:
    """The packet reader of socket.io that drops broken packets and calls that pages do not make.

    The library raises on such input, which ends in a traceback for each of them.
    """

    def __init__(self, sio: AsyncServer) -> None:
        self._sio = sio
        self._handle_event = sio._handle_event

    async def read(self, eio_sid: str, data: str | bytes) -> None:
        """Read one message."""
        try:
            await self._sio._handle_eio_message(eio_sid, data)
        except Exception as error:
            # Not the error's text: it repeats what the client sent.
            await self._drop(eio_sid, type(error).__name__)

    async def call(self, eio_sid: str, namespace: str, number: int | None, data: list[Any]) -> None:
        """Run one call."""
        if is_call(data):
            await self._handle_event(eio_sid, namespace, number, data)
        else:
            await self._drop(eio_sid, "call")

    async def _drop(self, eio_sid: str, part: str) -> None:
        if environ := self._sio.environ.get(eio_sid):
            await _connection_of(environ).drop_malformed(part)


def guard_sockets(app: rx.App) -> None:
    """Replace Reflex's own namespace by the guarded one."""
    use_page_sockets()
    original = app.event_namespace
    assert app.sio is not None  # noqa: S101 - Reflex makes it wherever state is enabled
    assert original is not None  # noqa: S101 - and this with it
    app._event_namespace = GuardedNamespace(original.namespace, app)
    app.sio.register_namespace(app._event_namespace)
    rooms.set_sockets(app._event_namespace)
    packets = GuardedPackets(app.sio)
    app.sio._handle_event = packets.call
    app.sio.eio.on("message", packets.read)

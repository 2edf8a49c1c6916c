"""Reflex's socket.io namespace, with a limit to what one client can make it do."""

from functools import partial
from typing import Any, Final

import reflex as rx
import structlog
from engineio.packet import MESSAGE, Packet
from reflex.app import EventNamespace
from reflex.event import Event
from reflex.state import StateUpdate
from reflex_base.constants import SocketEvent
from reflex_base.registry import RegistrationContext
from socketio.exceptions import ConnectionRefusedError
from socketio.packet import EVENT

from autoservice.ui.shared import hydration, rooms
from autoservice.ui.shared.gone import GonePages
from autoservice.ui.shared.limits import EVENTS_WAITING
from autoservice.ui.shared.sockets import CONNECTION, Connection
from autoservice.ui.shared.viewer import ViewerState

log = structlog.get_logger(__name__)

PARTS: Final = {"payload": dict, "router_data": dict}


class GuardedNamespace(EventNamespace):
    """Takes one hello per socket, and events that a handler exists for while there is room for them."""

    def __init__(self, namespace: str, app: rx.App) -> None:
        super().__init__(namespace, app)
        self._connections: dict[str, Connection] = {}
        self._gone = GonePages(app)

    async def on_connect(self, sid: str, environ: dict[str, Any], auth: Any = None) -> None:
        """A page has said hello; it brings its first event along."""
        connection: Connection = environ["asgi.scope"][CONNECTION]
        # Every hello makes a State of its own; one socket is one page.
        if connection.sid:
            raise ConnectionRefusedError("One page per socket.")
        connection.sid, connection.tell = sid, partial(self._tell, sid)
        self._connections[sid] = connection
        try:
            await super().on_connect(sid, environ, auth)
        except BaseException:
            self._forget(sid)
            raise

    def on_disconnect(self, sid: str) -> Any:
        """The page is gone, or said so."""
        self._forget(sid)
        if client_token := self.sid_to_token.get(sid):
            self._gone.add(client_token)
        return super().on_disconnect(sid)

    async def on_event(self, sid: str, data: Any) -> None:
        """Queue an event if there is room; one that nobody could handle would stay in memory for good."""
        connection = self._connections.get(sid)
        if connection is None:
            return
        if not _is_event(data) or self._is_full(sid):
            await connection.drop()
            return
        try:
            await super().on_event(sid, data)
        except Exception as error:
            # Not the error's text: it repeats what the client sent, which may be a password.
            log.warning("event_malformed", handler=data["name"], error=type(error).__name__)
            await connection.drop()

    def is_open(self, sid: str) -> bool:
        """Whether the page is still there."""
        return sid in self._connections

    async def send(self, update: StateUpdate, sids: list[str]) -> None:
        """Send one update to all of ``sids``, encoded once, without socket.io's task for each of them."""
        packet = self.server.packet_class(EVENT, [str(SocketEvent.EVENT), update], self.namespace)
        message = Packet(MESSAGE, packet.encode())
        for sid in sids:
            socket_id = self.server.manager.eio_sid_from_sid(sid, self.namespace)
            socket = self.server.eio.sockets.get(socket_id)
            if socket is not None and not socket.closed:
                socket.queue.put_nowait(message)

    def _forget(self, sid: str) -> None:
        hydration.forget(sid)
        if connection := self._connections.pop(sid, None):
            connection.sid, connection.tell = "", None

    def _is_full(self, sid: str) -> bool:
        waiting = self.app.event_processor._token_queues.get(self.sid_to_token.get(sid, ""), ())
        return len(waiting) >= EVENTS_WAITING

    async def _tell(self, sid: str) -> None:
        if token := self.sid_to_token.get(sid):
            (event,) = Event.from_event_type([ViewerState.tell_hurry()])  # type: ignore[operator]
            await self.app.event_processor.enqueue(token, event)


def _is_event(data: Any) -> bool:
    if not isinstance(data, dict) or not isinstance(name := data.get("name"), str):
        return False
    well_formed = all(isinstance(data.get(part, kind()), kind) for part, kind in PARTS.items())
    return well_formed and name in RegistrationContext.get().event_handlers


def guard_sockets(app: rx.App) -> None:
    """Put the guarded namespace in the place of Reflex's own."""
    reflexs_own = app.event_namespace
    assert app.sio is not None  # noqa: S101 - Reflex makes it wherever state is enabled
    assert reflexs_own is not None  # noqa: S101 - and this with it
    app._event_namespace = GuardedNamespace(reflexs_own.namespace, app)
    app.sio.register_namespace(app._event_namespace)
    rooms.send_through(app._event_namespace)

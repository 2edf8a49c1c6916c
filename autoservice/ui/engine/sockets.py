"""The websocket's edge: who opens one, how much one may send, and how one is closed.

Between the server and Reflex. The token in the cookie is read once, at the
handshake; from then on the session's row decides, and nothing that signs anybody in
gets as far as Reflex's State, which may lie in Redis. What a socket sends is counted
before anything reads it.
"""

import asyncio
from collections import defaultdict
from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Final

import structlog
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from autoservice.runtime.current import current_runtime
from autoservice.shared.access import Role
from autoservice.shared.cookies import (
    FRESH_COOKIE,
    LOCALE_COOKIE,
    SESSION_COOKIE,
    SIGNED_IN_COOKIE,
    read_cookie,
)
from autoservice.shared.request_context import current_request_context, network_of
from autoservice.ui.engine.limits import Allowance, Refusals
from autoservice.ui.engine.packets import is_packet

log = structlog.get_logger(__name__)

PATH: Final = "/_event"
# Set here and nowhere else: what a client sends under a name of ours is thrown away.
OUR_HEADERS: Final = b"x-autoservice-"
SESSION_HEADER: Final = "x-autoservice-session"
SECRET_HEADERS: Final = (b"cookie", b"authorization")
# Where the connection is found in the ASGI scope.
CONNECTION: Final = "autoservice.connection"

# A person has a few tabs and devices; somebody with one session and more than this is a program.
SOCKETS_PER_SESSION: Final = 100
# Guests are known by their network only, and a whole neighbourhood may share one.
SOCKETS_PER_NETWORK: Final = 500
# A client that sends too much is read from this slowly, so that it costs the others nothing.
SLOWED_SECONDS: Final = 0.01

# Close codes of our own (RFC 6455 keeps 4000-4999 for applications).
ACCESS_CHANGED: Final = 4401
TOO_MUCH: Final = 4429


class Connection:
    """One websocket: what it is allowed, and the way to end it from the server's side."""

    def __init__(self, session_id: str, receive: Receive, send: Send, network: str = "") -> None:
        self.session_id = session_id
        # Whose sockets are counted together: the session's, or all guests' of a network.
        self.caller = session_id or network
        # The role that its pages were made for; ``None`` while the handshake still asks.
        self.role: Role | None = None
        # Set by the namespace once socket.io has said hello.
        self.sid = ""
        self.notify: Callable[[], Awaitable[None]] | None = None
        # Whether its page has asked to be hydrated; before that nothing else is taken from it.
        self.hydrates = False
        self._receive = receive
        self._send = send
        self._allowance = Allowance()
        self._refusals = Refusals()
        self._waiting: asyncio.Future[Message] | None = None
        self._close_code = 0
        self._is_suspect = False

    def close(self, code: int) -> None:
        """End the connection; a browser opens another one at once, with the cookies it has then."""
        self._close_code = self._close_code or code
        if self._waiting:
            self._waiting.cancel()

    async def drop(self) -> None:
        """Count a refused message: the first one is shown to the page, one too many closes the socket."""
        dropped = self._refusals.count()
        if dropped == 1 and self.notify:
            await self.notify()
        if self._refusals.exhausted and not self._close_code:
            log.warning("socket_flooded", session=self.session_id)
            self.close(TOO_MUCH)
        await asyncio.sleep(SLOWED_SECONDS)

    async def drop_malformed(self, part: str) -> None:
        """Drop what no page sends; ``part`` names what is wrong with it. The first one is logged."""
        if not self._is_suspect:
            self._is_suspect = True
            log.warning("message_malformed", part=part, session=self.session_id)
        await self.drop()

    async def receive(self) -> Message:
        """The next message that the client may send: an ASGI ``receive``."""
        while not self._close_code:
            message = await self._next()
            if message is None:
                continue
            if not _is_affordable(message, self._allowance):
                await self.drop()
            elif message["type"] == "websocket.receive" and not is_packet(message):
                await self.drop_malformed("packet")
            else:
                return message
        await self._send({"type": "websocket.close", "code": self._close_code})
        return {"type": "websocket.disconnect", "code": self._close_code}

    async def _next(self) -> Message | None:
        self._waiting = asyncio.ensure_future(self._receive())
        try:
            return await self._waiting
        except asyncio.CancelledError:
            if not self._close_code:
                raise
            return None
        finally:
            self._waiting = None


def _is_affordable(message: Message, allowance: Allowance) -> bool:
    if message["type"] != "websocket.receive":
        return True
    return allowance.take_message(len(message.get("text") or message.get("bytes") or ""))


class Connections:
    """The connections of this worker, by session; guests' by their network."""

    def __init__(self) -> None:
        self._sessions: defaultdict[str, set[Connection]] = defaultdict(set)
        self._guests: defaultdict[str, set[Connection]] = defaultdict(set)

    @contextmanager
    def holding(self, connection: Connection) -> Iterator[None]:
        """Know the connection for as long as the block lasts."""
        caller, held = connection.caller, self._sessions if connection.session_id else self._guests
        held[caller].add(connection)
        try:
            yield
        finally:
            held[caller].discard(connection)
            if not held[caller]:
                del held[caller]

    def is_full(self, session_id: str, network: str) -> bool:
        """Whether the session, or else the network's guests, have all the sockets that they may have."""
        if session_id:
            return len(self._sessions.get(session_id, ())) >= SOCKETS_PER_SESSION
        return len(self._guests.get(network, ())) >= SOCKETS_PER_NETWORK

    def by_session(self) -> dict[str, list[Connection]]:
        """Those that have a session, in a copy that others' coming and going does not touch."""
        return {session_id: list(held) for session_id, held in self._sessions.items()}


connections: Final = Connections()


class SocketEdge:
    """ASGI middleware before Reflex's sockets; everything else passes by."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let in who may come in. Over plain HTTP there is nothing here: pages use websockets only."""
        if scope["type"] not in ("http", "websocket") or not _is_ours(scope["path"]):
            await self.app(scope, receive, send)
        elif scope["type"] == "http":
            await PlainTextResponse("Websockets only.", 400)(scope, receive, send)
        else:
            await self._open(scope, receive, send)

    async def _open(self, scope: Scope, receive: Receive, send: Send) -> None:
        session_id = _session_named_by(_cookies(scope))
        network = network_of(current_request_context().ip_address)
        if session_id is None or connections.is_full(session_id, network):
            await _refuse(receive, send)
            return
        connection = Connection(session_id, receive, send, network)
        # Known before its role is asked for, so that no revocation falls between the two.
        with connections.holding(connection):
            if session_id:
                connection.role = (await current_runtime().identity.actor_of_session(session_id)).role
            await self._serve(scope, connection, send)

    async def _serve(self, scope: Scope, connection: Connection, send: Send) -> None:
        headers = [*_without_secrets(scope), *_identity(connection)]
        inner = {**scope, "headers": headers, CONNECTION: connection}
        await self.app(inner, connection.receive, send)


def _is_ours(path: str) -> bool:
    return path == PATH or path.startswith(f"{PATH}/")


def _session_named_by(cookies: str) -> str | None:
    """The session's id; empty for a guest; ``None`` if the page is just fetching a new token.

    Its socket tries again by itself. A page that knows its token to be old does that with one
    that cannot be read either: the key that signed it may be gone.
    """
    token = read_cookie(cookies, SESSION_COOKIE)
    if not token:
        return ""
    runtime = current_runtime()
    now = runtime.clock()
    session_id = runtime.adapters.tokens.read(token, now)
    if session_id is None and (_is_refreshing(cookies) or runtime.adapters.tokens.is_outdated(token, now)):
        return None
    return session_id or ""


def _is_refreshing(cookies: str) -> bool:
    return read_cookie(cookies, SIGNED_IN_COOKIE) is not None and read_cookie(cookies, FRESH_COOKIE) is None


async def _refuse(receive: Receive, send: Send) -> None:
    """Answer a handshake with 403."""
    await receive()
    await send({"type": "websocket.close"})


def _cookies(scope: Mapping[str, Any]) -> str:
    return "; ".join(value.decode("latin-1") for name, value in scope["headers"] if name.lower() == b"cookie")


def _without_secrets(scope: Mapping[str, Any]) -> list[tuple[bytes, bytes]]:
    """The headers without all that says who somebody is; of the cookies only the language stays."""
    kept = [
        (name, value)
        for name, value in scope["headers"]
        if name.lower() not in SECRET_HEADERS and not name.lower().startswith(OUR_HEADERS)
    ]
    locale = read_cookie(_cookies(scope), LOCALE_COOKIE)
    return [*kept, (b"cookie", f"{LOCALE_COOKIE}={locale}".encode("latin-1"))] if locale else kept


def _identity(connection: Connection) -> list[tuple[bytes, bytes]]:
    session_id = connection.session_id
    return [(SESSION_HEADER.encode(), session_id.encode())] if session_id else []

"""The websocket's edge: handshakes, limits and closing.

It stands between the server and Reflex. The token in the cookie is read once, at the handshake; from then
on the session's row decides, and no credential gets as far as Reflex's State, which may lie in Redis. A
socket's messages are counted before they are parsed.
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
    LINK_COOKIE,
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
# Set here and nowhere else: a client's headers of this prefix are removed.
INTERNAL_HEADERS: Final = b"x-autoservice-"
SESSION_HEADER: Final = "x-autoservice-session"
CREDENTIAL_HEADERS: Final = (b"cookie", b"authorization")
# Where the connection is found in the ASGI scope.
CONNECTION: Final = "autoservice.connection"

# A person has a few tabs and devices; a session with more sockets than this is a program's.
SOCKETS_PER_SESSION: Final = 100
# Guests are known by their network only, and a whole neighbourhood may share one.
SOCKETS_PER_NETWORK: Final = 500
# The delay after each refused message, so that a flood does not slow other clients.
SLOWED_SECONDS: Final = 0.01

# Close codes of our own (RFC 6455 keeps 4000-4999 for applications).
ACCESS_CHANGED: Final = 4401
TOO_MANY_MESSAGES: Final = 4429


class Connection:
    """One websocket with its session, its limits, and the way to close it from the server's side."""

    def __init__(self, session_id: str, receive: Receive, send: Send, network: str = "") -> None:
        self.session_id = session_id
        # The key of the limit of sockets: the session, or the network of guests.
        self.caller = session_id or network
        # The role at the handshake; ``None`` until that is read.
        self.role: Role | None = None
        # Set by the namespace at socket.io's connect.
        self.sid = ""
        self.notify: Callable[[], Awaitable[None]] | None = None
        # Whether its page has requested its hydration, which must be the first event.
        self.hydrates = False
        self._receive = receive
        self._send = send
        self._allowance = Allowance()
        self._refusals = Refusals()
        self._waiting: asyncio.Future[Message] | None = None
        self._close_code = 0
        self._is_suspect = False

    def close(self, code: int) -> None:
        """Close the connection; a browser reconnects at once, with the cookies it has then."""
        self._close_code = self._close_code or code
        if self._waiting:
            self._waiting.cancel()

    async def drop(self) -> None:
        """Count a refused message: the first is reported to the page, too many close the socket."""
        dropped = self._refusals.count()
        if dropped == 1 and self.notify:
            await self.notify()
        if self._refusals.exhausted and not self._close_code:
            log.warning("socket_flooded", session=self.session_id)
            self.close(TOO_MANY_MESSAGES)
        await asyncio.sleep(SLOWED_SECONDS)

    async def drop_malformed(self, part: str) -> None:
        """Drop a malformed message; ``part`` names the fault. The first one is logged."""
        if not self._is_suspect:
            self._is_suspect = True
            log.warning("message_malformed", part=part, session=self.session_id)
        await self.drop()

    async def receive(self) -> Message:
        """Return the next message within the client's limits: an ASGI ``receive``."""
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
    """The connections of this worker by session, those of guests by their network."""

    def __init__(self) -> None:
        self._sessions: defaultdict[str, set[Connection]] = defaultdict(set)
        self._guests: defaultdict[str, set[Connection]] = defaultdict(set)

    @contextmanager
    def registered(self, connection: Connection) -> Iterator[None]:
        """Register the connection for as long as the block lasts."""
        caller, group = connection.caller, self._sessions if connection.session_id else self._guests
        group[caller].add(connection)
        try:
            yield
        finally:
            group[caller].discard(connection)
            if not group[caller]:
                del group[caller]

    def is_full(self, session_id: str, network: str) -> bool:
        """Return whether the session, or else the network's guests, have reached the limit of sockets."""
        if session_id:
            return len(self._sessions.get(session_id, ())) >= SOCKETS_PER_SESSION
        return len(self._guests.get(network, ())) >= SOCKETS_PER_NETWORK

    def by_session(self) -> dict[str, list[Connection]]:
        """Return a copy of the connections that have a session."""
        return {session_id: list(group) for session_id, group in self._sessions.items()}


connections: Final = Connections()


class SocketEdge:
    """ASGI middleware before Reflex's sockets; other requests pass by."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve a websocket within the limits; refuse plain HTTP, because pages use websockets only."""
        if scope["type"] not in ("http", "websocket") or not _is_socket_path(scope["path"]):
            await self.app(scope, receive, send)
        elif scope["type"] == "http":
            await PlainTextResponse("Websockets only.", 400)(scope, receive, send)
        else:
            await self._open(scope, receive, send)

    async def _open(self, scope: Scope, receive: Receive, send: Send) -> None:
        session_id = await _find_session(_cookies(scope))
        network = network_of(current_request_context().ip_address)
        if session_id is None or connections.is_full(session_id, network):
            await _refuse(receive, send)
            return
        connection = Connection(session_id, receive, send, network)
        # Registered before its role is read, so that no revocation falls between the two.
        with connections.registered(connection):
            if session_id:
                connection.role = (await current_runtime().identity.actor_of_session(session_id)).role
            await self._serve(scope, connection, send)

    async def _serve(self, scope: Scope, connection: Connection, send: Send) -> None:
        headers = [*_without_credentials(scope), *_identity(connection)]
        inner_scope = {**scope, "headers": headers, CONNECTION: connection}
        await self.app(inner_scope, connection.receive, send)


def _is_socket_path(path: str) -> bool:
    return path == PATH or path.startswith(f"{PATH}/")


async def _find_session(cookies: str) -> str | None:
    """Return the session of an account as ``_session_of`` does; without one, that of a tracking link."""
    session_id = _session_of(cookies)
    if session_id == "":
        return await current_runtime().identity.session_of_link(read_cookie(cookies, LINK_COOKIE))
    return session_id


def _session_of(cookies: str) -> str | None:
    """Return the session's id; empty for a guest; ``None`` while the page is fetching a new token.

    The page's socket reconnects by itself. A page that knows its token to be old does so with a token that
    cannot be read either: its signing key may have been removed.
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


def _without_credentials(scope: Mapping[str, Any]) -> list[tuple[bytes, bytes]]:
    """Return the headers without credentials; of the cookies only the language stays."""
    remaining = [
        (name, value)
        for name, value in scope["headers"]
        if name.lower() not in CREDENTIAL_HEADERS and not name.lower().startswith(INTERNAL_HEADERS)
    ]
    locale = read_cookie(_cookies(scope), LOCALE_COOKIE)
    return [*remaining, (b"cookie", f"{LOCALE_COOKIE}={locale}".encode("latin-1"))] if locale else remaining


def _identity(connection: Connection) -> list[tuple[bytes, bytes]]:
    session_id = connection.session_id
    return [(SESSION_HEADER.encode(), session_id.encode())] if session_id else []

"""Revocation on open sockets: the sockets of revoked sessions are closed.

A browser reopens a socket that the server has closed at once, with the cookies that it has then, and its
page is opened from the beginning: the gate redirects a viewer without a session to the sign-in page, and a
viewer with another role to that role's start page. The client's cooperation is not needed: one that does
not reconnect receives nothing.
"""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, suppress
from typing import Final

import structlog

from autoservice.modules.notifications.topics import ACCESS
from autoservice.runtime.current import current_runtime
from autoservice.shared.access import GUEST, Role
from autoservice.ui.engine.rooms import retry_until_done
from autoservice.ui.engine.sockets import ACCESS_CHANGED, Connection, connections

log = structlog.get_logger(__name__)

# Sessions also expire, of which there is no message; and a message may be lost.
CHECK_SECONDS: Final = 60.0
SESSIONS_PER_QUERY: Final = 1000


@asynccontextmanager
async def closing_revoked() -> AsyncIterator[None]:
    """Close the sockets of revoked sessions for as long as the block lasts."""
    task = asyncio.create_task(_run())
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


async def _run() -> None:
    with current_runtime().adapters.hub.subscribe(ACCESS) as subscription:
        while True:
            with suppress(TimeoutError):
                async with asyncio.timeout(CHECK_SECONDS):
                    await subscription.changed.wait()
            subscription.changed.clear()
            await retry_until_done(close_revoked)


async def close_revoked() -> None:
    """Close the sockets whose session is revoked or has another role than at the handshake."""
    sockets = connections.by_session()
    for session_ids in _batches(list(sockets)):
        actors = await current_runtime().identity.actors_of_sessions(session_ids)
        for session_id in session_ids:
            role = actors.get(session_id, GUEST).role
            for connection in sockets[session_id]:
                _close_if_changed(connection, role)


def _batches(session_ids: list[str]) -> Iterator[list[str]]:
    for start in range(0, len(session_ids), SESSIONS_PER_QUERY):
        yield session_ids[start : start + SESSIONS_PER_QUERY]


def _close_if_changed(connection: Connection, role: Role) -> None:
    if connection.role is Role.ENROLLING and role is not Role.GUEST:
        # After the enrolment of the second factor the viewer is still reading the recovery codes.
        connection.role = role
    # ``None`` means during the handshake: its first event reads the role anyway.
    elif connection.role not in (None, role):
        log.info("socket_revoked", session=connection.session_id)
        connection.close(ACCESS_CHANGED)

"""Revoked means dead on open sockets too: the sockets of revoked sessions are closed.

A socket that is closed by the server is opened anew by its browser at once, with the
cookies that it has then, and its page is opened from the beginning: the gate sends
somebody whose session is over to sign in, and somebody with another role home. That
asks nothing of the client: one that does not come back keeps nothing.
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
    task = asyncio.create_task(_watch())
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


async def _watch() -> None:
    with current_runtime().adapters.hub.subscribe(ACCESS) as place:
        while True:
            with suppress(TimeoutError):
                async with asyncio.timeout(CHECK_SECONDS):
                    await place.changed.wait()
            place.changed.clear()
            await retry_until_done(close_revoked)


async def close_revoked() -> None:
    """Close the sockets whose session is over or has another role than they were opened with."""
    held = connections.by_session()
    for session_ids in _in_parts(list(held)):
        actors = await current_runtime().identity.actors_of_sessions(session_ids)
        for session_id in session_ids:
            role = actors.get(session_id, GUEST).role
            for connection in held[session_id]:
                _compare(connection, role)


def _in_parts(session_ids: list[str]) -> Iterator[list[str]]:
    for start in range(0, len(session_ids), SESSIONS_PER_QUERY):
        yield session_ids[start : start + SESSIONS_PER_QUERY]


def _compare(connection: Connection, role: Role) -> None:
    if connection.role is Role.ENROLLING and role is not Role.GUEST:
        # Whoever has just set up the second factor is still reading the recovery codes.
        connection.role = role
    # ``None`` is still at the handshake: its first event asks the database anyway.
    elif connection.role not in (None, role):
        log.info("socket_revoked", session=connection.session_id)
        connection.close(ACCESS_CHANGED)

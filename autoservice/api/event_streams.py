"""Server-sent events: the feed as an answer that goes on until its reader, or their right to it, is gone.

A stream holds no events in memory: it is woken by the commit as open pages are, in every worker, and then
reads what is new with the rights of that moment, once all that was sent before has left the process. A slow
reader makes it wait; one that reads nothing at all is cut off by the server, and resumes.
"""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Callable
from typing import Final

import structlog
from fastapi.responses import StreamingResponse
from starlette.types import Receive, Scope, Send

from autoservice.modules.notifications.topics import (
    ACCESS,
    ORDERS,
    client_topic,
    mechanic_topic,
    order_topic,
)
from autoservice.modules.progress.feed.errors import TooManyStreams
from autoservice.modules.progress.feed.schemas import FeedPage, FeedStart, Reset
from autoservice.runtime.current import current_runtime, read_only
from autoservice.shared.access import Actor, Permission
from autoservice.shared.errors import DomainError
from autoservice.shared.stopping import STOPPING, Stopping

log = structlog.get_logger(__name__)

# Less than the minute after which proxies give up an answer that says nothing.
KEEP_ALIVE_SECONDS: Final = 15.0
# Of one person, or of one tracking link, in each worker.
STREAMS_PER_PERSON: Final = 10
BEGINNING: Final = "retry: 3000\n: events of orders, in the order of their commits\n\n"
HEADERS: Final = {
    # Not to be compressed on the way either: what a compressor holds back arrives late.
    "Cache-Control": "no-store, no-transform",
    "X-Accel-Buffering": "no",
}

Person = tuple[int, int]
_open: Final[Counter[Person]] = Counter()


class EventStream:
    """The events of the orders that ``actor`` may read, or of one of them, from ``start`` on."""

    def __init__(self, actor: Actor, order_id: int | None, start: FeedStart) -> None:
        # By whom streams are counted.
        self.person: Person = actor.user_id, actor.link_id
        self._actor = actor
        self._order_id = order_id
        self._start = start
        self._is_over = False
        self._wake: Callable[[], None] = _nothing

    def end(self) -> None:
        """Let the stream end, now or after the reading that has begun."""
        self._is_over = True
        self._wake()

    async def chunks(self) -> AsyncIterator[str]:
        """Yield what is sent; empty chunks wait until what was sent before has left the process."""
        yield BEGINNING + _first(self._start)
        position, is_idle = self._start.position, False
        with current_runtime().adapters.hub.subscribe(self._topic(), ACCESS) as new:
            self._wake = new.changed.set
            while True:
                yield ""
                new.changed.clear()
                if self._is_over or (page := await self._read(position)) is None:
                    return
                if page.events or is_idle:
                    yield _block(page)
                position, is_idle = page.position, page.is_last and not await _is_set(new.changed)

    async def _read(self, position: int) -> FeedPage | None:
        """Return what is new to the actor, nothing once another actor or nobody is behind the session."""
        try:
            actor = await current_runtime().identity.actor_of_session(self._actor.session_id)
            if _rights_of(actor) != _rights_of(self._actor):
                return None
            async with read_only(actor) as unit:
                return await unit.services.feed.read(position, self._order_id)
        except DomainError:
            return None
        except Exception:
            # Its reader comes back, and perhaps the database has by then.
            log.warning("event_stream_failed", exc_info=True)
            return None

    def _topic(self) -> str:
        if order_id := self._order_id or self._actor.order_id:
            return order_topic(order_id)
        if self._actor.may(Permission.READ_ALL_ORDERS):
            return ORDERS
        is_mechanic = self._actor.may(Permission.READ_ASSIGNED_ORDERS)
        return (mechanic_topic if is_mechanic else client_topic)(self._actor.user_id)


def _nothing() -> None:
    """Wake nobody: the stream has not been begun."""


def _rights_of(actor: Actor) -> tuple[object, ...]:
    return actor.role, actor.user_id, actor.order_id


def _first(start: FeedStart) -> str:
    if start.reset is None:
        return f"id: {start.position}\n\n"
    return _event(start.position, "reset", Reset(reason=start.reset).model_dump_json())


def _block(page: FeedPage) -> str:
    if not page.events:
        # An id without data is no event: it only moves the reader's place on.
        return f": keep-alive\nid: {page.position}\n\n"
    return "".join(_event(event.id, event.view.kind, event.view.model_dump_json()) for event in page.events)


def _event(event_id: int, name: str, data: str) -> str:
    return f"id: {event_id}\nevent: {name}\ndata: {data}\n\n"


async def _is_set(changed: asyncio.Event) -> bool:
    """Wait for a change; return whether there was one before a keep-alive is due."""
    try:
        async with asyncio.timeout(KEEP_ALIVE_SECONDS):
            return await changed.wait()
    except TimeoutError:
        return False


class EventStreamResponse(StreamingResponse):
    """A stream as an answer, counted as one of its person's until it ends; raises ``TooManyStreams``."""

    media_type = "text/event-stream"

    def __init__(self, stream: EventStream) -> None:
        if _open[stream.person] >= STREAMS_PER_PERSON:
            raise TooManyStreams()
        _open[stream.person] += 1
        self._stream = stream
        super().__init__(stream.chunks(), headers=HEADERS)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send the stream until it ends, its reader leaves, or the server stops.

        It is not cancelled in the middle of a reading, which would cost the database's connection.
        """
        leaving = asyncio.create_task(self.listen_for_disconnect(receive))
        leaving.add_done_callback(lambda _: self._stream.end())
        stopping: Stopping = scope.get("extensions", {}).get(STOPPING) or Stopping()
        try:
            with stopping.telling(self._stream.end):
                await self.stream_response(send)
        finally:
            leaving.cancel()
            await asyncio.gather(leaving, return_exceptions=True)
            _forget(self._stream.person)


def _forget(person: Person) -> None:
    _open[person] -= 1
    if not _open[person]:
        del _open[person]

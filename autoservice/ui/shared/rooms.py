"""Rooms: all viewers of one topic in this process, told of a change together.

When a topic changes, its room checks the sessions of everybody in it with one
query, prepares the reading that they share, and then tells them in small groups:
so the first ones have been sent the news before the last ones are told, and what
a viewer needs is still in the processor's cache when its turn is over.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from contextvars import Context
from dataclasses import dataclass, field
from typing import Final, TypeVar

import structlog

from autoservice import work
from autoservice.modules.notifications.ports import SocketHub
from autoservice.shared.access import GUEST, Actor
from autoservice.shared.errors import DomainError

log = structlog.get_logger(__name__)

GROUP: Final = 16
RETRY_SECONDS: Final = 1.0

Reading = TypeVar("Reading")
Prepare = Callable[[int], Awaitable[object]]


@dataclass(frozen=True)
class Change:
    """A reason to read again. ``generation`` orders the publications of this process."""

    actor: Actor
    generation: int


@dataclass(eq=False)
class Seat:
    """One viewer in a room."""

    session_id: str
    _news: Change | None = None
    _told: asyncio.Event = field(default_factory=asyncio.Event)

    def tell(self, change: Change) -> None:
        """Hand over the news; if the viewer has not read the last ones yet, these replace them."""
        self._news = change
        self._told.set()

    async def next(self) -> Change:
        """Wait for news."""
        await self._told.wait()
        self._told.clear()
        assert self._news is not None  # noqa: S101 - it is set before the event is
        return self._news


class Room:
    """The seats of one topic and the task that tells them."""

    def __init__(self, hub: SocketHub, topic: str, prepare: Prepare | None) -> None:
        self.seats: set[Seat] = set()
        self._prepare = prepare
        self._place = hub.subscribe(topic)
        self._watcher = self._place.__enter__()
        # A context of its own: the room is nobody's event.
        self._task = asyncio.get_running_loop().create_task(self._run(), context=Context())

    def close(self) -> None:
        """Tell nobody any more."""
        self._task.cancel()
        self._place.__exit__(None, None, None)

    async def _run(self) -> None:
        while True:
            await self._watcher.changed.wait()
            self._watcher.changed.clear()
            await insist(self._tell_all)

    async def _tell_all(self) -> None:
        generation, seats = self._watcher.generation, list(self.seats)
        actors, _ = await asyncio.gather(self._check(seats), self._get_ready(generation))
        for number, seat in enumerate(seats, 1):
            seat.tell(Change(actors.get(seat.session_id, GUEST), generation))
            if number % GROUP == 0:
                await asyncio.sleep(0)

    async def _check(self, seats: list[Seat]) -> dict[str, Actor]:
        return await work.runtime().actors_of_sessions(list({seat.session_id for seat in seats}))

    async def _get_ready(self, generation: int) -> None:
        if self._prepare:
            try:
                await self._prepare(generation)
            except DomainError:
                # Each viewer finds that out when it reads.
                return


async def insist(read: Callable[[], Awaitable[Reading]]) -> Reading:
    """What ``read`` returns; a database that is away for a moment must not end the watching."""
    while True:
        try:
            return await read()
        except DomainError:
            raise
        except Exception:
            log.warning("live_reading_failed", exc_info=True)
            await asyncio.sleep(RETRY_SECONDS)


_rooms: Final[dict[tuple[SocketHub, str], Room]] = {}


@contextmanager
def seat_in(topic: str, session_id: str, prepare: Prepare | None = None) -> Iterator[Seat]:
    """A seat in the topic's room, for as long as the context lasts.

    ``prepare`` begins the reading that all viewers of the topic share.
    """
    hub = work.runtime().outside.hub
    room = _rooms.get((hub, topic))
    if room is None:
        room = _rooms[hub, topic] = Room(hub, topic, prepare)
    room.seats.add(seat := Seat(session_id))
    try:
        yield seat
    finally:
        room.seats.discard(seat)
        if not room.seats:
            del _rooms[hub, topic]
            room.close()

"""Rooms: the members of one live view in this process, which are sent each change together.

The room is the only writer of its members' values, their first reading included. After a change it checks
the sessions of all members with one query, reads once, renders once for each group of the same rights and
language, and sends each group one message, which is encoded once. The members' State objects are not
touched. A message holds only the values that differ from the last ones sent to the member; readings follow
each other, so no member is ever sent an older one.
"""

import asyncio
from collections import defaultdict
from collections.abc import Awaitable, Callable, Iterable, Sequence
from contextvars import Context
from typing import Any, Final, Protocol, TypeVar

import reflex as rx
import structlog
from reflex.state import BaseState, StateUpdate
from reflex_base.event import Event

from autoservice.modules.notifications.ports import SocketHub
from autoservice.runtime.current import current_runtime
from autoservice.shared.access import GUEST, Actor
from autoservice.ui.current import Viewer, viewer_of
from autoservice.ui.engine.members import (
    Kind,
    Member,
    Rendering,
    difference,
    group_by_last_sent,
    group_by_rights,
)
from autoservice.ui.engine.snapshots import LIVE, ONLY_CHANGES, Values, as_delta, initial_values

log = structlog.get_logger(__name__)

RETRY_SECONDS: Final = 1.0
Reading = TypeVar("Reading")


class RoomView(Protocol):
    """The view of a room; pages with equal views share a room."""

    @property
    def state(self) -> type[BaseState]:
        """Return the State class whose vars are sent."""
        ...

    @property
    def topic(self) -> str:
        """Return the topic that is watched."""
        ...

    async def read(self) -> Any:
        """Read the data that the values of all members have in common."""
        ...

    async def show(self, reading: Any, viewer: Viewer) -> Rendering:
        """Return the values of ``reading`` that ``viewer`` may see now."""
        ...

    def seconds_left(self) -> float | None:
        """Return after how many seconds to render again without a change; ``None`` for never."""
        ...

    def __hash__(self) -> int: ...


class Sockets(Protocol):
    """The interface to the pages' sockets of this process."""

    def is_open(self, sid: str) -> bool: ...

    async def send(self, update: StateUpdate, sids: list[str]) -> None:
        """Encode ``update`` once and send it to all of ``sids``."""
        ...


class Room:
    """The members of one view, and the task that sends to them."""

    def __init__(self, hub: SocketHub, view: RoomView) -> None:
        self.members: dict[str, Member] = {}
        self._view = view
        self._closed = False
        self._subscribing = hub.subscribe(view.topic)
        self._subscription = self._subscribing.__enter__()
        # Of the last reading that all members were sent: the topic's generation, and how often time alone
        # had required another one.
        self._rendered_at, self._renewals = (self._subscription.generation, 0), 0
        self._rendered: dict[Kind, Rendering] = {}
        self._timer: asyncio.TimerHandle | None = None
        # A context of its own: the room belongs to no event.
        task = asyncio.get_running_loop().create_task(self._run(), context=Context())
        _tasks.add(task)
        task.add_done_callback(_tasks.discard)

    def add(self, member: Member) -> None:
        """Add the page; the room sends it the first reading."""
        self.members[member.sid] = member
        self._subscription.changed.set()

    def close(self) -> None:
        """Stop sending; a reading that has begun ends by itself and returns its connection."""
        self._closed = True
        self._cancel_timer()
        self._subscription.changed.set()
        self._subscribing.__exit__(None, None, None)

    async def _run(self) -> None:
        while not self._closed:
            await self._subscription.changed.wait()
            self._subscription.changed.clear()
            await retry_until_done(self._update)

    async def _update(self) -> None:
        if self._closed:
            return
        present = self._subscription.generation, self._renewals
        new_members = [member for member in self.members.values() if member.shown is None]
        members = new_members if present == self._rendered_at else list(self.members.values())
        actors, reading = await asyncio.gather(_actors_of(members), self._view.read())
        rendered = {} if len(members) == len(self.members) else self._rendered
        for kind, group in group_by_rights(members, actors).items():
            actor = actors.get(group[0].session_id, GUEST)
            shown = await self._view.show(reading, viewer_of(actor, group[0].locale))
            # Members with equal values share one object, whenever they joined.
            rendered[kind] = shown if shown != self._rendered.get(kind) else self._rendered[kind]
            await self._send(group, rendered[kind])
        self._rendered, self._rendered_at = rendered, present
        if members is not new_members:
            self._cancel_timer()
        self._render_later(self._view.seconds_left())

    def _render_later(self, seconds: float | None) -> None:
        """Render again after so many seconds, unless that is due earlier for other members."""
        if seconds is None or self._closed:
            return
        loop = asyncio.get_running_loop()
        if self._timer is None or loop.time() + seconds < self._timer.when():
            self._cancel_timer()
            self._timer = loop.call_later(seconds, self._render_again)

    def _cancel_timer(self) -> None:
        if self._timer:
            self._timer.cancel()
        self._timer = None

    def _render_again(self) -> None:
        self._timer = None
        # A reading that has begun does not count: its members may have been rendered before this.
        self._renewals += 1
        self._subscription.changed.set()

    async def _send(self, group: list[Member], shown: Rendering) -> None:
        remaining = [member for member in group if self.members.get(member.sid) is member]
        for before, members in group_by_last_sent(remaining):
            changed = difference(before, shown.values, ONLY_CHANGES.get(self._view.state, ()))
            if shown.redirect_to:
                await self._redirect(members, changed, shown.redirect_to)
            elif changed:
                await _send(as_delta(self._view.state, changed), members)
            # Only now: a message that could not be sent is sent with the next attempt.
            for member in members:
                member.shown = shown.values

    async def _redirect(self, members: list[Member], changed: Values, path: str) -> None:
        for member in members:
            leave(member.sid)
        events = Event.from_event_type([rx.redirect(path)])
        await _send(as_delta(self._view.state, changed), members, events)


async def _actors_of(members: Iterable[Member]) -> dict[str, Actor]:
    sessions = {member.session_id for member in members if member.session_id}
    return await current_runtime().identity.actors_of_sessions(list(sessions)) if sessions else {}


async def retry_until_done(read: Callable[[], Awaitable[Reading]]) -> Reading:
    """Return what ``read`` returns; retry after an error, such as an unavailable database."""
    while True:
        try:
            return await read()
        except Exception:
            log.warning("live_reading_failed", exc_info=True)
            await asyncio.sleep(RETRY_SECONDS)


Key = tuple[SocketHub, RoomView]
_rooms: Final[dict[Key, Room]] = {}
_tasks: Final[set[asyncio.Task[None]]] = set()
# The rooms that a page is in, by the State class that shows them.
_memberships: Final[defaultdict[str, dict[type[BaseState], Key]]] = defaultdict(dict)
_sockets: Sockets | None = None


def set_sockets(sockets: Sockets) -> None:
    """Set the sockets through which the rooms of this process send."""
    global _sockets
    _sockets = sockets


def is_open(sid: str) -> bool:
    """Return whether the page's socket is still open."""
    return _sockets is not None and _sockets.is_open(sid)


def join(view: RoomView, member: Member) -> None:
    """Add a page to the view's room, in place of the room that its State class showed before.

    A page whose socket is closed is not added: no disconnect would remove it again.
    """
    if not is_open(member.sid):
        return
    _leave(member.sid, view.state)
    key = current_runtime().adapters.hub, view
    if key not in _rooms:
        _rooms[key] = Room(key[0], view)
    _memberships[member.sid][view.state] = key
    _rooms[key].add(member)


def leave(sid: str) -> None:
    """Remove the page from all its rooms."""
    for state in list(_memberships.get(sid, ())):
        _leave(sid, state)


async def leave_other_pages(sid: str, path: str) -> None:
    """Leave the rooms of pages other than ``path`` and reset their vars on the page."""
    members = {state: _rooms[key].members[sid] for state, key in _memberships.get(sid, {}).items()}
    closed = {state: member for state, member in members.items() if member.path not in ("", path)}
    # All at once: while the messages are sent the page may be gone.
    for state in closed:
        _leave(sid, state)
    for state, member in closed.items():
        await _send(as_delta(state, initial_values(state, LIVE[state])), [member])


def _leave(sid: str, state: type[BaseState]) -> None:
    key = _memberships[sid].pop(state, None)
    if not _memberships[sid]:
        del _memberships[sid]
    if key is None:
        return
    room = _rooms[key]
    room.members.pop(sid, None)
    if not room.members:
        del _rooms[key]
        room.close()


async def _send(
    delta: dict[str, dict[str, Any]], members: Iterable[Member], events: Sequence[Event] = ()
) -> None:
    assert _sockets is not None  # noqa: S101 - there is no member without it
    update = StateUpdate(delta=delta, events=list(events))
    await _sockets.send(update, [member.sid for member in members])

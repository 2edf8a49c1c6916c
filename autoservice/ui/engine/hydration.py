"""What happens when a page's socket opens, the first time or again.

A page that comes back (a dead spot, a sleeping phone, a restart of the server) keeps what it
shows until its handlers and rooms have read anew: nothing is unmounted, nothing typed is lost.
It proves by a value in its tab's ``sessionStorage`` that it was filled for the same session and
role; the value decides nothing else. Without that proof all that the page may hold is blanked.
"""

import hashlib
from typing import Any, Final, TypeVar

import reflex as rx
from reflex.event import Event
from reflex.state import BaseState
from reflex_base.constants.state import FIELD_MARKER
from reflex_base.event.context import EventContext

from autoservice.shared.access import Actor, Permission
from autoservice.ui.access import PERMISSIONS, chained_only, requires_permission
from autoservice.ui.current import current_viewer
from autoservice.ui.engine import rooms
from autoservice.ui.engine.snapshots import Delta, blank_values, held_values

StateClass = TypeVar("StateClass", bound=BaseState)


@requires_permission(Permission.VISIT)
class PageState(rx.State):
    """For whom the open page and this State were filled."""

    # In the browser: whose page it is, and its path.
    filled_for: str = rx.SessionStorage("", name="autoservice_page")
    # Here: whose State it is, even if the browser says something else.
    _owner: str = ""

    @rx.event
    @chained_only
    async def finish(self) -> None:
        """Every opening page ends so: it now shows what belongs to its path."""
        self._owner = _name_owner(current_viewer().actor)
        self.filled_for = f"{self._owner} {self.router.url.path}"
        _note(self, filled=True)


FILLED_FOR: Final = f"{PageState.get_full_name()}.filled_for{FIELD_MARKER}"
# The sockets whose page has been filled and has not gone anywhere since.
_filled: Final[set[str]] = set()


def has_returned(state: BaseState) -> bool:
    """Whether the page that opens is the one that its reader has before them already."""
    return state.router.session.session_id in _filled


def forget(sid: str) -> None:
    """The socket is gone."""
    _filled.discard(sid)
    rooms.leave(sid)


async def begin(root: BaseState, event: Event, actor: Actor) -> None:
    """Decide what a connecting page keeps, and tell it the rest."""
    owner = _name_owner(actor)
    filled_for, _, path = _claim(event).partition(" ")
    # A page that was just loaded says what it was built with, and holds nothing else.
    is_new = bool(event.payload.get("hashes"))
    returns = filled_for == owner and not is_new
    page, states = _find(root, PageState), [_find(root, state) for state in PERMISSIONS]
    keeps_state = returns and page._owner == owner
    if not keeps_state:
        for state in states:
            state.reset()
        page._owner = owner
    _note(root, filled=returns and path == root.router.url.path)
    if keeps_state:
        await _emit(held_values(states))
    elif not (returns or is_new):
        await _emit(blank_values(states))


async def navigate(state: BaseState) -> None:
    """The page goes somewhere else within the program."""
    sid = state.router.session.session_id
    _filled.discard(sid)
    await rooms.move_on(sid, state.router.url.path)


def _name_owner(actor: Actor) -> str:
    """A name for the session and its role that tells nobody either."""
    return hashlib.sha256(f"{actor.session_id} {actor.role}".encode()).hexdigest()[:24]


def _claim(event: Event) -> str:
    given = event.payload.get("vars")
    return str(given.get(FILLED_FOR, "")) if isinstance(given, dict) else ""


def _find(root: BaseState, state: type[StateClass]) -> StateClass:
    held: Any = root
    for part in state.get_full_name().split(".")[1:]:
        held = held.substates[part]
    found: StateClass = held
    return found


def _note(state: BaseState, *, filled: bool) -> None:
    sid = state.router.session.session_id
    # Of one whose socket has gone meanwhile nobody would take the note away.
    if filled and rooms.is_open(sid):
        _filled.add(sid)
    else:
        _filled.discard(sid)


async def _emit(delta: Delta) -> None:
    await EventContext.get().emit_delta(delta)

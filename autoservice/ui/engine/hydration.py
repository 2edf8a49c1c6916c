"""Hydration: the opening of a page's socket, the first time or again.

A page that returns (after a lost connection, a sleeping phone, a restart of the server) keeps its content
until its handlers and rooms have read it anew: nothing is unmounted, no input is lost. It proves by a value
in its tab's ``sessionStorage`` that it was filled for the same session and role; the value decides nothing
else. Without that proof all vars of the page are reset.
"""

import hashlib
from typing import Any, Final, TypeVar

import reflex as rx
from reflex.event import Event
from reflex.state import BaseState
from reflex_base.constants.state import FIELD_MARKER
from reflex_base.event.context import EventContext

from autoservice.shared.access import Actor, Permission
from autoservice.shared.cookies import session_digest
from autoservice.ui.access import PERMISSIONS, chained_only, requires_permission
from autoservice.ui.current import current_viewer
from autoservice.ui.engine import rooms
from autoservice.ui.engine.snapshots import Delta, reset_values, state_values

StateClass = TypeVar("StateClass", bound=BaseState)


@requires_permission(Permission.VISIT)
class PageState(rx.State):
    """The owner, a session with its role, of the open page and of its State."""

    # In the browser: the owner of the page, and its path.
    filled_for: str = rx.SessionStorage("", name="autoservice_page")
    # Whose values these are, once the page is filled: assets/offline keeps them for that session alone.
    session_digest: str = ""
    # On the server: the owner of the State, whatever the browser claims.
    _owner: str = ""

    @rx.event
    @chained_only
    async def finish(self) -> None:
        """Record that the page now shows its path; the last event of each opening."""
        actor = current_viewer().actor
        self._owner, self.session_digest = _owner_digest(actor), session_digest(actor.session_id) or NOBODY
        self.filled_for = f"{self._owner} {self.router.url.path}"
        _record_filled(self, filled=True)


# Of a page without a session.
NOBODY: Final = "nobody"
FILLED_FOR: Final = f"{PageState.get_full_name()}.filled_for{FIELD_MARKER}"
# The sockets whose page has been filled and has not navigated since.
_filled: Final[set[str]] = set()


def has_returned(state: BaseState) -> bool:
    """Return whether the opening page is the one that its reader has before them already."""
    return state.router.session.session_id in _filled


def forget(sid: str) -> None:
    """Forget the closed socket."""
    _filled.discard(sid)
    rooms.leave(sid)


async def begin(root: BaseState, event: Event, actor: Actor) -> None:
    """Decide which vars a connecting page keeps, and send it the others."""
    owner = _owner_digest(actor)
    filled_for, _, path = _claimed_owner(event).partition(" ")
    # A page that was just loaded has only its initial values, and sends the hashes of its build.
    is_new = bool(event.payload.get("hashes"))
    returns = filled_for == owner and not is_new
    page, states = _find(root, PageState), [_find(root, state) for state in PERMISSIONS]
    keeps_state = returns and page._owner == owner
    if not keeps_state:
        for state in states:
            state.reset()
        page._owner = owner
    _record_filled(root, filled=returns and path == root.router.url.path)
    if keeps_state:
        await _emit(state_values(states))
    elif not (returns or is_new):
        await _emit(reset_values(states))


async def navigate(state: BaseState) -> None:
    """Record that the page navigates within the program."""
    sid = state.router.session.session_id
    _filled.discard(sid)
    await rooms.leave_other_pages(sid, state.router.url.path)


def _owner_digest(actor: Actor) -> str:
    """Return a name for the session and its role that discloses neither."""
    return hashlib.sha256(f"{actor.session_id} {actor.role}".encode()).hexdigest()[:24]


def _claimed_owner(event: Event) -> str:
    sent = event.payload.get("vars")
    return str(sent.get(FILLED_FOR, "")) if isinstance(sent, dict) else ""


def _find(root: BaseState, state: type[StateClass]) -> StateClass:
    found_state: Any = root
    for part in state.get_full_name().split(".")[1:]:
        found_state = found_state.substates[part]
    found: StateClass = found_state
    return found


def _record_filled(state: BaseState, *, filled: bool) -> None:
    sid = state.router.session.session_id
    # Nothing would remove the record of a socket that has been closed meanwhile.
    if filled and rooms.is_open(sid):
        _filled.add(sid)
    else:
        _filled.discard(sid)


async def _emit(delta: Delta) -> None:
    await EventContext.get().emit_delta(delta)

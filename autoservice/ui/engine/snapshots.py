"""What a hydration sends of a State class.

Reflex sends the values of all vars whenever a socket connects, and again when a State was
lost: a page that holds something would be blanked until it has been read anew. Our State
classes are therefore left out of these snapshots. What a page shows comes from its handlers
and its rooms alone, and ``hydration.py`` sends what else a page needs.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

from reflex.state import BaseState
from reflex_base.constants.state import FIELD_MARKER

Delta = dict[str, dict[str, Any]]
Values = Mapping[str, Any]

# The vars of a class that its room alone sends; the State object never holds them.
LIVE: Final[dict[type[BaseState], frozenset[str]]] = {}
_whole: Final[dict[type[BaseState], Callable[..., Delta]]] = {}


def live_vars(*names: str) -> Callable[[type[BaseState]], Any]:
    """Declare the vars of a State class that a room sends (``rooms.py``)."""

    def declare(state: type[BaseState]) -> type[BaseState]:
        LIVE[state] = frozenset(names)
        return state

    return declare


def leave_out_of_snapshots(state: type[BaseState]) -> None:
    """Let hydrations send nothing of the class; the build still learns its initial values."""
    if state in _whole:
        return
    _whole[state] = whole = state.dict

    def snapshot(self: BaseState, include_computed: bool = True, initial: bool = False, **more: Any) -> Delta:
        return whole(self, include_computed, initial, **more) if initial else {}

    state.dict = snapshot  # type: ignore[method-assign]


def held_values(states: Iterable[BaseState]) -> Delta:
    """All that the State objects hold, without what only rooms send."""
    return {state.get_full_name(): _without_live(state) for state in states}


def blank_values(states: Iterable[BaseState]) -> Delta:
    """The initial values of all vars, as State objects that were reset hold them."""
    return {name: values for state in states for name, values in _whole_values(state).items()}


def as_delta(state: type[BaseState], values: Values) -> Delta:
    """``values`` by the names of vars, in the form in which pages take them."""
    return {state.get_full_name(): {f"{name}{FIELD_MARKER}": value for name, value in values.items()}}


def initial_values(state: type[BaseState], names: Iterable[str]) -> dict[str, Any]:
    """What the vars of the class hold before anything was read."""
    return {name: state.get_fields()[name].default_value() for name in names}


def _without_live(state: BaseState) -> dict[str, Any]:
    values = _whole_values(state)[state.get_full_name()]
    left_out = {f"{name}{FIELD_MARKER}" for name in LIVE.get(type(state), ())}
    return {name: value for name, value in values.items() if name not in left_out}


def _whole_values(state: BaseState) -> Delta:
    # A class that was declared after the app was made is left out from its first use on.
    leave_out_of_snapshots(type(state))
    return _whole[type(state)](state)

"""The part of a State class that a hydration sends.

Reflex sends the values of all vars whenever a socket connects, and again when a State was lost: a page with
content would be blank until it has been read anew. Our State classes are therefore left out of these
snapshots. A page's values come from its handlers and its rooms alone, and ``hydration.py`` sends the
others.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

from reflex.state import BaseState
from reflex_base.constants.state import FIELD_MARKER

Delta = dict[str, dict[str, Any]]
Values = Mapping[str, Any]

# The vars of a class that its room alone sends; the State object never holds them.
LIVE: Final[dict[type[BaseState], frozenset[str]]] = {}
# Those that tell of a change: a page's first reading is none.
ONLY_CHANGES: Final[dict[type[BaseState], frozenset[str]]] = {}
# The classes whose values the viewer's device keeps for pages without a connection (assets/offline).
KEPT: Final[list[Any]] = []
_snapshots: Final[dict[type[BaseState], Callable[..., Delta]]] = {}


def live_vars(*names: str, only_changes: Iterable[str] = ()) -> Callable[[type[BaseState]], Any]:
    """Declare the vars of a State class that a room sends; ``only_changes`` after a page's first reading."""

    def declare(state: type[BaseState]) -> type[BaseState]:
        LIVE[state], ONLY_CHANGES[state] = frozenset(names), frozenset(only_changes)
        return state

    return declare


def kept_on_device(state: type[BaseState]) -> Any:
    """Declare a State class whose values the viewer's device keeps."""
    KEPT.append(state)
    return state


def exclude_from_snapshots(state: type[BaseState]) -> None:
    """Leave the class out of the snapshots of hydrations; the build still learns its initial values."""
    if state in _snapshots:
        return
    _snapshots[state] = snapshot_of_reflex = state.dict

    def snapshot(self: BaseState, include_computed: bool = True, initial: bool = False, **more: Any) -> Delta:
        return snapshot_of_reflex(self, include_computed, initial, **more) if initial else {}

    state.dict = snapshot  # type: ignore[method-assign]


def state_values(states: Iterable[BaseState]) -> Delta:
    """Return all values of the State objects, without those that only rooms send."""
    return {state.get_full_name(): _without_live(state) for state in states}


def reset_values(states: Iterable[BaseState]) -> Delta:
    """Return the initial values of all vars, as reset State objects have them."""
    return {name: values for state in states for name, values in _full_values(state).items()}


def as_delta(state: type[BaseState], values: Values) -> Delta:
    """Return ``values`` under the vars' names in a delta, in the form in which pages take them."""
    return {state.get_full_name(): {f"{name}{FIELD_MARKER}": value for name, value in values.items()}}


def initial_values(state: type[BaseState], names: Iterable[str]) -> dict[str, Any]:
    """Return the initial values of the class's vars."""
    return {name: state.get_fields()[name].default_value() for name in names}


def _without_live(state: BaseState) -> dict[str, Any]:
    values = _full_values(state)[state.get_full_name()]
    excluded = {f"{name}{FIELD_MARKER}" for name in LIVE.get(type(state), ())}
    return {name: value for name, value in values.items() if name not in excluded}


def _full_values(state: BaseState) -> Delta:
    # A class that was declared after the app was made is left out from its first use on.
    exclude_from_snapshots(type(state))
    return _snapshots[type(state)](state)

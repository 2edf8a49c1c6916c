"""Who sent the event that is being handled."""

from contextvars import ContextVar
from dataclasses import dataclass

from autoservice.runtime.current import current_runtime
from autoservice.shared.access import GUEST, Actor


@dataclass(frozen=True)
class Viewer:
    """Who sent the event that is being handled, and in which language to answer."""

    actor: Actor
    locale: str


_viewer: ContextVar[Viewer | None] = ContextVar("viewer", default=None)


def current_viewer() -> Viewer:
    """The viewer of the event that is being handled; a guest where the gate saw none."""
    return _viewer.get() or Viewer(GUEST, current_runtime().settings.default_locale)


def set_viewer(viewer: Viewer) -> None:
    """What the gate found out about the event's sender."""
    _viewer.set(viewer)

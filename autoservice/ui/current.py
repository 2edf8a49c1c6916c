"""The viewer of the event that is being handled."""

from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime

from autoservice.runtime.current import current_runtime
from autoservice.shared.access import GUEST, Actor
from autoservice.shared.clock import system_clock


@dataclass(frozen=True)
class Viewer:
    """An actor with a language ("ru" or "en"), the shop's time zone and the moment, for view models."""

    actor: Actor
    locale: str
    zone: str
    now: datetime = field(default_factory=system_clock, compare=False)


_viewer: ContextVar[Viewer | None] = ContextVar("viewer", default=None)


def current_viewer() -> Viewer:
    """Return the viewer of the event that is being handled; a guest without a gate."""
    return _viewer.get() or viewer_of(GUEST, current_runtime().settings.default_locale)


def viewer_of(actor: Actor, locale: str) -> Viewer:
    """Return the actor as a viewer in ``locale``, in the shop's time zone, now."""
    runtime = current_runtime()
    return Viewer(actor, locale, runtime.settings.timezone, runtime.clock())


def set_viewer(viewer: Viewer) -> None:
    """Set the viewer of the event that is being handled."""
    _viewer.set(viewer)

"""Announcements of what has changed on a live page, for those who hear it: few, and each of them whole."""

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final, Generic, TypeVar

from autoservice.ui.current import Viewer
from autoservice.ui.engine.members import Kind, kind_of

# The changes of so many seconds after an announcement are joined into the next one.
SECONDS: Final = 5.0
Facts = TypeVar("Facts")


@dataclass(frozen=True)
class Announcement:
    """A sentence; ``number`` distinguishes it from an equal one before."""

    number: int = 0
    text: str = ""


@dataclass(frozen=True)
class _Told(Generic[Facts]):
    """The last announcement to a group, and the facts of that time; ``waits`` if there are newer ones."""

    facts: Facts
    at: float
    last: Announcement = Announcement()
    waits: bool = False


class Announcer(Generic[Facts]):
    """The last announcements of a room, by its groups of viewers with the same rights and language."""

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._told: dict[Kind, _Told[Facts]] = {}

    def announce(self, viewer: Viewer, facts: Facts, describe: Callable[[Facts, Facts], str]) -> Announcement:
        """Return what the viewer's group hears now: the last announcement, unless a new one is due.

        ``describe`` returns a sentence of the differences between two facts, or an empty one.
        """
        kind = kind_of(viewer.actor, viewer.locale)
        # The first facts are no news; nor do they delay any.
        told = self._told.get(kind) or _Told(facts, self._now() - SECONDS)
        self._told[kind] = told = self._tell(told, facts, describe)
        return told.last

    def seconds_left(self) -> float | None:
        """Return after how many seconds a group is to hear of newer facts; ``None`` if there are none.

        Of a group whose time is over it says so once: one that does not hear then has left the page.
        """
        left = {kind: told.at + SECONDS - self._now() for kind, told in self._told.items() if told.waits}
        for kind in (kind for kind, seconds in left.items() if seconds <= 0):
            self._told[kind] = replace(self._told[kind], waits=False)
        return max(0.0, min(left.values())) if left else None

    def _tell(
        self, told: _Told[Facts], facts: Facts, describe: Callable[[Facts, Facts], str]
    ) -> _Told[Facts]:
        now = self._now()
        if now < told.at + SECONDS:
            return _Told(told.facts, told.at, told.last, waits=facts != told.facts)
        text = describe(told.facts, facts)
        if not text:
            return _Told(facts, told.at, told.last)
        return _Told(facts, now, Announcement(told.last.number + 1, text))

"""The limit of audit entries that a flood of refused calls may add, and the count of those left out."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Final

WINDOW: Final = timedelta(minutes=1)
PER_CALLER: Final = 30
# Addresses are cheap for an attacker, so all callers together have a limit too.
ALL_CALLERS: Final = 300


@dataclass
class CallerCount:
    """The entries of a window since ``since``, and the calls left out since the last entry."""

    since: datetime
    spent: int = 0
    left_out: int = 0

    def is_free(self, limit: int, now: datetime) -> bool:
        """Return whether the window has room for one more entry; begin a new window if it is over."""
        if now - self.since >= WINDOW:
            self.since, self.spent = now, 0
        return self.spent < limit

    def is_idle(self, now: datetime) -> bool:
        """Return whether the count can be deleted; one with left-out calls is kept for another window."""
        return now - self.since >= (2 * WINDOW if self.left_out else WINDOW)


@dataclass
class Budget:
    """The counts of one process by caller; callers without calls are deleted."""

    callers: dict[str, CallerCount] = field(default_factory=dict)
    total: CallerCount = field(default_factory=lambda: CallerCount(datetime.min.replace(tzinfo=UTC)))

    def spend(self, caller: str, now: datetime) -> dict[str, int] | None:
        """Return the counts of left-out calls for the caller's entry; ``None`` if this is left out too."""
        if now - self.total.since >= WINDOW:
            self._remove_idle(now)
        if not self.total.is_free(ALL_CALLERS, now):
            # No entry for a new caller: an attacker with many addresses must not fill the memory.
            self.callers.get(caller, self.total).left_out += 1
            return None
        count = self.callers.setdefault(caller, CallerCount(now))
        if not count.is_free(PER_CALLER, now):
            count.left_out += 1
            return None
        return self._count_entry(count)

    def _count_entry(self, count: CallerCount) -> dict[str, int]:
        counts = {"left_out": count.left_out, "left_out_of_others": self.total.left_out}
        for one in (count, self.total):
            one.spent += 1
            one.left_out = 0
        return {name: count for name, count in counts.items() if count}

    def restore(self, counts: Mapping[str, int]) -> None:
        """Count an entry with ``counts`` that could not be written as left out."""
        self.total.left_out += 1 + sum(counts.values())

    def _remove_idle(self, now: datetime) -> None:
        idle = [name for name, count in self.callers.items() if count.is_idle(now)]
        self.total.left_out += sum(self.callers.pop(name).left_out for name in idle)

"""The limit of audit entries that a flood of refused calls may add, and the count of those left out."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Final

WINDOW: Final = timedelta(minutes=1)
PER_CALLER: Final = 30
# Addresses cost an attacker nothing, so all callers together have a limit too.
TOGETHER: Final = 300


@dataclass
class Spending:
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

    callers: dict[str, Spending] = field(default_factory=dict)
    together: Spending = field(default_factory=lambda: Spending(datetime.min.replace(tzinfo=UTC)))

    def spend(self, caller: str, now: datetime) -> dict[str, int] | None:
        """Return the counts of left-out calls for the caller's entry; ``None`` if this is left out too."""
        if now - self.together.since >= WINDOW:
            self._forget_idle(now)
        if not self.together.is_free(TOGETHER, now):
            # Whoever comes from a new address each time must not fill the memory instead.
            self.callers.get(caller, self.together).left_out += 1
            return None
        mine = self.callers.setdefault(caller, Spending(now))
        if not mine.is_free(PER_CALLER, now):
            mine.left_out += 1
            return None
        return self._spend(mine)

    def _spend(self, mine: Spending) -> dict[str, int]:
        counts = {"left_out": mine.left_out, "left_out_of_others": self.together.left_out}
        for spending in (mine, self.together):
            spending.spent += 1
            spending.left_out = 0
        return {name: count for name, count in counts.items() if count}

    def give_back(self, counts: Mapping[str, int]) -> None:
        """Count an entry with ``counts`` that could not be written as left out."""
        self.together.left_out += 1 + sum(counts.values())

    def _forget_idle(self, now: datetime) -> None:
        quiet = [name for name, spending in self.callers.items() if spending.is_idle(now)]
        self.together.left_out += sum(self.callers.pop(name).left_out for name in quiet)

"""How many entries a flood of refused calls may add to the audit log, and how many it did not."""

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
    """What was spent since ``since``, and what was left out since the last that was written."""

    since: datetime
    spent: int = 0
    left_out: int = 0

    def is_free(self, limit: int, now: datetime) -> bool:
        """Whether one more may be spent in this window; a new window begins with nothing spent."""
        if now - self.since >= WINDOW:
            self.since, self.spent = now, 0
        return self.spent < limit

    def is_idle(self, now: datetime) -> bool:
        """Whether it can be forgotten: one with something to tell is kept for another window."""
        return now - self.since >= (2 * WINDOW if self.left_out else WINDOW)


@dataclass
class Budget:
    """Spending of one process, by caller; callers without calls are forgotten."""

    callers: dict[str, Spending] = field(default_factory=dict)
    together: Spending = field(default_factory=lambda: Spending(datetime.min.replace(tzinfo=UTC)))

    def spend(self, caller: str, now: datetime) -> dict[str, int] | None:
        """What was left out before this one, for its entry; ``None`` if this one is to be left out too."""
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
        """Say that an entry that was to tell ``counts`` could not be written."""
        self.together.left_out += 1 + sum(counts.values())

    def _forget_idle(self, now: datetime) -> None:
        quiet = [name for name, spending in self.callers.items() if spending.is_idle(now)]
        self.together.left_out += sum(self.callers.pop(name).left_out for name in quiet)

"""The plan of an import: what becomes of each row, with the reasons."""

import hashlib
import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Final

from autoservice.shared.errors import DomainError


class Outcome(StrEnum):
    """What becomes of a row."""

    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    DOUBTFUL = "doubtful"
    # A repeated heading, or a total.
    SKIPPED = "skipped"


@dataclass(frozen=True)
class Present:
    """A row of the list as it is now."""

    id: int
    version: int
    label: str
    values: Mapping[str, Any]


@dataclass(frozen=True)
class Change:
    """A field with its value before and after."""

    field: str
    before: Any
    after: Any


@dataclass(frozen=True)
class Problem:
    """Why a row is doubtful; ``field`` is empty if it is the whole row."""

    field: str
    error: DomainError


@dataclass
class PlannedRow:
    """A row of the file, and what becomes of it; ``values`` are those of its cells with content."""

    number: int
    label: str = ""
    values: dict[str, Any] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    present: Present | None = None
    is_skipped: bool = False

    @property
    def changes(self) -> list[Change]:
        """Return the fields that would change; for a new row, all that it has."""
        before = self.present.values if self.present else {}
        return [
            Change(name, before.get(name), value)
            for name, value in self.values.items()
            if not self.present or before.get(name) != value
        ]

    @property
    def outcome(self) -> Outcome:
        """Return what becomes of the row."""
        if self.is_skipped:
            return Outcome.SKIPPED
        if self.problems:
            return Outcome.DOUBTFUL
        if not self.present:
            return Outcome.NEW
        return Outcome.CHANGED if self.changes else Outcome.UNCHANGED


# So many rows of each outcome are shown; the counts are of all.
SHOWN: Final = {
    Outcome.DOUBTFUL: 1000,
    Outcome.CHANGED: 300,
    Outcome.NEW: 300,
    Outcome.SKIPPED: 100,
    Outcome.UNCHANGED: 0,
}


class Plan:
    """The planned rows: counts of all, some to show, and those to write, if they are collected."""

    def __init__(self, *, collects: bool) -> None:
        self.counts: Counter[Outcome] = Counter()
        self.shown: dict[Outcome, list[PlannedRow]] = {outcome: [] for outcome in SHOWN}
        self.to_write: list[PlannedRow] = []
        self._collects = collects
        self._hash = hashlib.sha256()

    def add(self, rows: Sequence[PlannedRow]) -> None:
        """Add rows that are planned."""
        for row in rows:
            outcome = row.outcome
            self.counts[outcome] += 1
            self._hash.update(_fingerprint(row, outcome))
            if len(self.shown[outcome]) < SHOWN[outcome]:
                self.shown[outcome].append(row)
            if self._collects and outcome in (Outcome.NEW, Outcome.CHANGED):
                self.to_write.append(row)

    @property
    def fingerprint(self) -> str:
        """Return a digest of all that the import would do, and of the versions it would do it to."""
        return self._hash.hexdigest()


def _fingerprint(row: PlannedRow, outcome: Outcome) -> bytes:
    present = (row.present.id, row.present.version) if row.present else None
    changes = [(change.field, change.before, change.after) for change in row.changes]
    codes = [(problem.field, problem.error.code) for problem in row.problems]
    return json.dumps([row.number, outcome, present, changes, codes], default=str).encode()

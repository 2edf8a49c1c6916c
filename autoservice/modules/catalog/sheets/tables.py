"""A list that is imported and exported: its columns, its present rows, and how rows are written."""

from collections.abc import AsyncIterator, Hashable, Mapping, Sequence
from typing import Any, Protocol

from autoservice.modules.catalog.sheets.columns import Column
from autoservice.modules.catalog.sheets.plans import PlannedRow

Key = Hashable


class SheetTable(Protocol):
    """One list of the catalog."""

    @property
    def title(self) -> str:
        """Return the list's name, a msgid."""
        ...

    @property
    def columns(self) -> Sequence[Column]: ...

    @property
    def identified_by(self) -> Sequence[frozenset[str]]:
        """Return sets of columns, of which one must be there to find rows."""
        ...

    @property
    def batch(self) -> int:
        """Return how many rows are read, matched and stored at a time."""
        ...

    async def load(self, locale: str) -> None:
        """Read what the columns need to know; before anything else."""
        ...

    def all_rows(self) -> AsyncIterator[Sequence[Mapping[str, Any]]]:
        """Return all rows in their order, some at a time, by the names of columns."""
        ...

    def key(self, values: Mapping[str, Any]) -> Key | None:
        """Return by what a row is found, or ``None`` if its values do not say."""
        ...

    async def match(self, rows: Sequence[PlannedRow]) -> None:
        """Set the present row of each row that has a key; a problem where it is not clear which one."""
        ...

    async def check(self, rows: Sequence[PlannedRow]) -> None:
        """Add the problems of rows as they would be; each of them has all that it needs."""
        ...

    async def store_rows(self, rows: Sequence[PlannedRow]) -> None:
        """Write new and changed rows; raises ``Conflict`` if a present one has another version."""
        ...

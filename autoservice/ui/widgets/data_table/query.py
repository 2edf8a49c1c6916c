"""What a table shows, as the page's address says it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from autoservice.shared.pagination import PageRequest
from autoservice.shared.validation import searchable
from autoservice.ui.engine.paging import ListAddress
from autoservice.ui.widgets.data_table.columns import ROWS_ON_A_PAGE, Column

# The parameters of the address; filters have their own names beside them.
TEXT: Final = "q"
SORT: Final = "sort"
COLUMNS: Final = "columns"


@dataclass(frozen=True)
class TableQuery:
    """One page of a table: searched ``text``, ``sort`` (a column's field, empty for the usual order)."""

    cursor: str = ""
    text: str = ""
    sort: str = ""
    is_descending: bool = False
    filters: tuple[tuple[str, str], ...] = ()
    size: int = ROWS_ON_A_PAGE

    def filter(self, name: str) -> str:
        """Return the value of a filter, empty for all."""
        return dict(self.filters).get(name, "")

    @property
    def page(self) -> PageRequest:
        """Return the request of the page."""
        return PageRequest(cursor=self.cursor, size=self.size)


def read_sort(address: ListAddress, columns: Sequence[Column]) -> tuple[str, bool]:
    """Return the sorted column's field and whether its order is descending ("-price")."""
    text = address.get(SORT)
    field = text.removeprefix("-")
    is_known = any(column.field == field and column.sortable for column in columns)
    return (field, text.startswith("-")) if is_known else ("", False)


def next_sort(field: str, sort: str, *, is_descending: bool) -> str:
    """Return the parameter after a press on a column's header: ascending, descending, the table's own."""
    if field != sort:
        return field
    return "" if is_descending else f"-{field}"


def read_hidden(address: ListAddress, columns: Sequence[Column]) -> list[str]:
    """Return the fields of the columns that are not shown."""
    chosen = address.get(COLUMNS).split(",")
    is_chosen = any(column.field in chosen for column in columns)
    return [
        column.field
        for column in columns[1:]
        if not (column.field in chosen if is_chosen else column.is_shown)
    ]


def shown_columns(hidden: Sequence[str], columns: Sequence[Column]) -> str:
    """Return the parameter of the shown columns; empty where they are those shown by default."""
    if all((column.field in hidden) is not column.is_shown for column in columns[1:]):
        return ""
    return ",".join(column.field for column in columns if column.field not in hidden)


def read_text(address: ListAddress) -> str:
    """Return the searched text."""
    return searchable(address.get(TEXT))

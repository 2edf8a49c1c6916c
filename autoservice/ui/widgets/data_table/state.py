"""The State of a table: what the address asks for, and a page of rows that its room keeps current."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final

import reflex as rx

from autoservice.shared.access import Actor
from autoservice.shared.i18n import translate_count
from autoservice.shared.pagination import MAX_PAGE_SIZE, Page, UnknownCursor
from autoservice.shared.validation import YEARS, searchable
from autoservice.ui.access import chained_only
from autoservice.ui.current import Viewer, current_viewer
from autoservice.ui.engine.live import LiveView, watch
from autoservice.ui.engine.paging import ListAddress, PagedMixin
from autoservice.ui.engine.snapshots import Values, live_vars
from autoservice.ui.widgets.data_table.columns import ANY_DAY, ANY_ID, SPECS, Column, TableSpec
from autoservice.ui.widgets.data_table.query import (
    TEXT,
    TableQuery,
    next_sort,
    read_hidden,
    read_sort,
    read_text,
    shown_columns,
)

# How many of the texts that were typed last are known again in an address.
TYPED: Final = 20
LIVE_VARS: Final = (
    "rows",
    "row_ids",
    "summary",
    "first_url",
    "previous_url",
    "next_url",
    "total",
    "first_index",
    "row_count",
    "loaded",
    "unknown_cursor",
    "answered",
)


def live_table(*columns: Column, **options: Any) -> Callable[[type[rx.State]], Any]:
    """Declare a table's State with its columns and the other ``options`` of a ``TableSpec``.

    Its room sends the vars of the rows.
    """

    def declare(state: type[rx.State]) -> Any:
        SPECS[state] = TableSpec(columns, **options)
        return live_vars(*LIVE_VARS)(state)

    return declare


class TableMixin(PagedMixin, mixin=True):
    """Vars and events of a table, for a State declared with ``live_table``.

    It has ``rows`` (a list of its view models), and overrides ``_topic`` and ``_read_rows``.

    ``selected`` are the ids of the rows whose boxes are checked, on this page or another one.
    """

    row_ids: list[str] = []
    summary: str = ""
    # The absolute number of the page's first row, and of all rows: 0 and -1 where they are not known.
    first_index: int = 0
    row_count: int = -1
    # The address that the rows answer: with another one, their number is announced.
    answered: str = ""
    text: str = ""
    # Another number makes the search field a new one, which begins with ``text``.
    field_key: int = 0
    sort: str = ""
    is_descending: bool = False
    filters: dict[str, str] = {}
    # Whether the text or a filter leaves rows out.
    is_narrowed: bool = False
    hidden: list[str] = []
    selected: list[str] = []
    _typed: list[str] = []
    _last_selected: str = ""

    @property
    def _spec(self) -> TableSpec:
        return SPECS[type(self)]

    def _topic(self, actor: Actor) -> str:
        """Return the topic after whose changes the page is read again."""
        raise NotImplementedError

    @classmethod
    async def _read_rows(cls, query: TableQuery, viewer: Viewer) -> Page[Any]:
        """Return one page of view models; raises ``UnknownCursor``."""
        raise NotImplementedError

    @classmethod
    def _summarize(cls, page: Page[Any], locale: str) -> str:
        """Return how many rows there are."""
        return translate_count(
            locale, "%(count)s row", "%(count)s rows", page.total, exact=page.total_is_exact
        )

    @rx.event
    @chained_only
    async def open(self) -> Any:
        """Join the room of the page that the address names."""
        entered, address = self._read_cursor(), self._address()
        former, self.text = self.text, read_text(address)
        self.sort, self.is_descending = read_sort(address, self._spec.columns)
        self.hidden = read_hidden(address, self._spec.columns)
        self.filters = {
            name: read_filter(address.get(name), values) for name, values in self._spec.filters.items()
        }
        self.is_narrowed = bool(self.text or any(self.filters.values()))
        self._keep_field(former)
        self._watch()
        return entered

    @rx.event
    async def reload(self) -> None:
        """Rejoin the room, which reads the page anew."""
        self._watch()

    @rx.event
    async def search(self, text: str) -> Any:
        """Show only rows that are found by ``text``."""
        text = searchable(text)
        self._typed = [*self._typed, text][-TYPED:]
        # One step back leads to what was there before the search, whatever was typed of it.
        return self._navigate(replace=bool(self._address().get(TEXT)), q=text)

    @rx.event
    async def filter_rows(self, name: str, value: str) -> Any:
        """Show only rows with that value of a filter; an empty one shows all."""
        if name not in self._spec.filters:
            return None
        changed: Any = {name: read_filter(value, self._spec.filters[name])}
        return self._navigate(**changed)

    @rx.event
    async def sort_by(self, field: str) -> Any:
        """Sort by a column; again: descending; once more: in the table's own order."""
        if not any(column.field == field and column.sortable for column in self._spec.columns):
            return None
        return self._navigate(sort=next_sort(field, self.sort, is_descending=self.is_descending))

    @rx.event
    async def choose_sort(self, sort: str) -> Any:
        """Sort by a column ("price", or "-price" for descending), or in the table's own order."""
        if sort and not any(sort in _orders(column) for column in self._spec.columns):
            return None
        return self._navigate(sort=sort)

    @rx.event
    async def show_column(self, field: str, shown: bool) -> Any:
        """Show a column or hide it, without leaving the page of rows."""
        hidden = {*self.hidden} - {field} if shown else {*self.hidden, field}
        here = self._address()
        columns = shown_columns([*hidden], self._spec.columns)
        return rx.redirect(here.at(here.cursor, columns=columns), replace=True)

    @rx.event
    async def select_row(self, id: str, is_range: bool, ids: list[str]) -> None:
        """Check the row's box or clear it; of a range, all from the last box on. ``ids`` are the page's."""
        chosen = choose_range(ids, self._last_selected, id) if is_range else [id]
        chosen, is_checked = chosen[:MAX_PAGE_SIZE], id not in self.selected
        others = [one for one in self.selected if one not in chosen]
        self.selected = [*others, *chosen] if is_checked else others
        self._last_selected = id

    @rx.event
    async def select_page(self, ids: list[str]) -> None:
        """Check all boxes of the page, or clear them if all are checked."""
        page = ids[:MAX_PAGE_SIZE]
        others = [one for one in self.selected if one not in page]
        self.selected = others if set(page) <= {*self.selected} else [*others, *page]

    @rx.event
    async def clear_selection(self) -> None:
        """Clear all boxes."""
        self.selected, self._last_selected = [], ""

    def _keep_field(self, former: str) -> None:
        # An address that follows from typing leaves the field alone: its owner may have typed on.
        if self.text not in self._typed and self.text != former:
            self.field_key += 1
            self._typed = []

    def _watch(self) -> None:
        topic, address = self._topic(current_viewer().actor), self._address()
        watch(self, TableView(type(self), topic, self._query(), address, self._spec.renewed_after))

    def _query(self) -> TableQuery:
        filters = tuple(sorted((name, value) for name, value in self.filters.items() if value))
        return TableQuery(
            self._cursor, self.text, self.sort, self.is_descending, filters, self._spec.page_size
        )


def read_filter(value: str, values: Sequence[str]) -> str:
    """Return the value of a filter, empty for one that it cannot have."""
    if values is ANY_DAY:
        return value if is_day(value) else ""
    is_id = values is ANY_ID and value.isascii() and value.isdecimal() and len(value) < 10 and int(value) > 0
    return value if is_id or value in values else ""


def is_day(text: str) -> bool:
    """Return whether a text is a day as fields for one give it, such as "2026-11-27"."""
    try:
        return date.fromisoformat(text).isoformat() == text and int(text[:4]) in YEARS
    except ValueError:
        return False


def _orders(column: Column) -> tuple[str, ...]:
    return (column.field, f"-{column.field}") if column.sortable else ()


def choose_range(ids: Sequence[str], one: str, other: str) -> Sequence[str]:
    """Return the ids from one to the other; this one alone where the former is on another page."""
    if one not in ids or other not in ids:
        return [other]
    first, last = sorted((ids.index(one), ids.index(other)))
    return ids[first : last + 1]


@dataclass(frozen=True)
class TableView(LiveView):
    """One page of a table."""

    state: type[TableMixin]
    topic: str
    query: TableQuery
    address: ListAddress
    renewed_after: float | None = None

    def seconds_left(self) -> float | None:
        """Return after how many seconds the rows are others by time alone."""
        return self.renewed_after

    async def render(self, reading: Any, viewer: Viewer) -> Values:
        """Return the rows that ``viewer`` may see; the first page where the cursor is unknown."""
        read, query = self.state._read_rows, self.query
        try:
            page, unknown_cursor = await read(query, viewer), False
        except UnknownCursor:
            page, unknown_cursor = await read(replace(query, cursor=""), viewer), True
        return {
            "rows": page.items,
            "row_ids": [row.id for row in page.items],
            "summary": self.state._summarize(page, viewer.locale),
            **self.address.neighbours(page),
            "answered": self.address.at(self.address.cursor),
            "total": page.total,
            "first_index": find_first_index(page),
            "row_count": page.total if page.total_is_exact and find_first_index(page) else -1,
            "loaded": True,
            "unknown_cursor": unknown_cursor,
        }


def find_first_index(page: Page[Any]) -> int:
    """Return the absolute number of the page's first row: known at both ends of a list, else 0."""
    if page.previous is None:
        return 1
    return page.total - len(page.items) + 1 if page.next is None and page.total_is_exact else 0

"""Planning an import: each row of a sheet is read, matched, compared and checked; nothing is written."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Iterator, Sequence
from itertools import islice
from typing import Final, TypeVar

from autoservice.modules.catalog.sheets.columns import Column, ColumnKind, title_key
from autoservice.modules.catalog.sheets.errors import RowTwice, ValueMissing
from autoservice.modules.catalog.sheets.headings import Heading, text_of
from autoservice.modules.catalog.sheets.plans import Plan, PlannedRow, Problem
from autoservice.modules.catalog.sheets.tables import Key, SheetTable
from autoservice.modules.catalog.sheets.values import ValueReader
from autoservice.shared.errors import DomainError
from autoservice.shared.sheets import Cell, Row

BATCH: Final = 500
TOTALS: Final = ("итого", "всего", "итогопостранице", "total", "totals", "subtotal", "grandtotal", "sum")
# Told how many rows are done, and out of how many.
Progress = Callable[[int, int], Awaitable[None]]
One = TypeVar("One")


async def no_progress(_done: int, _total: int) -> None:
    """Tell nobody."""


class Planner:
    """The planner of one sheet for one list."""

    def __init__(self, table: SheetTable, heading: Heading, reader: ValueReader) -> None:
        self._table = table
        self._heading = heading
        self._reader = reader
        by_name = {column.name: column for column in table.columns}
        self._columns = {n: by_name[name] for n, name in enumerate(heading.fields) if name in by_name}
        self._seen: dict[Key, int] = {}

    async def plan(self, rows: Iterable[Row], total: int, progress: Progress, *, collects: bool) -> Plan:
        """Return the plan of all rows below the heading; it ``collects`` those to write if asked to."""
        plan, done = Plan(collects=collects), 0
        for batch in batches((row for row in rows if row.number > self._heading.row), self._table.batch):
            planned = [self._read(row) for row in batch]
            await self._table.match([row for row in planned if not row.problems and not row.is_skipped])
            for row in planned:
                self._complete(row)
            await self._table.check([row for row in planned if _is_clear(row)])
            for row in filter(_is_clear, planned):
                self._check_once(row)
            plan.add(planned)
            done += len(batch)
            await progress(done, total)
            # Others have their turn.
            await asyncio.sleep(0)
        return plan

    def _read(self, row: Row) -> PlannedRow:
        planned = PlannedRow(row.number, label=self._label(row))
        for index, column in self._columns.items():
            cell = row.cells[index] if index < len(row.cells) else None
            # A cell without content says nothing: what is there stays.
            if not text_of(cell):
                continue
            try:
                planned.values[column.name] = self._reader.read(column, cell)
            except DomainError as error:
                planned.problems.append(Problem(column.name, error))
        planned.is_skipped = self._heading.repeats(row) or is_total(row)
        return planned

    def _label(self, row: Row) -> str:
        texts = [text_of(cell) for cell in row.cells]
        mapped = [texts[index] for index in self._columns if index < len(texts) and texts[index]]
        return " · ".join(mapped[:3]) or next(filter(None, texts), "")

    def _complete(self, row: PlannedRow) -> None:
        """Take what is for new rows alone from a present one; a new one has defaults, or lacks something."""
        for column in self._table.columns:
            if row.present and column.only_new:
                row.values.pop(column.name, None)
            elif not row.present and column.default is not None:
                row.values.setdefault(column.name, column.default)
            elif not row.present and column.required and column.name not in row.values and _is_clear(row):
                row.problems.append(Problem(column.name, ValueMissing()))

    def _check_once(self, row: PlannedRow) -> None:
        key = self._table.key(row.values)
        if key is not None and (first := self._seen.setdefault(key, row.number)) != row.number:
            row.problems.append(Problem("", RowTwice(row=first)))


def _is_clear(row: PlannedRow) -> bool:
    return not row.problems and not row.is_skipped


def is_total(row: Row) -> bool:
    """Return whether a row is a sum: the word for it, and beside it numbers alone."""
    texts = [text_of(cell) for cell in row.cells if text_of(cell)]
    words = [title_key(text) for text in texts if not _is_number(text)]
    return len(words) == 1 and words[0] in TOTALS


def _is_number(text: str) -> bool:
    return any(map(str.isdigit, text)) and not any(map(str.isalpha, text))


def batches(items: Iterable[One], size: int) -> Iterator[list[One]]:
    """Return the items, ``size`` at a time."""
    iterator = iter(items)
    while batch := list(islice(iterator, size)):
        yield batch


def decimal_sign(rows: Iterable[Row], heading: Heading, columns: Sequence[Column]) -> str:
    """Return the decimal sign that the first rows show beyond doubt, or nothing."""
    kinds = {column.name: column.kind for column in columns}
    numbers = (ColumnKind.MONEY, ColumnKind.QUANTITY, ColumnKind.HOURS)
    places = [n for n, name in enumerate(heading.fields) if kinds.get(name) in numbers]
    signs = {
        sign
        for row in islice((row for row in rows if row.number > heading.row), BATCH)
        for index in places
        if index < len(row.cells) and (sign := _sign_of(row.cells[index]))
    }
    return signs.pop() if len(signs) == 1 else ""


def _sign_of(cell: Cell) -> str:
    """Return the sign before one, two or more than three digits; three may be thousands."""
    if not isinstance(cell, str):
        return ""
    for sign in ",.":
        _, found, tail = cell.strip().rpartition(sign)
        if found and tail.isdecimal() and len(tail) != 3:
            return sign
    return ""

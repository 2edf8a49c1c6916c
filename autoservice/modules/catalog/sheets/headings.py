"""The heading of a sheet: which of its rows it is, and which column each cell of it names."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Final

from autoservice.modules.catalog.sheets.columns import Column, title_key
from autoservice.shared.sheets import Cell, Row, TypedCell

# Titles of a price list, its date, a logo's cell: above the heading.
SEARCHED_ROWS: Final = 50
IGNORED: Final = ""


@dataclass(frozen=True)
class Heading:
    """The row of the heading with its texts, and the name of the column that each cell is of, if any.

    ``doubled`` are texts of cells that name the same column: none of them is taken.
    """

    row: int
    titles: tuple[str, ...]
    fields: tuple[str, ...]
    doubled: tuple[str, ...] = ()

    def repeats(self, row: Row) -> bool:
        """Return whether a row is the heading once more, as at the top of each printed page."""
        texts = [title_key(text_of(cell)) for cell in row.cells]
        titles = [title_key(title) for title in self.titles]
        named = [index for index, field in enumerate(self.fields) if field]
        return len(named) > 1 and all(index < len(texts) and texts[index] == titles[index] for index in named)


def find_heading(
    rows: Iterable[Row], columns: Sequence[Column], *, row: int = 0, chosen: Mapping[int, str] | None = None
) -> Heading:
    """Return the heading: the row that names the most columns, or the one with the number ``row``.

    ``chosen`` are columns that somebody has named, by the index of the cell; an empty one is ignored.
    """
    by_title = {key: column.name for column in columns for key in column.titles()}
    first_rows = list(islice(rows, SEARCHED_ROWS))
    heading = _named_row(first_rows, row) or max(
        first_rows, key=lambda one: (len(set(_fields(one, by_title)) - {IGNORED}), -one.number)
    )
    titles = tuple(text_of(cell) for cell in heading.cells)
    fields = _fields(heading, by_title)
    for index, name in (chosen or {}).items():
        fields += [IGNORED] * (index + 1 - len(fields))
        fields[index] = name
    twice = {name for name, times in Counter(fields).items() if name and times > 1}
    doubled = tuple(titles[n] if n < len(titles) else "" for n, name in enumerate(fields) if name in twice)
    return Heading(
        heading.number, titles, tuple(IGNORED if name in twice else name for name in fields), doubled
    )


def _named_row(rows: Sequence[Row], number: int) -> Row | None:
    return next((row for row in rows if row.number == number), None)


def _fields(row: Row, by_title: Mapping[str, str]) -> list[str]:
    return [by_title.get(title_key(text_of(cell)), IGNORED) for cell in row.cells]


def text_of(cell: Cell) -> str:
    """Return a cell's text, whatever it is."""
    return cell.text if isinstance(cell, TypedCell) else " ".join((cell or "").split())

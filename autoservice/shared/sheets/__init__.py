"""Sheets: the rows of CSV and XLSX files, read truly and within limits, and written safely.

This package knows nothing of what the rows mean. ``python -m autoservice.shared.sheets`` reads a file in a
process of its own, which imports nothing of the program but this package and ``shared.confinement``.
"""

from dataclasses import dataclass
from enum import StrEnum


class SheetFormat(StrEnum):
    """The format of a file."""

    CSV = "csv"
    XLSX = "xlsx"


class CellKind(StrEnum):
    """The kind of a cell that is no text: a number, or what a workbook has in the place of one."""

    NUMBER = "n"
    FLAG = "b"
    DATE = "d"
    # An error such as #N/A, or a number with more digits than a workbook keeps.
    ERROR = "e"
    # A formula whose value the file does not have.
    FORMULA = "f"


@dataclass(frozen=True)
class TypedCell:
    """A cell that is no text; numbers are plain decimals with a dot, flags ``1`` or ``0``, dates ISO."""

    kind: CellKind
    text: str


Cell = str | TypedCell | None


@dataclass(frozen=True)
class Row:
    """A row with content; ``number`` is what Excel shows beside it, from 1."""

    number: int
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class ReadOptions:
    """What the reader is told; what is empty is guessed. ``sheet`` is the name of a sheet of a workbook."""

    encoding: str = ""
    separator: str = ""
    sheet: str = ""


@dataclass(frozen=True)
class Description:
    """How a file was read: what was told or guessed, and the names of a workbook's sheets."""

    format: SheetFormat
    encoding: str = ""
    separator: str = ""
    sheet: str = ""
    sheets: tuple[str, ...] = ()

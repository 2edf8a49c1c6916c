"""Writing CSV and XLSX for Excel and other programs: texts stay texts, numbers are numbers."""

import csv
import io
import tempfile
from collections.abc import Iterable, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any, Final, Protocol

import xlsxwriter

from autoservice.shared.sheets import SheetFormat
from autoservice.shared.sheets.safety import guard

# A text, a number, or nothing.
Value = str | Decimal | None
CONTENT_TYPES: Final = {
    SheetFormat.CSV: "text/csv; charset=utf-8",
    SheetFormat.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
_DECIMAL_SIGN: Final = {"ru": ",", "en": "."}
# What Excel expects in a country with that decimal sign.
_SEPARATOR: Final = {"ru": ";", "en": ","}
_WIDTH: Final = 18
THOUSANDS: Final = 3


class SheetWriter(Protocol):
    """The writer of one sheet."""

    def write(self, rows: Iterable[Sequence[Value]]) -> None:
        """Write rows below those that are written."""
        ...

    def close(self) -> bytes:
        """Return the whole file."""
        ...


def open_writer(kind: SheetFormat, locale: str, name: str) -> SheetWriter:
    """Return a writer; ``name`` is that of the sheet, ``locale`` decides over signs in CSV."""
    return CsvWriter(locale) if kind is SheetFormat.CSV else XlsxWriter(name)


class CsvWriter:
    """CSV as Excel opens it: UTF-8 with its mark, the language's separator and decimal sign."""

    def __init__(self, locale: str) -> None:
        self._file = io.StringIO(newline="")
        self._file.write("\ufeff")
        self._decimal_sign = _DECIMAL_SIGN[locale]
        self._csv = csv.writer(self._file, delimiter=_SEPARATOR[locale])

    def write(self, rows: Iterable[Sequence[Value]]) -> None:
        """Write rows."""
        self._csv.writerows([self._cell(value) for value in row] for row in rows)

    def _cell(self, value: Value) -> str:
        if isinstance(value, Decimal):
            # Three decimals alone could be thousands.
            digits = f"{value:f}0" if value.as_tuple().exponent == -THOUSANDS else f"{value:f}"
            return digits.replace(".", self._decimal_sign)
        return guard(value) if value else ""

    def close(self) -> bytes:
        """Return the file."""
        return self._file.getvalue().encode()


class XlsxWriter:
    """XLSX, row after row into a temporary file; the first row is a heading that stays in view."""

    def __init__(self, name: str) -> None:
        self._folder = tempfile.TemporaryDirectory()
        self._path = Path(self._folder.name) / "sheet.xlsx"
        self._book: Any = xlsxwriter.Workbook(
            self._path, {"constant_memory": True, "tmpdir": self._folder.name}
        )
        self._sheet: Any = self._book.add_worksheet(name)
        self._sheet.freeze_panes(1, 0)
        self._bold: Any = self._book.add_format({"bold": True})
        # As text: whoever edits a cell must not have Excel turn its content into a date or a number.
        self._text: Any = self._book.add_format({"num_format": "@"})
        self._row = 0

    def write(self, rows: Iterable[Sequence[Value]]) -> None:
        """Write rows."""
        for row in rows:
            if self._row == 0:
                self._sheet.set_column(0, len(row) - 1, _WIDTH)
            for column, value in enumerate(row):
                self._write_cell(column, value)
            self._row += 1

    def _write_cell(self, column: int, value: Value) -> None:
        if isinstance(value, Decimal):
            self._sheet.write_number(self._row, column, float(value))
        elif value:
            # Never by ``write``, which makes formulas and links of texts.
            self._sheet.write_string(self._row, column, value, self._text if self._row else self._bold)

    def close(self) -> bytes:
        """Return the file."""
        self._book.close()
        with self._folder:
            return self._path.read_bytes()

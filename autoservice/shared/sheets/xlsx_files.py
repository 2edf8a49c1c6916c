"""Reading XLSX as a stream: cell by cell, with all that a cell can be; nothing becomes blank.

Own, because libraries lose errors, formulas without a value or whole files (docs/adr).
"""

import re
from collections import deque
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from decimal import Context, Decimal
from typing import Final

from autoservice.shared.sheets import Cell, CellKind, Description, ReadOptions, Row, SheetFormat, TypedCell
from autoservice.shared.sheets.limits import CELL_CHARACTERS, COLUMNS, LAST_ROW, ROWS, Reason, Refused
from autoservice.shared.sheets.workbooks import (
    Frame,
    NumberFormat,
    Relations,
    SharedTexts,
    Sheet,
    Styles,
    TextCollector,
    unescape,
)
from autoservice.shared.sheets.xml_parts import Archive, PartParser, local

# As many digits as Excel keeps of a number.
DIGITS: Final = 15
# A number of so many digits is of no row and of no style.
TOO_LONG: Final = 8
_EXACT: Final = Context(prec=DIGITS)
_PLACE: Final = re.compile("([A-Z]{1,3})([0-9]{1,7})")
_GENERAL: Final = NumberFormat()
_FIRST_DAY: Final = {False: datetime(1899, 12, 30), True: datetime(1904, 1, 1)}  # noqa: DTZ001 - no moments


def read_xlsx(data: bytes, options: ReadOptions) -> tuple[Description, Iterator[Row]]:
    """Return how the workbook is read, and the rows of its sheet; raises ``Refused``, also later."""
    archive = Archive(data)
    workbook = Relations(archive, "").by_kind.get("officeDocument", "xl/workbook.xml")
    if workbook not in archive:
        raise Refused(Reason.UNKNOWN)
    frame = Frame()
    frame.parse(archive.chunks(workbook))
    relations = Relations(archive, workbook.lstrip("/"))
    sheets = [sheet for sheet in frame.sheets if "/worksheets/" in relations.by_id.get(sheet.relation, "")]
    if not sheets:
        raise Refused(Reason.UNKNOWN)
    sheet = _choose(sheets, options.sheet)
    names = tuple(one.name for one in sheets)
    description = Description(SheetFormat.XLSX, sheet=sheet.name, sheets=names)
    return description, _rows(archive, relations, sheet, from_1904=frame.from_1904)


def _choose(sheets: Sequence[Sheet], name: str) -> Sheet:
    named = [sheet for sheet in sheets if sheet.name == name]
    visible = [sheet for sheet in sheets if not sheet.is_hidden]
    return (named or visible or sheets)[0]


def _rows(archive: Archive, relations: Relations, sheet: Sheet, *, from_1904: bool) -> Iterator[Row]:
    shared, styles = SharedTexts(), Styles()
    for parser, kind in ((shared, "sharedStrings"), (styles, "styles")):
        part = relations.by_kind.get(kind, "")
        if part in archive:
            parser.parse(archive.chunks(part))
    cells = SheetParser(shared.texts, styles.formats, _FIRST_DAY[from_1904])
    for _ in cells.feed(archive.chunks(relations.by_id[sheet.relation])):
        while cells.rows:
            yield cells.rows.popleft()
    yield from cells.rows


class SheetParser(PartParser):
    """The rows of a sheet that have content, collected in ``rows`` as they are parsed."""

    def __init__(self, shared: Sequence[str], formats: Sequence[NumberFormat], first_day: datetime) -> None:
        super().__init__()
        self.rows: deque[Row] = deque()
        self._shared, self._formats, self._first_day = shared, formats, first_day
        self._found = self._number = self._column = 0
        self._cells: dict[int, Cell] = {}
        self._cell: dict[str, str] = {}
        self._value: list[str] | None = None
        self._formula: list[str] | None = None
        self._inline = TextCollector()

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """Handle the beginning of an element."""
        element = local(name)
        if element == "c":
            self._begin_cell(attributes)
        elif element == "row":
            self._number = self._row_number(attributes.get("r", ""))
            self._column, self._cells = 0, {}
        elif element == "v":
            self._value = []
            self.parser.CharacterDataHandler = self._value.append
        elif element == "f":
            self._formula = []
            self.parser.CharacterDataHandler = self._formula.append
        elif element in ("t", "r", "rPh"):
            self._inline.start(element)
            self.parser.CharacterDataHandler = self._inline.text

    def end(self, name: str) -> None:
        """Handle the end of an element."""
        element = local(name)
        if element == "c":
            self._end_cell()
        elif element == "row":
            self._end_row()
        elif element in ("v", "f"):
            self.parser.CharacterDataHandler = None
        elif element in ("t", "r", "rPh"):
            self._inline.end(element)

    def _row_number(self, told: str) -> int:
        number = int(told) if _is_number(told) else self._number + 1
        # Rows out of their order would be taken for others, or for none.
        if (told and str(number) != told) or not self._number < number <= LAST_ROW:
            raise Refused(Reason.BROKEN)
        return number

    def _begin_cell(self, attributes: dict[str, str]) -> None:
        place = _PLACE.fullmatch(attributes.get("r", ""))
        self._column = _column(place[1]) if place else self._column + 1
        self._cell, self._value, self._formula = attributes, None, None

    def _end_cell(self) -> None:
        # A cell that only has a style is none.
        if self._value is None and self._formula is None and not self._inline.parts:
            return
        cell = self._content()
        if cell in (None, ""):
            return
        if self._column > COLUMNS:
            raise Refused(Reason.COLUMNS, {"row": self._number, "limit": COLUMNS})
        if len(cell if isinstance(cell, str) else cell.text) > CELL_CHARACTERS:
            raise Refused(Reason.LONG_CELL, {"row": self._number})
        self._cells[self._column] = cell

    def _end_row(self) -> None:
        if self._cells:
            self._found += 1
            if self._found > ROWS:
                raise Refused(Reason.ROWS, {"limit": ROWS})
            cells = tuple(self._cells.get(column) for column in range(1, max(self._cells) + 1))
            self.rows.append(Row(self._number, cells))

    def _content(self) -> Cell:
        kind, value = self._cell.get("t", "n"), "".join(self._value or ())
        if kind == "inlineStr":
            return self._inline.take()
        if kind == "str" and self._value is not None:
            return unescape(value)
        if not value:
            return (
                TypedCell(CellKind.FORMULA, "=" + "".join(self._formula or ()))
                if self._formula is not None
                else None
            )
        if kind == "s":
            return self._shared_text(value)
        typed = {"b": CellKind.FLAG, "e": CellKind.ERROR, "d": CellKind.DATE}.get(kind)
        return TypedCell(typed, value) if typed else self._numeric(value)

    def _shared_text(self, index: str) -> str:
        try:
            return self._shared[int(index)]
        except (ValueError, IndexError):
            raise Refused(Reason.BROKEN) from None

    def _numeric(self, value: str) -> Cell:
        shape = self._shape()
        try:
            number = _EXACT.create_decimal(value)
            if shape.is_date:
                return TypedCell(CellKind.DATE, _date(self._first_day, number))
        except (ArithmeticError, ValueError):
            return TypedCell(CellKind.ERROR, value)
        # Beyond its digits a number was rounded: an article typed as one is not what it was.
        if not number.is_finite() or number.adjusted() >= DIGITS or number.adjusted() < -DIGITS:
            return TypedCell(CellKind.ERROR, value)
        plain = f"{number.normalize():f}"
        is_padded = shape.width and plain.isdecimal()
        return plain.zfill(shape.width) if is_padded else TypedCell(CellKind.NUMBER, plain)

    def _shape(self) -> NumberFormat:
        style = self._cell.get("s", "0")
        return (
            self._formats[int(style)] if _is_number(style) and int(style) < len(self._formats) else _GENERAL
        )


def _is_number(text: str) -> bool:
    return text.isdecimal() and len(text) < TOO_LONG


def _date(first_day: datetime, number: Decimal) -> str:
    moment = first_day + timedelta(days=float(number))
    return (
        moment.date().isoformat() if moment.time() == first_day.time() else moment.isoformat(" ", "minutes")
    )


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number

"""Reading a file of either format: which one it is, its content decides."""

import json
from collections.abc import Iterator
from dataclasses import asdict
from typing import Final

from autoservice.shared.sheets import Cell, Description, ReadOptions, Row
from autoservice.shared.sheets.csv_files import read_csv
from autoservice.shared.sheets.limits import ANSWER_BYTES, Reason, Refused
from autoservice.shared.sheets.xlsx_files import read_xlsx

_ZIP: Final = b"PK\x03\x04"
# Of old Excel files, and of workbooks with a password.
_OLE: Final = b"\xd0\xcf\x11\xe0"
_HTML: Final = (b"<html", b"<table", b"<!doc", b"<?xml")


def read_sheet(data: bytes, options: ReadOptions) -> tuple[Description, Iterator[Row]]:
    """Return how the file is read, and its rows; raises ``Refused``, also while they are read."""
    if data.startswith(_OLE):
        raise Refused(Reason.OLD_EXCEL)
    if data.startswith(_ZIP):
        return read_xlsx(data, options)
    if data.lstrip(b"\xef\xbb\xbf \r\n\t")[:6].lower().startswith(_HTML) or data.startswith(b"%PDF"):
        raise Refused(Reason.UNKNOWN)
    return read_csv(data, options)


def answer_lines(data: bytes, options: ReadOptions) -> Iterator[bytes]:
    """Return a line of JSON for each row, and last how the file was read; raises ``Refused``."""
    description, rows = read_sheet(data, options)
    left, empty = ANSWER_BYTES, True
    for row in rows:
        line = _line([row.number, [_plain(cell) for cell in row.cells]])
        left, empty = left - len(line), False
        if left < 0:
            raise Refused(Reason.SIZE)
        yield line
    if empty:
        raise Refused(Reason.EMPTY)
    yield _line(asdict(description))


def _plain(cell: Cell) -> object:
    return cell if cell is None or isinstance(cell, str) else [cell.kind, cell.text]


def _line(content: object) -> bytes:
    # Halves of characters, which a file can have, stay escaped.
    return json.dumps(content).encode() + b"\n"

"""Reading CSV: the encoding and the separator are guessed from the content, or told."""

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator
from typing import Final

from autoservice.shared.sheets import Description, ReadOptions, Row, SheetFormat
from autoservice.shared.sheets.limits import CELL_CHARACTERS, COLUMNS, ROWS, Reason, Refused
from autoservice.shared.sheets.safety import unguard

SEPARATORS: Final = (";", "\t", ",", "|")
# Excel's own way to name the separator, in a first line that it does not show.
_NAMED: Final = re.compile(r"sep=([;\t,|])\r?\n?")
_SAMPLE_BYTES: Final = 64 * 1024
_SAMPLE_ROWS: Final = 200
_UTF_16_MARKS: Final = (b"\xff\xfe", b"\xfe\xff")
# The most frequent letters of Russian; a wrong encoding makes signs or rare letters of them.
_FREQUENT: Final = frozenset("оеаинтсрвлкмдпу")
_RUSSIAN: Final = ("windows-1251", "cp866", "koi8-r")


def read_csv(data: bytes, options: ReadOptions) -> tuple[Description, Iterator[Row]]:
    """Return how the file is read, and its rows; raises ``Refused``, also while they are read."""
    encoding = options.encoding or guess_encoding(data)
    named = _NAMED.fullmatch(_first_line(data, encoding))
    separator = options.separator or (named[1] if named else guess_separator(data, encoding))
    description = Description(SheetFormat.CSV, encoding=encoding, separator=separator)
    return description, _rows(data, encoding, separator, skipped=1 if named else 0)


def guess_encoding(data: bytes) -> str:
    """Return the encoding that explains the bytes best: by their mark, their form, or their letters."""
    if data.startswith(_UTF_16_MARKS) or _has_wide_letters(data):
        return "utf-16"
    try:
        # A whole file in a few milliseconds; a sample could end within a letter.
        data.decode("utf-8")
    except UnicodeDecodeError:
        return max(_RUSSIAN, key=lambda encoding: _russian_letters(data, encoding))
    return "utf-8"


def _has_wide_letters(data: bytes) -> bool:
    """Return whether every other byte is the upper half of a letter, Latin or Cyrillic."""
    sample = data[:_SAMPLE_BYTES]
    return (
        len(sample) > 1
        and any(
            sum(sample[first::2].count(half) for half in b"\x00\x04") * 4 > len(sample) for first in (0, 1)
        )
        and b"\x00" in sample
    )


def _russian_letters(data: bytes, encoding: str) -> int:
    text = data[:_SAMPLE_BYTES].decode(encoding, "replace")
    return sum(1 for letter in text if letter in _FREQUENT)


def guess_separator(data: bytes, encoding: str) -> str:
    """Return the separator that divides the most rows into the same number of columns, or else ``;``."""
    return max(SEPARATORS, key=lambda separator: _regularity(data, encoding, separator))


def _regularity(data: bytes, encoding: str, separator: str) -> tuple[int, int]:
    widths: Counter[int] = Counter()
    try:
        for row in _records(data, encoding, separator, strict=False):
            widths[len(row)] += 1
            if widths.total() == _SAMPLE_ROWS:
                break
    except csv.Error:
        return 0, 0
    # Of as many rows the wider ones: a decimal comma divides as regularly as a separator.
    return max(((rows, width) for width, rows in widths.items() if width > 1), default=(0, 0))


def _rows(data: bytes, encoding: str, separator: str, *, skipped: int) -> Iterator[Row]:
    found = 0
    for number, cells in enumerate(_refusing(_records(data, encoding, separator)), 1 - skipped):
        if number < 1 or not any(cell.strip() for cell in cells):
            continue
        found += 1
        _check_size(number, found, cells)
        yield Row(number, tuple(unguard(cell) or None for cell in cells))


def _check_size(number: int, found: int, cells: list[str]) -> None:
    if found > ROWS:
        raise Refused(Reason.ROWS, {"limit": ROWS})
    if any(cells[COLUMNS:]):
        raise Refused(Reason.COLUMNS, {"row": number, "limit": COLUMNS})


def _refusing(records: Iterator[list[str]]) -> Iterator[list[str]]:
    number = 0
    while True:
        number += 1
        try:
            yield next(records)
        except StopIteration:
            return
        except UnicodeError:
            raise Refused(Reason.ENCODING, {"row": number}) from None
        except csv.Error as error:
            is_long = "field larger" in str(error)
            raise Refused(Reason.LONG_CELL if is_long else Reason.QUOTE, {"row": number}) from None


def _records(data: bytes, encoding: str, separator: str, *, strict: bool = True) -> Iterator[list[str]]:
    csv.field_size_limit(CELL_CHARACTERS)
    lines = _lines(data, encoding, errors="strict" if strict else "replace")
    return iter(csv.reader(lines, delimiter=separator, strict=strict))


def _lines(data: bytes, encoding: str, errors: str) -> io.TextIOWrapper:
    codec = "utf-8-sig" if encoding == "utf-8" else encoding
    if encoding == "utf-16" and not data.startswith(_UTF_16_MARKS):
        # Without a mark: the upper halves come second, as a rule.
        zeros = data[:_SAMPLE_BYTES]
        first_is_upper = zeros[::2].count(0) + zeros[::2].count(4) > zeros[1::2].count(0) + zeros[1::2].count(
            4
        )
        codec = "utf-16-be" if first_is_upper else "utf-16-le"
    return io.TextIOWrapper(io.BytesIO(data), codec, errors, newline="")


def _first_line(data: bytes, encoding: str) -> str:
    return _lines(data, encoding, "replace").readline(10)

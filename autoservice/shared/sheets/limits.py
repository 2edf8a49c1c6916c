"""The limits of a file, and the reasons of a refusal."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

FILE_BYTES: Final = 20 * 1024 * 1024
ROWS: Final = 200_000
COLUMNS: Final = 100
# The number of the last row that Excel has, and as much of a sheet's name as is kept.
LAST_ROW: Final = 1_048_576
SHEET_NAME: Final = 60
# As many as a cell of Excel has.
CELL_CHARACTERS: Final = 32_767
# What is unpacked of a workbook, all parts together; it is never held at once.
UNPACKED_BYTES: Final = 400 * 1024 * 1024
PARTS: Final = 2_000
# The texts that cells of a workbook share are held, and so is what is answered.
SHARED_CHARACTERS: Final = 16 * 1024 * 1024
ANSWER_BYTES: Final = 64 * 1024 * 1024
# The limits of the process, whatever the file says.
MEMORY_BYTES: Final = 200 * 1024 * 1024
CPU_SECONDS: Final = 60


class Reason(StrEnum):
    """The reason of a refusal."""

    UNKNOWN = "unknown"
    OLD_EXCEL = "old_excel"
    BROKEN = "broken"
    EMPTY = "empty"
    ENCODING = "encoding"
    QUOTE = "quote"
    ROWS = "rows"
    COLUMNS = "columns"
    LONG_CELL = "long_cell"
    SIZE = "size"
    TIME = "time"


@dataclass
class Refused(Exception):
    """The file is refused; ``numbers`` fill the sentence about it."""

    reason: Reason
    numbers: dict[str, int | str] = field(default_factory=dict)

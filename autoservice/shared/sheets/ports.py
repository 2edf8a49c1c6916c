"""What reading sheets needs from outside."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

from autoservice.shared.sheets import Cell, CellKind, Description, ReadOptions, Row, TypedCell


@dataclass(frozen=True)
class ReadSheet:
    """A sheet that was read: how, and its rows as lines of JSON, so that few of them take memory at once."""

    description: Description
    lines: bytes

    def rows(self) -> Iterator[Row]:
        """Return the rows."""
        start = 0
        while (end := self.lines.find(b"\n", start)) >= 0:
            number, cells = json.loads(self.lines[start:end])
            yield Row(number, tuple(map(_cell, cells)))
            start = end + 1


def _cell(plain: str | list[str] | None) -> Cell:
    return TypedCell(CellKind(plain[0]), plain[1]) if isinstance(plain, list) else plain


class SheetReader(Protocol):
    """Untrusted files read within limits; a bounded number at once, and of one owner."""

    async def read(self, data: bytes, options: ReadOptions, owner: int) -> ReadSheet:
        """Return the sheet of a file for ``owner``, an account; raises an error of ``BAD_SHEET``."""
        ...

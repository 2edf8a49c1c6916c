"""Reading of CSV and XLSX files, in a process of its own for each file."""

import json
import sys
from dataclasses import asdict
from typing import Any, Final

import structlog

from autoservice.adapters.child_processes import ChildProcesses
from autoservice.shared.errors import DomainError
from autoservice.shared.sheets import Description, ReadOptions, SheetFormat
from autoservice.shared.sheets.errors import (
    SheetBroken,
    SheetCellTooLong,
    SheetEmpty,
    SheetEncodingWrong,
    SheetOldExcel,
    SheetQuoteOpen,
    SheetsBusy,
    SheetTooLarge,
    SheetTooManyRows,
    SheetTooSlow,
    SheetTooWide,
    SheetUnknown,
)
from autoservice.shared.sheets.limits import CPU_SECONDS, FILE_BYTES, Reason
from autoservice.shared.sheets.ports import ReadSheet

log = structlog.get_logger(__name__)

AT_ONCE: Final = 1
WAITING: Final = 4
PER_OWNER: Final = 2
TIMEOUT_SECONDS: Final = 5 * CPU_SECONDS
COMMAND: Final = (sys.executable, "-s", "-m", "autoservice.shared.sheets")
REFUSALS: Final[dict[Reason, type[DomainError]]] = {
    Reason.UNKNOWN: SheetUnknown,
    Reason.OLD_EXCEL: SheetOldExcel,
    Reason.BROKEN: SheetBroken,
    Reason.EMPTY: SheetEmpty,
    Reason.ENCODING: SheetEncodingWrong,
    Reason.QUOTE: SheetQuoteOpen,
    Reason.ROWS: SheetTooManyRows,
    Reason.COLUMNS: SheetTooWide,
    Reason.LONG_CELL: SheetCellTooLong,
    Reason.SIZE: SheetTooLarge,
    Reason.TIME: SheetTooSlow,
}


class ProcessSheetReader:
    """``SheetReader`` with one process at a time."""

    def __init__(self) -> None:
        self._children = ChildProcesses(
            "sheet",
            lambda: COMMAND,
            SheetsBusy,
            timeout=TIMEOUT_SECONDS,
            at_once=AT_ONCE,
            waiting=WAITING,
            per_owner=PER_OWNER,
        )

    async def read(self, data: bytes, options: ReadOptions, owner: int) -> ReadSheet:
        """Return the sheet of a file; raises one of ``REFUSALS``, ``SheetsBusy`` if too many are queued."""
        if len(data) > FILE_BYTES:
            raise SheetTooLarge()
        head = json.dumps(asdict(options)).encode()
        status, answer = await self._children.run(head + b"\n" + data, owner)
        if status:
            raise self._children.failure(status, too_slow=SheetTooSlow(), unreadable=SheetTooLarge())
        return _read_answer(answer)


def _read_answer(answer: bytes) -> ReadSheet:
    end = answer.rindex(b"\n", 0, -1) + 1 if answer.count(b"\n") > 1 else 0
    last: dict[str, Any] = json.loads(answer[end:])
    if "refused" in last:
        raise REFUSALS[Reason(last["refused"])](**last["numbers"])
    if "failed" in last:
        # No file is to be an error of the server; what nobody foresaw is in the log.
        log.error("sheet_unreadable", traceback=last["failed"])
        raise SheetBroken()
    kind, sheets = SheetFormat(last.pop("format")), tuple(last.pop("sheets"))
    return ReadSheet(Description(kind, sheets=sheets, **last), answer[:end])

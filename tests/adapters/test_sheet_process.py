"""Sheets are read by a process within limits, whatever the file is."""

import signal
import sys

import pytest

from autoservice.adapters import sheet_process
from autoservice.adapters.sheet_process import ProcessSheetReader
from autoservice.shared.errors import DomainError
from autoservice.shared.sheets import ReadOptions, Row, SheetFormat
from autoservice.shared.sheets.errors import (
    SheetBroken,
    SheetEmpty,
    SheetQuoteOpen,
    SheetsBusy,
    SheetTooLarge,
    SheetTooSlow,
)
from autoservice.shared.sheets.limits import FILE_BYTES
from autoservice.shared.sheets.ports import ReadSheet
from tests.support.workbooks import text_row, workbook

OWNER = 7


async def read(data: bytes) -> ReadSheet:
    return await ProcessSheetReader().read(data, ReadOptions(), OWNER)


def real(script: str) -> str:
    """The reader's own process, with something changed in it."""
    return f"from autoservice.shared.sheets import __main__ as child\n{script}\nchild.main()"


def instead(monkeypatch: pytest.MonkeyPatch, script: str) -> None:
    """Let ``script`` run in the place of the reader."""
    monkeypatch.setattr(sheet_process, "COMMAND", (sys.executable, "-c", script))


async def test_rows_come_back_with_how_they_were_read():
    sheet = await read("Артикул;Цена\nГД-5;12,5\n".encode("cp1251"))
    assert (sheet.description.format, sheet.description.encoding) == (SheetFormat.CSV, "windows-1251")
    assert list(sheet.rows()) == [Row(1, ("Артикул", "Цена")), Row(2, ("ГД-5", "12,5"))]
    workbook_sheet = await read(workbook(text_row(3, "a")))
    assert workbook_sheet.description.sheets == ("Лист1",)
    assert list(workbook_sheet.rows()) == [Row(3, ("a",))]


@pytest.mark.parametrize(
    ("data", "refusal"),
    [
        (b"", SheetEmpty),
        (b"a\n" * 10 + b'"b', SheetQuoteOpen),
        (bytes(FILE_BYTES + 1), SheetTooLarge),
        (workbook('<row r="one"><c/></row>'), SheetBroken),
    ],
)
async def test_a_refusal_comes_back_as_a_sentence(data: bytes, refusal: type[DomainError]):
    with pytest.raises(refusal) as refused:
        await read(data)
    assert refused.value.text("ru") != refused.value.text("en")


async def test_memory_is_bounded_by_the_system(monkeypatch: pytest.MonkeyPatch):
    instead(monkeypatch, real("child.MEMORY_BYTES = 32 << 20"))
    with pytest.raises(SheetTooLarge):
        await read(workbook(text_row(1, "a"), shared=f"<si><t>{'ж' * 1000}</t></si>" * 16_000))


async def test_time_is_bounded_by_the_system(monkeypatch: pytest.MonkeyPatch):
    forever = "child.answer_lines = lambda data, options: any(zero for zero in iter(int, 1))"
    instead(monkeypatch, real(f"child.CPU_SECONDS = 1\n{forever}"))
    with pytest.raises(SheetTooSlow):
        await read(b"a")


@pytest.mark.parametrize(
    ("signal_number", "refusal"), [(signal.SIGSEGV, SheetTooLarge), (signal.SIGKILL, SheetsBusy)]
)
async def test_a_process_that_is_ended_says_by_what(
    monkeypatch: pytest.MonkeyPatch, signal_number: signal.Signals, refusal: type[DomainError]
):
    instead(monkeypatch, f"import os; os.kill(os.getpid(), {int(signal_number)})")
    with pytest.raises(refusal):
        await read(b"a;b\n")

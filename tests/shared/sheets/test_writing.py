"""What is written is read as it was, whatever the texts look like."""

from decimal import Decimal

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from autoservice.shared.i18n import LOCALES
from autoservice.shared.sheets import Cell, CellKind, ReadOptions, SheetFormat, TypedCell
from autoservice.shared.sheets.reading import read_sheet
from autoservice.shared.sheets.safety import guard, unguard
from autoservice.shared.sheets.writing import Value, open_writer

# No halves of characters, and of control characters those that a description has: files cannot have others.
LETTERS = st.characters(exclude_categories=["Cs", "Cc"]) | st.sampled_from("=+-@'\";,\t\n_x0041")
TEXTS = st.text(LETTERS, min_size=1, max_size=20).filter(str.strip)
NUMBERS = st.decimals(-1_000_000, 1_000_000, places=3)
ROWS = st.lists(st.tuples(TEXTS, NUMBERS, TEXTS), min_size=1, max_size=5)


@pytest.mark.parametrize("kind", SheetFormat)
@settings(max_examples=60, deadline=None)
@given(rows=ROWS, locale=st.sampled_from(LOCALES))
@example(rows=[("=1+1", Decimal(-250), "+7916"), ("'@x", Decimal(0), "_x0041_")], locale="ru")
def test_texts_and_numbers_come_back(kind: SheetFormat, rows: list[tuple[Value, ...]], locale: str):
    writer = open_writer(kind, locale, "Stock")
    writer.write([["Text", "Number", "Text"]])
    writer.write(rows)
    told = ReadOptions("utf-8", ";" if locale == "ru" else ",") if kind is SheetFormat.CSV else ReadOptions()
    _, found = read_sheet(writer.close(), told)
    sign = "," if locale == "ru" else "."
    back = [(row.cells[0], _number(row.cells[1], sign), row.cells[2]) for row in list(found)[1:]]
    assert back == rows


def _number(cell: Cell, sign: str) -> Decimal:
    """A number of a workbook, or the text that stands for one in CSV."""
    if isinstance(cell, TypedCell):
        assert cell.kind is CellKind.NUMBER
        return Decimal(cell.text)
    return Decimal((cell or "").replace(sign, "."))


@given(text=st.text(LETTERS))
def test_a_guarded_text_begins_no_formula_and_is_given_back(text: str):
    assert not guard(text).startswith(("=", "+", "-", "@", "\t", "\r"))
    assert unguard(guard(text)) == text

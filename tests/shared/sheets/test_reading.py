"""What other programs write is read as it is; what cannot be is refused with a reason."""

import io
from collections.abc import Iterator

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from autoservice.shared.sheets import (
    Cell,
    CellKind,
    Description,
    ReadOptions,
    Row,
    TypedCell,
    limits,
    xml_parts,
)
from autoservice.shared.sheets.limits import Reason, Refused
from autoservice.shared.sheets.reading import read_sheet
from tests.support.workbooks import text_row, workbook

RUSSIAN = "Артикул;Наименование;Цена\r\nOC 90;Фильтр масляный;1 250,50\r\nГД-5;Шайба;12,5\r\n"


def read(data: bytes, **options: str) -> tuple[Description, dict[int, tuple[Cell, ...]]]:
    """The description, and the rows by number."""
    description, rows = read_sheet(data, ReadOptions(**options))
    return description, {row.number: row.cells for row in rows}


def refusal(data: bytes, **options: str) -> Refused:
    with pytest.raises(Refused) as refused:
        read(data, **options)
    return refused.value


def number(text: str) -> TypedCell:
    return TypedCell(CellKind.NUMBER, text)


@pytest.mark.parametrize(
    ("encoding", "guessed"),
    [
        ("utf-8", "utf-8"),
        ("utf-8-sig", "utf-8"),
        ("cp1251", "windows-1251"),
        ("utf-16", "utf-16"),
        ("utf-16-le", "utf-16"),
        ("utf-16-be", "utf-16"),
        ("cp866", "cp866"),
        ("koi8-r", "koi8-r"),
    ],
)
def test_the_encoding_of_a_russian_file_is_guessed(encoding: str, guessed: str):
    description, rows = read(RUSSIAN.encode(encoding))
    assert (description.encoding, description.separator) == (guessed, ";")
    assert rows[1] == ("Артикул", "Наименование", "Цена")
    assert rows[2] == ("OC 90", "Фильтр масляный", "1 250,50")


@pytest.mark.parametrize("separator", [";", "\t", ",", "|"])
def test_the_separator_is_guessed_beside_decimal_commas(separator: str):
    rows = [["Article", "Name", "Price"], ["A1", "Oil, 5W-30", "12,50"], ["A2", "Pads", "3,00"]]
    lines = (separator.join(f'"{cell}"' if separator in cell else cell for cell in row) for row in rows)
    description, found = read("\n".join(lines).encode())
    assert description.separator == separator
    assert found[2] == ("A1", "Oil, 5W-30", "12,50")


def test_what_is_told_comes_before_what_is_guessed():
    description, rows = read(RUSSIAN.encode("cp1251"), encoding="cp866", separator=",")
    assert (description.encoding, description.separator) == ("cp866", ",")
    assert rows[2][0] != "OC 90"


def test_a_separator_that_excel_names_is_taken_and_its_line_is_no_row():
    description, rows = read(b"sep=|\r\na|b;c\r\n")
    assert (description.separator, rows) == ("|", {1: ("a", "b;c")})


def test_a_quoted_line_break_is_in_the_cell_and_rows_are_numbered_as_excel_does():
    _, rows = read(b'a;"two\r\nlines"\r\n\r\n;;\r\nb;"say ""hi"""\r\n')
    assert rows == {1: ("a", "two\r\nlines"), 4: ("b", 'say "hi"')}


@pytest.mark.parametrize(
    ("data", "reason", "row"),
    [
        (b'a;b\n"c;d\n', Reason.QUOTE, 2),
        (b'a;b\n"c"d;e\n', Reason.QUOTE, 2),
        (b'a;b\n"' + b"x" * 40_000 + b'";c\n', Reason.LONG_CELL, 2),
        (b"a;b\n" + b";" * 1_000_000 + b"c\n", Reason.COLUMNS, 2),
    ],
)
def test_a_csv_that_cannot_be_read_truly_is_refused_with_its_row(data: bytes, reason: Reason, row: int):
    refused = refusal(data)
    assert (refused.reason, refused.numbers["row"]) == (reason, row)


def test_bytes_that_are_no_text_of_the_told_encoding_are_refused():
    assert refusal(RUSSIAN.encode("cp1251"), encoding="utf-8").reason is Reason.ENCODING


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"\xd0\xcf\x11\xe0" + bytes(600), Reason.OLD_EXCEL),
        (b"<html><table><tr><td>1</td></tr></table></html>", Reason.UNKNOWN),
        (b"%PDF-1.7", Reason.UNKNOWN),
        (b"PK\x03\x04" + bytes(100), Reason.BROKEN),
        (workbook(text_row(1, "a"))[:-40], Reason.BROKEN),
        (workbook("<row><c>"), Reason.BROKEN),
        (workbook('<row r="1"><c r="A1" t="s"><v>7</v></c></row>'), Reason.BROKEN),
    ],
)
def test_what_is_no_sheet_is_refused(data: bytes, reason: Reason):
    assert refusal(data).reason is reason


def test_a_workbooks_cells_are_all_that_they_can_be():
    cells = (
        '<c r="A1"><f>B1+1</f></c>'
        '<c r="B1"><f>1+1</f><v>2</v></c>'
        '<c r="C1" t="str"><f>T(1)</f><v></v></c>'
        '<c r="D1" t="e"><v>#N/A</v></c>'
        '<c r="E1" t="b"><v>1</v></c>'
        '<c r="F1" s="1"><v>45000</v></c>'
        '<c r="G1" s="2"><v>123</v></c>'
        '<c r="H1"><v>0.30000000000000004</v></c>'
        '<c r="I1"><v>4607012345678</v></c>'
        '<c r="J1"><v>4.6070123456789012E+18</v></c>'
        '<c r="K1" t="s"><v>0</v></c>'
        '<c r="L1" t="s"><v>1</v></c>'
        '<c r="M1"><v>1.0E-2</v></c>'
    )
    shared = (
        "<si><r><t>rich </t></r><r><t>text</t></r></si>"
        "<si><t>東京_x000D_</t><rPh sb='0' eb='2'><t>トウキョウ</t></rPh></si>"
    )
    _, rows = read(workbook(f'<row r="1">{cells}</row>', shared=shared))
    assert rows[1] == (
        TypedCell(CellKind.FORMULA, "=B1+1"),
        number("2"),
        None,
        TypedCell(CellKind.ERROR, "#N/A"),
        TypedCell(CellKind.FLAG, "1"),
        TypedCell(CellKind.DATE, "2023-03-15"),
        "0123",
        number("0.3"),
        number("4607012345678"),
        TypedCell(CellKind.ERROR, "4.6070123456789012E+18"),
        "rich text",
        "東京\r",
        number("0.01"),
    )


def test_cells_and_rows_without_places_follow_each_other():
    _, rows = read(workbook("<row><c><v>1</v></c><c><v>2</v></c></row><row/><row><c><v>3</v></c></row>"))
    assert rows == {1: (number("1"), number("2")), 3: (number("3"),)}


def test_styled_empty_cells_down_to_the_last_row_are_no_rows():
    def rows() -> Iterator[str]:
        yield text_row(1, "Артикул")
        for n in range(2, 30_001):
            yield f'<row r="{n}"><c r="A{n}" s="1"/><c r="B{n}" s="3"/></row>'
        yield text_row(1_048_576, "", "last")

    _, found = read(workbook(rows()))
    assert found == {1: ("Артикул",), 1_048_576: (None, "last")}


def test_the_first_sheet_is_read_unless_another_one_is_named():
    data = workbook(text_row(1, "first"), sheets={"Цены": text_row(1, "second")})
    description, rows = read(data)
    assert (description.sheet, description.sheets, rows) == ("Лист1", ("Лист1", "Цены"), {1: ("first",)})
    assert read(data, sheet="Цены")[1] == {1: ("second",)}


def test_a_cell_in_the_farthest_corner_is_refused_without_a_table_of_all_between():
    corner = '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>2</v></c></row>'
    refused = refusal(workbook(corner))
    assert (refused.reason, refused.numbers["row"]) == (Reason.COLUMNS, 1_048_576)


def test_bombs_are_refused_while_they_are_unpacked(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(xml_parts, "UNPACKED_BYTES", 1_000_000)
    assert refusal(workbook(" " * 2_000_000)).reason is Reason.SIZE
    assert refusal(workbook(text_row(1, "a"), extra={f"{n}": b"" for n in range(limits.PARTS)})).reason is (
        Reason.SIZE
    )


def test_shared_texts_are_bounded(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("autoservice.shared.sheets.workbooks.SHARED_CHARACTERS", 1000)
    assert refusal(workbook(text_row(1, "a"), shared="<si><t/></si>" * 1001)).reason is Reason.SIZE


def test_definitions_of_entities_are_refused():
    laughs = '<!DOCTYPE sst [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>'
    assert refusal(workbook(text_row(1, "a"), before=laughs)).reason is Reason.BROKEN


def test_more_rows_than_the_limit_are_refused(monkeypatch: pytest.MonkeyPatch):
    for module in ("csv_files", "xlsx_files"):
        monkeypatch.setattr(f"autoservice.shared.sheets.{module}.ROWS", 3)
    assert refusal(b"a\n" * 4).reason is Reason.ROWS
    assert refusal(workbook([text_row(n, "a") for n in range(1, 5)])).reason is Reason.ROWS


CELLS = st.one_of(
    st.none(),
    st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=20),
    st.integers(-(10**12), 10**12),
    st.decimals(-1_000_000, 1_000_000, places=3),
)


@settings(max_examples=40, deadline=None)
@given(rows=st.lists(st.lists(CELLS, min_size=1, max_size=6), min_size=1, max_size=8))
def test_what_another_library_writes_is_read_as_that_library_reads_it(rows: list[list[object]]):
    book, file = openpyxl.Workbook(), io.BytesIO()
    for row_number, row in enumerate(rows, 1):
        for column, value in enumerate(row, 1):
            cell = book.active.cell(row_number, column)
            cell.value = value
            # Not a formula, but a text that looks like one.
            cell.data_type = "s" if isinstance(value, str) else cell.data_type
    book.save(file)
    description, found = read_sheet(file.getvalue(), ReadOptions())
    theirs = openpyxl.load_workbook(io.BytesIO(file.getvalue()), data_only=True).active.iter_rows()
    assert [_values(row) for row in _dense(found)] == [
        _trimmed([cell.value for cell in row]) for row in theirs
    ]
    assert description.sheet == "Sheet"


def _dense(rows: Iterator[Row]) -> Iterator[tuple[Cell, ...]]:
    expected = 1
    for row in rows:
        while expected < row.number:
            yield ()
            expected += 1
        yield row.cells
        expected += 1


def _values(cells: tuple[Cell, ...]) -> list[object]:
    return _trimmed([float(cell.text) if isinstance(cell, TypedCell) else cell for cell in cells])


def _trimmed(values: list[object]) -> list[object]:
    while values and values[-1] is None:
        values.pop()
    return [float(value) if isinstance(value, int | float) else value for value in values]

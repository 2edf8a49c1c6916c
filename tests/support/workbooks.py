"""Workbooks as other programs write them: of raw XML, and by Excel's own writer in other hands."""

import io
import zipfile
from collections.abc import Iterable, Mapping
from typing import Final

MAIN: Final = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE: Final = "http://schemas.openxmlformats.org/package/2006/relationships"
# Style 1 is a date, 2 shows four digits, 3 is text; a fill without a pattern, as 1C writes it.
STYLES: Final = (
    f'<styleSheet xmlns="{MAIN}"><numFmts count="1"><numFmt numFmtId="164" formatCode="0000"/></numFmts>'
    '<fonts count="1"><font/></fonts><fills count="1"><fill/></fills><borders count="1"><border/></borders>'
    '<cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="4"><xf numFmtId="0"/><xf numFmtId="14"/>'
    '<xf numFmtId="164"/><xf numFmtId="49"/></cellXfs></styleSheet>'
)


def workbook(
    rows: str | Iterable[str],
    *,
    shared: str = "",
    sheets: Mapping[str, str] | None = None,
    before: str = "",
    extra: Mapping[str, bytes] | None = None,
) -> bytes:
    """A workbook whose first sheet has these ``<row>`` elements; ``sheets`` are further ones by name."""
    all_sheets = {"Лист1": rows, **(sheets or {})}
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("_rels/.rels", _relations({"rId1": ("officeDocument", "xl/workbook.xml")}))
        targets = {f"s{n}": ("worksheet", f"worksheets/sheet{n}.xml") for n in range(1, len(all_sheets) + 1)}
        others = {"st": ("styles", "styles.xml"), "sh": ("sharedStrings", "/xl/sharedStrings.xml")}
        archive.writestr("xl/_rels/workbook.xml.rels", _relations({**targets, **others}))
        names = "".join(
            f'<sheet name="{name}" sheetId="{n}" r:id="s{n}"/>' for n, name in enumerate(all_sheets, 1)
        )
        head = f'xmlns="{MAIN}" xmlns:r="{RELATIONS}"'
        archive.writestr("xl/workbook.xml", f"<workbook {head}><sheets>{names}</sheets></workbook>")
        archive.writestr("xl/styles.xml", STYLES)
        archive.writestr("xl/sharedStrings.xml", f'{before}<sst xmlns="{MAIN}">{shared}</sst>')
        for number, content in enumerate(all_sheets.values(), 1):
            _write_sheet(archive, number, [content] if isinstance(content, str) else content)
        for name, data in (extra or {}).items():
            archive.writestr(name, data)
    return file.getvalue()


def _write_sheet(archive: zipfile.ZipFile, number: int, rows: Iterable[str]) -> None:
    with archive.open(f"xl/worksheets/sheet{number}.xml", "w") as part:
        part.write(f'<worksheet xmlns="{MAIN}"><dimension ref="A1"/><sheetData>'.encode())
        for row in rows:
            part.write(row.encode())
        part.write(b"</sheetData></worksheet>")


def _relations(targets: Mapping[str, tuple[str, str]]) -> str:
    each = (
        f'<Relationship Id="{id}" Type="{RELATIONS}/{kind}" Target="{target}"/>'
        for id, (kind, target) in targets.items()
    )
    return f'<Relationships xmlns="{PACKAGE}">{"".join(each)}</Relationships>'


def text_row(number: int, *cells: str) -> str:
    """A ``<row>`` of texts in their places."""
    places = (
        f'<c r="{chr(ord("A") + n)}{number}" t="inlineStr"><is><t>{cell}</t></is></c>'
        for n, cell in enumerate(cells)
        if cell
    )
    return f'<row r="{number}">{"".join(places)}</row>'

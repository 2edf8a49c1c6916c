"""The frame of a workbook: its sheets, its number formats, and the texts that its cells share."""

import posixpath
import re
from dataclasses import dataclass, field
from typing import Final

from autoservice.shared.sheets.limits import SHARED_CHARACTERS, SHEET_NAME, Reason, Refused
from autoservice.shared.sheets.xml_parts import Archive, PartParser, local

_ESCAPED: Final = re.compile("_x([0-9A-Fa-f]{4})_")
_BUILT_IN_DATES: Final = frozenset(map(str, (*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59))))
# Quoted texts, colours and conditions, and escaped letters of a number format.
_NO_CODE: Final = re.compile(r'"[^"]*"|\[[^\]]*\]|\\.|_.|\*.')
_DATE_CODE: Final = re.compile("[dmyhs]", re.IGNORECASE)
_PADDING: Final = re.compile("0{2,15}")


@dataclass(frozen=True)
class NumberFormat:
    """What a number is shown as: a date, or with zeros before it up to ``width`` digits."""

    is_date: bool = False
    width: int = 0


class Relations(PartParser):
    """The targets of a part's relations, by id and by kind."""

    def __init__(self, archive: Archive, part: str) -> None:
        super().__init__()
        self._folder = posixpath.dirname(part)
        self.by_id: dict[str, str] = {}
        self.by_kind: dict[str, str] = {}
        rels = posixpath.join(self._folder, "_rels", posixpath.basename(part) + ".rels")
        if rels in archive:
            self.parse(archive.chunks(rels))

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """Handle the beginning of an element."""
        if local(name) == "Relationship" and attributes.get("TargetMode") != "External":
            target = posixpath.join("/", self._folder, attributes.get("Target", ""))
            self.by_id[attributes.get("Id", "")] = target
            self.by_kind.setdefault(attributes.get("Type", "").rpartition("/")[2], target)


@dataclass
class Sheet:
    """A sheet of a workbook."""

    name: str
    relation: str
    is_hidden: bool


class Frame(PartParser):
    """The sheets of a workbook, and whether its days are counted from 1904."""

    def __init__(self) -> None:
        super().__init__()
        self.sheets: list[Sheet] = []
        self.from_1904 = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """Handle the beginning of an element."""
        if local(name) == "sheet":
            relation = next((value for key, value in attributes.items() if key.endswith(":id")), "")
            hidden = attributes.get("state", "visible") != "visible"
            self.sheets.append(Sheet(attributes.get("name", "")[:SHEET_NAME], relation, hidden))
        elif local(name) == "workbookPr":
            self.from_1904 = attributes.get("date1904") in ("1", "true")


class Styles(PartParser):
    """The number formats of a workbook's cells, by the number of their style."""

    def __init__(self) -> None:
        super().__init__()
        self.formats: list[NumberFormat] = []
        self._codes: dict[str, str] = {}
        self._in_cells = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """Handle the beginning of an element."""
        element = local(name)
        if element == "numFmt":
            self._codes[attributes.get("numFmtId", "")] = attributes.get("formatCode", "")
        elif element == "cellXfs":
            self._in_cells = True
        elif element == "xf" and self._in_cells:
            self.formats.append(self._format(attributes.get("numFmtId", "0")))

    def end(self, name: str) -> None:
        """Handle the end of an element."""
        if local(name) == "cellXfs":
            self._in_cells = False

    def _format(self, number: str) -> NumberFormat:
        code = self._codes.get(number)
        if code is None:
            return NumberFormat(is_date=number in _BUILT_IN_DATES)
        if _PADDING.fullmatch(code):
            return NumberFormat(width=len(code))
        return NumberFormat(is_date=bool(_DATE_CODE.search(_NO_CODE.sub("", code.partition(";")[0]))))


@dataclass
class TextCollector:
    """The text of one string: that of its runs, without the reading aids of East Asian texts."""

    parts: list[str] = field(default_factory=list)
    _aids: int = 0
    _in_text: bool = False

    def start(self, element: str) -> None:
        """Handle the beginning of an element."""
        if element == "rPh":
            self._aids += 1
        self._in_text = element == "t" and not self._aids

    def end(self, element: str) -> None:
        """Handle the end of an element."""
        if element == "rPh":
            self._aids -= 1
        self._in_text = False

    def text(self, text: str) -> None:
        """Handle characters."""
        if self._in_text:
            self.parts.append(text)

    def take(self) -> str:
        """Return the text, with what is escaped in it, and begin the next one."""
        text, self.parts = "".join(self.parts), []
        return unescape(text)


def unescape(text: str) -> str:
    """Return a text of a workbook with its escaped characters, such as ``_x000D_``."""
    return _ESCAPED.sub(_character, text) if "_x" in text else text


def _character(found: re.Match[str]) -> str:
    code = int(found[1], 16)
    # Half of a pair is no character.
    return found[0] if 0xD800 <= code <= 0xDFFF else chr(code)


class SharedTexts(PartParser):
    """The texts that cells share."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []
        self._left = SHARED_CHARACTERS
        self._collector = TextCollector()
        self.parser.CharacterDataHandler = self._collector.text

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """Handle the beginning of an element."""
        self._collector.start(local(name))

    def end(self, name: str) -> None:
        """Handle the end of an element."""
        self._collector.end(local(name))
        if local(name) == "si":
            text = self._collector.take()
            # An empty text takes memory, too.
            self._left -= len(text) + 1
            if self._left < 0:
                raise Refused(Reason.SIZE)
            self.texts.append(text)

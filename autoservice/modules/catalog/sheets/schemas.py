"""Commands, options and views of imports and exports."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated, Final, Literal, get_args

from pydantic import BaseModel, Field

from autoservice.modules.catalog.sheets.plans import Outcome
from autoservice.shared.sheets import SheetFormat
from autoservice.shared.sheets.limits import COLUMNS, LAST_ROW, SHEET_NAME
from autoservice.shared.validation import STORABLE, Flag, Whole

# What a file can be said to be; empty, it is guessed.
Encoding = Literal["", "utf-8", "windows-1251", "utf-16", "cp866", "koi8-r", "windows-1252"]
Separator = Literal["", ";", ",", "\t", "|"]
DecimalSign = Literal["", ",", "."]
ENCODINGS: Final[tuple[str, ...]] = get_args(Encoding)[1:]
ColumnName = Annotated[str, Field(max_length=40, pattern=STORABLE)]
ColumnIndex = Annotated[Whole, Field(ge=0, lt=COLUMNS)]


class SheetName(StrEnum):
    """A list of the catalog that is imported and exported."""

    SERVICES = "services"
    STAGES = "stages"
    INVENTORY = "inventory"


class ImportOptions(BaseModel):
    """How a file is read; what is empty is guessed.

    ``columns`` are names of columns by the index of the cell, empty for what is not to be imported.
    """

    encoding: Encoding = ""
    separator: Separator = ""
    decimal: DecimalSign = ""
    sheet: Annotated[str, Field(max_length=SHEET_NAME, pattern=STORABLE)] = ""
    header_row: Annotated[Whole, Field(ge=0, le=LAST_ROW)] = 0
    columns: Annotated[dict[ColumnIndex, ColumnName], Field(max_length=COLUMNS)] = {}


class ApplyImport(BaseModel):
    """The command to apply an import; ``skip_doubtful`` leaves the doubtful rows out."""

    skip_doubtful: Flag = False


class FoundColumn(BaseModel):
    """A cell of the heading, and the column that it is, if any."""

    index: int
    title: str
    field: str


class FieldView(BaseModel):
    """A column that the list has; one that is ``only_new`` is imported for new rows alone."""

    name: str
    title: str
    required: bool
    only_new: bool


class ChangeView(BaseModel):
    """A field of a row before and after."""

    field: str
    title: str
    before: str
    after: str


class ProblemView(BaseModel):
    """Why a row is doubtful; ``field`` is empty if it is the whole row."""

    field: str
    title: str
    detail: str


class RowView(BaseModel):
    """A row of the file by its number in Excel, and what becomes of it."""

    number: int
    label: str
    outcome: Outcome
    changes: list[ChangeView] = []
    problems: list[ProblemView] = []


class Counts(BaseModel):
    """How many rows have each outcome."""

    new: int = 0
    changed: int = 0
    unchanged: int = 0
    doubtful: int = 0
    skipped: int = 0


class Preview(BaseModel):
    """How the file was read, and what becomes of its rows.

    ``read_as`` has all options, told or guessed. ``missing`` are titles of columns that must be named before
    anything can be imported, ``doubled`` those that several cells name. ``rows`` are the first of each
    outcome, the doubtful ones first; the unchanged ones are only counted. Its texts are in ``locale``.
    """

    locale: str = ""
    format: SheetFormat
    read_as: ImportOptions
    sheets: list[str] = []
    columns: list[FoundColumn] = []
    fields: list[FieldView] = []
    missing: list[str] = []
    doubled: list[str] = []
    counts: Counts = Counts()
    rows: list[RowView] = []


class ImportView(BaseModel):
    """An import: its file, what it would do, and when it was applied."""

    id: int
    table: SheetName
    file_name: str
    created_at: datetime
    applied_at: datetime | None
    preview: Preview

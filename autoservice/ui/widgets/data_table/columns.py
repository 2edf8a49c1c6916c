"""Columns of a table: what they are called, how they are drawn, sorted and edited."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, Literal

from autoservice.ui.kit.theme import Child, Text, ViewModelVar

Kind = Literal["text", "money", "hours", "quantity", "choice", "switch", "link"]
ROWS_ON_A_PAGE: Final = 50
# The values of a filter that is the id of something: too many to be listed.
ANY_ID: Final[list[str]] = []
# Those of a filter that is a day, as "2026-11-27".
ANY_DAY: Final[list[str]] = []
NUMBERS: Final = ("money", "hours", "quantity")


@dataclass(frozen=True)
class Row:
    """The base of a table's rows: frozen dataclasses with a text for each column, by its field.

    ``name`` is what the row is called where a cell, a checkbox or a button of it is.
    """

    id: str = ""
    version: int = 0
    name: str = ""


@dataclass(frozen=True)
class Column:
    """A column: the row's ``field``, under a ``title`` (a msgid).

    ``choices`` are the texts of a "choice" or "switch" (msgids, or a var with the texts themselves).
    ``placeholder`` is the row's field with what an empty cell means.
    ``draw`` draws the cell of a row in another way than its kind. ``href`` is the row's field with the
    address of a "link". ``width`` are classes of its cells, such as "lg:min-w-64".
    """

    field: str
    title: str
    kind: Kind = "text"
    editable: bool = False
    sortable: bool = False
    is_shown: bool = True
    width: str = ""
    choices: Any = ()
    href: str = "url"
    placeholder: str = ""
    draw: Callable[[ViewModelVar], Child] | None = None

    @property
    def is_number(self) -> bool:
        """Return whether its texts are numbers, which stand at the right."""
        return self.kind in NUMBERS

    def text(self, row: ViewModelVar) -> Text:
        """Return the text of the row's cell."""
        text: Text = getattr(row, self.field)
        return text


@dataclass(frozen=True)
class TableSpec:
    """What a table's State is declared with; the first column, which names the row, is always shown.

    ``filters`` are the values that each filter can have, ``renewed_after`` the seconds after which rows are
    others by time alone.
    """

    columns: tuple[Column, ...]
    filters: Mapping[str, Sequence[str]] = field(default_factory=dict)
    page_size: int = ROWS_ON_A_PAGE
    renewed_after: float | None = None


SPECS: Final[dict[Any, TableSpec]] = {}

"""Cells of tables: changes of some fields of some rows, typed as text, all or none of them.

A service declares its editable fields once, as ``CellFields``, and edits locked rows with them. Each row
has a ``version``, which every change increments: a change of a row that was changed meanwhile is refused
with the present rows.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Final, Generic, Protocol, Self, TypeVar

from pydantic import BaseModel, Field, TypeAdapter, ValidationError, model_validator
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from autoservice.shared.errors import Conflict, DomainError, Invalid
from autoservice.shared.i18n import N_, translate
from autoservice.shared.validation import NOT_VALID, SENTENCES, STORABLE, Id, Whole

MAX_CELLS: Final = 1_000
VALUE_LENGTH: Final = 4_000


class VersionedRow(Protocol):
    """The interface of a table whose cells are edited."""

    id: int
    version: int


Row = TypeVar("Row", bound=VersionedRow)


class CellChange(BaseModel):
    """The text typed into one field of a row, whose ``version`` its author saw."""

    id: Id
    version: Annotated[Whole, Field(ge=0, le=2**31 - 1)]
    field: Annotated[str, Field(min_length=1, max_length=60, pattern=STORABLE)]
    value: Annotated[str, Field(max_length=VALUE_LENGTH, pattern=STORABLE)]


class CellChanges(BaseModel):
    """Changes that are made together, each of another cell."""

    cells: Annotated[list[CellChange], Field(min_length=1, max_length=MAX_CELLS)]

    @model_validator(mode="after")
    def _check_distinct(self) -> Self:
        if len({(cell.id, cell.field) for cell in self.cells}) < len(self.cells):
            raise ValueError("A cell is named twice.")
        return self

    @property
    def ids(self) -> list[int]:
        """Return the ids of the rows, ascending: the order in which rows are locked."""
        return sorted({cell.id for cell in self.cells})


class RowCells(BaseModel):
    """The texts of a row's editable cells, by field."""

    id: int
    version: int
    cells: dict[str, str]


class ChangedRows(BaseModel):
    """The present rows after a change."""

    rows: list[RowCells]


class CellsRefused(Invalid):
    """Some texts are not valid, so nothing was changed; ``others`` are the reasons, cell by cell."""

    code = "CellsRefused"
    message = N_("Nothing was saved. Please check the marked cells.")

    def __init__(self, reasons: Sequence[DomainError]) -> None:
        super().__init__()
        self.others = reasons


class RowsChanged(Conflict):
    """Rows were changed or removed meanwhile, so nothing was changed; the members are their present state."""

    code = "RowsChanged"
    message = N_("Somebody else has changed this meanwhile. Nothing was saved; the present values are shown.")

    def __init__(self, rows: ChangedRows, gone: Sequence[int]) -> None:
        super().__init__()
        self.members = {**rows.model_dump(), "gone": list(gone)}


class CellReadOnly(Invalid):
    """The table has no such editable field."""

    code = "CellReadOnly"
    message = N_("This column cannot be edited here.")


class CellInvalid(Invalid):
    """The text is not valid for its field; ``sentence`` is a msgid."""

    code = "CellInvalid"

    def __init__(self, sentence: str) -> None:
        super().__init__()
        self._sentence = sentence

    def text(self, locale: str) -> str:
        """Return the sentence in ``locale``."""
        return translate(locale, self._sentence)


class UnknownChoice(Invalid):
    """The text names none of the field's choices."""

    code = "UnknownChoice"
    message = N_("Choose one of: %(choices)s.")


def parser_of(kind: Any) -> Callable[[str], Any]:
    """Return a parser of a Pydantic type, such as ``Name``; it raises ``CellInvalid``."""
    adapter = TypeAdapter[Any](kind)

    def parse(text: str) -> Any:
        try:
            return adapter.validate_python(text)
        except ValidationError as error:
            raise CellInvalid(SENTENCES.get(error.errors()[0]["type"], NOT_VALID)) from None

    return parse


def choice_of(labels: Mapping[Any, str]) -> Callable[[str], Any]:
    """Return a parser that takes a choice's label or its value; it raises ``UnknownChoice``."""
    by_text = {text.casefold(): value for value, label in labels.items() for text in (str(value), label)}

    def parse(text: str) -> Any:
        try:
            return by_text[text.strip().casefold()]
        except KeyError:
            raise UnknownChoice(choices=", ".join(labels.values())) from None

    return parse


def show_text(value: Any) -> str:
    """Return the value as a text, empty for ``None``."""
    return "" if value is None else str(value)


@dataclass(frozen=True)
class CellField(Generic[Row]):
    """An editable field: the row's ``attribute``, read from a text and shown as one.

    ``parse`` raises a ``DomainError``; of ``show``'s text it returns the same value. ``change`` sets the
    value where it is more than the attribute.
    """

    attribute: str
    parse: Callable[[str], Any]
    show: Callable[[Any], str] = show_text
    change: Callable[[Row, Any], None] | None = None

    def set(self, row: Row, value: Any) -> None:
        """Set the row's value."""
        if self.change:
            self.change(row, value)
        else:
            setattr(row, self.attribute, value)


@dataclass(frozen=True)
class EditedRow(Generic[Row]):
    """A row that was changed, with the former values of the fields that were."""

    row: Row
    before: dict[str, Any]


# The reasons, by field, why a row may not be as it is after the change.
Rule = Callable[[EditedRow[Row]], Iterable[tuple[str, DomainError]]]


@dataclass(frozen=True)
class CellFields(Generic[Row]):
    """The editable fields of a table, by the name that a column has."""

    fields: Mapping[str, CellField[Row]]

    def edit(
        self, rows: Sequence[Row], changes: CellChanges, rule: Rule[Row] | None = None
    ) -> list[EditedRow[Row]]:
        """Change the locked rows, and return those that differ now.

        Raises ``RowsChanged``, and ``CellsRefused`` for texts that are not valid and for rows that do not
        fit ``rule`` after the change: then the transaction must not commit.
        """
        present = {row.id: row for row in rows}
        self._check_versions(present, changes)
        values = self._parse(changes)
        edited = [self._change(present[id], values[id]) for id in changes.ids]
        changed = [one for one in edited if one.before]
        if rule:
            refuse_all((one.row.id, field, error) for one in changed for field, error in rule(one))
        return changed

    def view(self, rows: Iterable[Row]) -> ChangedRows:
        """Return the rows' cells as texts."""
        return ChangedRows(rows=[self._view(row) for row in rows])

    def _view(self, row: Row) -> RowCells:
        cells = {name: field.show(getattr(row, field.attribute)) for name, field in self.fields.items()}
        return RowCells(id=row.id, version=row.version, cells=cells)

    def _check_versions(self, present: Mapping[int, Row], changes: CellChanges) -> None:
        gone = [id for id in changes.ids if id not in present]
        stale = {
            cell.id: present[cell.id]
            for cell in changes.cells
            if cell.id in present and present[cell.id].version != cell.version
        }
        if gone or stale:
            raise RowsChanged(self.view(stale.values()), gone)

    def _parse(self, changes: CellChanges) -> dict[int, dict[str, Any]]:
        values: dict[int, dict[str, Any]] = {id: {} for id in changes.ids}
        refused: list[tuple[int, str, DomainError]] = []
        for cell in changes.cells:
            try:
                values[cell.id][cell.field] = self._field(cell.field).parse(cell.value)
            except DomainError as error:
                refused.append((cell.id, cell.field, error))
        refuse_all(refused)
        return values

    def _field(self, name: str) -> CellField[Row]:
        if name not in self.fields:
            raise CellReadOnly()
        return self.fields[name]

    def _change(self, row: Row, values: Mapping[str, Any]) -> EditedRow[Row]:
        before = {}
        for name, value in values.items():
            field = self.fields[name]
            former = getattr(row, field.attribute)
            if former != value:
                before[name] = former
                field.set(row, value)
        row.version += 1 if before else 0
        return EditedRow(row, before)


def refuse_all(reasons: Iterable[tuple[int, str, DomainError]]) -> None:
    """Raise ``CellsRefused`` with all reasons (row's id, field, error), if there are any."""
    errors = []
    for row_id, field, error in reasons:
        error.row_id, error.field = row_id, field
        errors.append(error)
    if errors:
        raise CellsRefused(errors)


async def lock_rows(session: AsyncSession, table: type[Row], ids: Sequence[int]) -> list[Row]:
    """Lock and read the rows in the order of their ids, so that two changes of many wait for each other.

    Rows that do not exist are left out. In a session that only reads, use a plain query.
    """
    key = col(table.id)
    query = select(table).where(key.in_(ids)).order_by(key).with_for_update()
    return list((await session.scalars(query.execution_options(populate_existing=True))).all())

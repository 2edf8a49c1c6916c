"""Values of cells: parsed from a sheet, written to one, and shown in a preview."""

import re
from decimal import Decimal
from functools import cache
from typing import Annotated, Any, Final

from pydantic import TypeAdapter, ValidationError

from autoservice.modules.catalog.sheets.columns import FLAGS, NO, YES, Column, ColumnKind
from autoservice.modules.catalog.sheets.errors import (
    TextInvalid,
    ValueIsDate,
    ValueShortened,
    ValueUncomputed,
    ValueUnknown,
    ValueUnusable,
)
from autoservice.modules.catalog.sheets.parts import parse_parts, write_parts
from autoservice.shared.bad_numbers import AmbiguousNumber, NotANumber
from autoservice.shared.i18n import translate
from autoservice.shared.normal_forms import fold
from autoservice.shared.printable import shorten
from autoservice.shared.sheets import Cell, CellKind, TypedCell
from autoservice.shared.typed_numbers import (
    from_thousandths,
    parse_hours,
    parse_money,
    parse_quantity,
    to_thousandths,
    typed_hours,
    typed_money,
    typed_quantity,
)
from autoservice.shared.validation import NOT_VALID, PLAIN_BREAKS, SENTENCES

SHOWN_LENGTH: Final = 60
# A language whose decimal sign is that of the file.
LANGUAGE_OF: Final = {",": "ru", ".": "en"}
_SCIENTIFIC: Final = re.compile(r"[0-9][.,]?[0-9]*E\+[0-9]{2}", re.IGNORECASE)
_EXACT_NUMBERS: Final = "en"


class ValueReader:
    """The parser of a file's cells; ``decimal`` is its decimal sign, empty if that is not known."""

    def __init__(self, decimal: str, currency: str) -> None:
        self._locales = [LANGUAGE_OF[decimal]] if decimal else list(LANGUAGE_OF.values())
        self._currency = currency

    def read(self, column: Column, cell: Cell) -> Any:
        """Return the value of a cell with content; raises a ``DomainError`` that says why it is doubtful."""
        if isinstance(cell, TypedCell):
            return self._typed(column, cell)
        return self._text(column, cell or "", self._locales)

    def _typed(self, column: Column, cell: TypedCell) -> Any:
        shown = shorten(cell.text, SHOWN_LENGTH)
        if cell.kind is CellKind.FORMULA:
            raise ValueUncomputed(text=shown)
        if cell.kind is CellKind.ERROR:
            raise ValueUnusable(text=shown)
        if cell.kind is CellKind.DATE:
            raise ValueIsDate(text=shown)
        return self._text(column, cell.text, [_EXACT_NUMBERS])

    def _text(self, column: Column, text: str, locales: list[str]) -> Any:
        if column.kind in (ColumnKind.TEXT, ColumnKind.LINES):
            return _valid_text(column, text)
        if column.kind in (ColumnKind.FLAG, ColumnKind.CHOICE):
            return _choice(column, text)
        if column.kind is ColumnKind.PARTS:
            return parse_parts(text)
        values = [self._number(column, text, locale) for locale in locales]
        if len(set(values)) > 1:
            whole, decimal = max(values), min(values)
            raise AmbiguousNumber(
                text=text, whole=self._plain(column, whole), decimal=self._plain(column, decimal)
            )
        return values[0]

    def _number(self, column: Column, text: str, locale: str) -> int:
        if column.kind is ColumnKind.MONEY:
            return parse_money(text, locale, self._currency)
        if column.kind is ColumnKind.HOURS:
            return parse_hours(text, locale)
        number = parse_quantity(text, locale)
        if column.kind is ColumnKind.QUANTITY:
            return to_thousandths(number)
        if number != number.to_integral():
            raise NotANumber(text=text)
        return int(number)

    def _plain(self, column: Column, value: int) -> str:
        return show(column, value, "ru", self._currency)


def _valid_text(column: Column, text: str) -> str:
    if _SCIENTIFIC.fullmatch(text.strip()) and column.kind is ColumnKind.TEXT:
        raise ValueShortened(text=shorten(text, SHOWN_LENGTH))
    try:
        value: str = _adapter(column.type).validate_python(text)
    except ValidationError as error:
        raise TextInvalid(SENTENCES.get(error.errors()[0]["type"], NOT_VALID)) from None
    return value


@cache
def _adapter(kind: Any) -> TypeAdapter[Any]:
    # Making one takes longer than all else that is done for a cell.
    return TypeAdapter(Annotated[kind, PLAIN_BREAKS])


def _choice(column: Column, text: str) -> Any:
    word = " ".join(text.split())
    value = FLAGS.get(fold(word)) if column.kind is ColumnKind.FLAG else column.value_of(word)
    if value is None:
        choices = (YES, NO) if column.kind is ColumnKind.FLAG else tuple(column.choices.values())
        raise ValueUnknown(text=shorten(word, SHOWN_LENGTH), choices=choices)
    return value


def show(column: Column, value: Any, locale: str, currency: str) -> str:
    """Return a value as one would type it in ``locale``; what it reads back to is the same value."""
    if value is None:
        return ""
    if column.kind is ColumnKind.MONEY:
        return typed_money(value, locale, currency)
    if column.kind is ColumnKind.QUANTITY:
        return typed_quantity(from_thousandths(value), locale)
    if column.kind is ColumnKind.HOURS:
        return typed_hours(value, locale)
    if column.kind is ColumnKind.FLAG:
        return translate(locale, YES if value else NO)
    if column.kind is ColumnKind.CHOICE:
        return translate(locale, column.choices[value]) if value in column.choices else str(value)
    if column.kind is ColumnKind.PARTS:
        return write_parts(value, locale)
    return str(value)


def number_of(column: Column, value: Any, currency: str) -> Decimal | None:
    """Return the number of a column that holds numbers, for a cell that is one; ``None`` for the others."""
    if column.kind not in NUMBERS or value is None:
        return None
    return Decimal(show(column, value, _EXACT_NUMBERS, currency))


NUMBERS: Final = frozenset([ColumnKind.MONEY, ColumnKind.QUANTITY, ColumnKind.HOURS, ColumnKind.WHOLE])

"""Columns of the sheets: how each is called, what it holds, and which spellings of its title are known."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Final

from autoservice.shared.i18n import LOCALES, N_, translate
from autoservice.shared.normal_forms import fold

YES: Final = N_("yes")
NO: Final = N_("no")
FLAGS: Final[Mapping[str, bool]] = {
    **dict.fromkeys(("yes", "y", "true", "1", "+", "да", "д", "истина", "в продаже"), True),
    **dict.fromkeys(("no", "n", "false", "0", "-", "нет", "н", "ложь", "архив", "archived"), False),
}


class ColumnKind(StrEnum):
    """What a column holds."""

    TEXT = "text"
    LINES = "lines"
    MONEY = "money"
    QUANTITY = "quantity"
    HOURS = "hours"
    WHOLE = "whole"
    FLAG = "flag"
    CHOICE = "choice"
    PARTS = "parts"


@dataclass(frozen=True)
class Column:
    """A column: ``title`` is a msgid, ``also`` are further titles of other programs.

    ``type`` is the Pydantic type of a text; ``choices`` are msgids by value, ``words`` further words for
    them. A new row needs the column if it is ``required``, and has the ``default`` where the file says
    nothing. What is ``only_new`` is taken for new rows alone.
    """

    name: str
    title: str
    kind: ColumnKind = ColumnKind.TEXT
    type: Any = str
    also: tuple[str, ...] = ()
    choices: Mapping[str, str] = field(default_factory=dict)
    words: Mapping[str, str] = field(default_factory=dict)
    required: bool = False
    default: Any = None
    only_new: bool = False

    def titles(self) -> Iterator[str]:
        """Return all titles by which the column is known, as they are compared."""
        for locale in LOCALES:
            yield title_key(translate(locale, self.title))
        yield from map(title_key, self.also)

    def value_of(self, word: str) -> str | None:
        """Return the choice that a word names, in whatever language."""
        found = {fold(value): value for value in self.choices}
        for value, label in self.choices.items():
            found |= {fold(translate(locale, label)): value for locale in LOCALES}
        found |= {fold(other): value for other, value in self.words.items()}
        return found.get(fold(word).rstrip("."), found.get(fold(word)))


def title_key(title: str) -> str:
    """Return a title without case, blanks and signs."""
    return "".join(letter for letter in fold(title) if letter.isalnum())

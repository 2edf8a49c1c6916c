"""The editable cells of the table of texts."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from autoservice.modules.notifications.models import MessageText
from autoservice.modules.notifications.texts.editable import (
    KINDS,
    VARIABLES,
    audience_of,
    shipped_text,
    shipped_title,
    title_variables,
)
from autoservice.modules.notifications.texts.places import check_places
from autoservice.modules.notifications.texts.schemas import Text, TextView, Title
from autoservice.shared.cells import CellField, CellFields, EditedRow, choice_of, parser_of
from autoservice.shared.errors import DomainError
from autoservice.shared.i18n import N_, translate

TEXTS: Final = ("title_ru", "text_ru", "title_en", "text_en")
YES: Final = N_("Yes")
NO: Final = N_("No")


@dataclass
class TextRow:
    """A kind of message with the words that are said: the shop's own, or the shipped ones."""

    id: int
    version: int
    kind: str
    enabled: bool
    title_ru: str
    text_ru: str
    title_en: str
    text_en: str

    def fit(self, edited: EditedRow["TextRow"]) -> Iterator[tuple[str, DomainError]]:
        """Yield the reasons why changed texts cannot be saved, by field."""
        for name in edited.before.keys() & set(TEXTS):
            try:
                check_places(getattr(self, name), _variables(self.kind, name))
            except DomainError as error:
                yield name, error

    def own(self, name: str) -> str:
        """Return the shop's own words of a field; empty where they are the shipped ones."""
        text: str = getattr(self, name)
        return "" if text == shipped(self.kind, name) else text

    @property
    def is_changed(self) -> bool:
        """Return whether anything is not as it is shipped."""
        return not self.enabled or any(map(self.own, TEXTS))

    def values(self) -> dict[str, Any]:
        """Return what the shop has changed, for the audit log."""
        own = {name: self.own(name) for name in TEXTS}
        return {"enabled": self.enabled, **{name: text for name, text in own.items() if text}}

    def store(self, text: MessageText) -> None:
        """Write the words into their row of the database."""
        text.version, text.enabled = self.version, self.enabled
        for name in TEXTS:
            setattr(text, name, self.own(name))

    def reset(self) -> None:
        """Make everything as it is shipped."""
        self.version, self.enabled = self.version + 1, True
        for name in TEXTS:
            setattr(self, name, shipped(self.kind, name))

    def view(self) -> TextView:
        """Return the row as its readers see it."""
        return TextView(
            audience=audience_of(self.kind),
            variables=list(VARIABLES[self.kind]),
            title_variables=list(title_variables(self.kind)),
            changed=self.is_changed,
            **vars(self),
        )


def _variables(kind: str, name: str) -> Sequence[str]:
    return title_variables(kind) if name.startswith("title") else VARIABLES[kind]


@cache
def shipped(kind: str, name: str) -> str:
    """Return the words that a field is shipped with."""
    part, _, locale = name.partition("_")
    return shipped_title(kind, locale) if part == "title" else shipped_text(kind, locale)


def row_of(kind: str, text: MessageText | None) -> TextRow:
    """Return the words of a kind."""
    text = text or fresh_text(kind)
    said = {name: getattr(text, name) or shipped(kind, name) for name in TEXTS}
    return TextRow(id=text.id, version=text.version, kind=kind, enabled=text.enabled, **said)


def fresh_text(kind: str) -> MessageText:
    """Return the row of a kind of which nothing was changed yet."""
    return MessageText(id=next(id for id, one in KINDS.items() if one == kind), kind=kind)


@cache
def text_fields(locale: str) -> CellFields[TextRow]:
    """Return the editable fields of a text; an emptied one gets its shipped words again."""
    choices = {True: translate(locale, YES), False: translate(locale, NO)}
    return CellFields(
        {
            "enabled": CellField("enabled", choice_of(choices), choices.__getitem__),
            **{name: _field(name, Title if name.startswith("title") else Text) for name in TEXTS},
        }
    )


def _field(name: str, kind: Any) -> CellField[TextRow]:
    return CellField(name, parser_of(kind), change=_setter(name))


def _setter(name: str) -> Callable[[TextRow, str], None]:
    return lambda row, text: setattr(row, name, text or shipped(row.kind, name))

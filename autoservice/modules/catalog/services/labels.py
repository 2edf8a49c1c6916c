"""Names of rows as the texts of a choice."""

from collections import Counter
from collections.abc import Iterable
from typing import Protocol

from autoservice.shared.i18n import localized


class Named(Protocol):
    """A row with a name in each language."""

    id: int
    name_ru: str
    name_en: str


def labels_of(rows: Iterable[Named], locale: str) -> dict[int, str]:
    """Return a text for each row by its id; those of the same name have their number behind it."""
    names = {row.id: localized(locale, row.name_ru, row.name_en) for row in rows}
    seen = Counter(name.casefold() for name in names.values())
    return {id: name if seen[name.casefold()] == 1 else f"{name} ({id})" for id, name in names.items()}

"""Keeping the gettext catalogues in step with the code: ``python -m autoservice messages``.

Extraction and merging are Babel's. English is the msgid itself, so its
catalogue fills itself; Russian waits for a translator.
"""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Final

import click
from babel.messages import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

from autoservice.settings import ROOT
from autoservice.shared.i18n import CATALOGUES, LOCALES

# Function -> which argument is the msgid; `page` takes a page's title second.
KEYWORDS: Final = {
    "t": None,
    "N_": None,
    "translate_plural": (2, 3),
    "translate_count": (2, 3),
    "page": (2,),
}
EPOCH: Final = datetime(2026, 1, 1, tzinfo=UTC)
HEADER: Final = "# Messages of autoservice. Kept in step with the code by `python -m autoservice messages`."


@click.command("messages")
def messages() -> None:
    """Bring the gettext catalogues in step with the code, and say what is untranslated."""
    for locale, missing in update_catalogues().items():
        click.echo(f"{locale}: {missing} untranslated")


def extract() -> Catalog:
    """Every message of the code, with the files it stands in."""
    found = Catalog(charset="utf-8")
    for file, _, message, comments, context in extract_from_dir(ROOT / "autoservice", keywords=KEYWORDS):
        found.add(message, locations=[(f"autoservice/{file}", 0)], auto_comments=comments, context=context)
    return found


def read_catalogue(locale: str) -> Catalog:
    """The catalogue of ``locale`` as it stands; an empty one if there is none."""
    path = CATALOGUES / locale / "LC_MESSAGES" / "messages.po"
    if not path.exists():
        return Catalog(
            locale=locale, charset="utf-8", fuzzy=False, project="autoservice", header_comment=HEADER
        )
    with path.open("rb") as file:
        return read_po(file, locale=locale)


def update_catalogues() -> dict[str, int]:
    """Add new messages, drop unused ones; returns how many are untranslated, by language."""
    template = extract()
    return {locale: _update(locale, template) for locale in LOCALES}


def _update(locale: str, template: Catalog) -> int:
    catalogue = read_catalogue(locale)
    catalogue.update(template, no_fuzzy_matching=True)
    catalogue.obsolete.clear()
    if locale == "en":
        _fill_with_ids(catalogue)
    # The header's dates would make every run a change.
    catalogue.creation_date = catalogue.revision_date = EPOCH
    path = CATALOGUES / locale / "LC_MESSAGES" / "messages.po"
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        write_po(file, catalogue, sort_output=True, width=110, include_lineno=False)
    return sum(1 for message in catalogue if message.id and not is_translated(message.string))


def _fill_with_ids(catalogue: Catalog) -> None:
    for message in catalogue:
        if message.id:
            message.string = message.id


def is_translated(string: str | Sequence[str] | None) -> bool:
    """Whether every form of a translation is there."""
    return all(string) if isinstance(string, tuple | list) else bool(string)

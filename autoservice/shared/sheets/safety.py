"""Texts that programs take for formulas: marked as text in CSV, which has no other way to say so."""

import re
from typing import Final

_FORMULA: Final = re.compile("'*[=+\\-@\t\r]")
_GUARDED: Final = re.compile("'+[=+\\-@\t\r]")


def guard(text: str) -> str:
    """Return ``text`` with an apostrophe before what a spreadsheet would compute."""
    return "'" + text if _FORMULA.match(text) else text


def unguard(text: str) -> str:
    """Return the text that ``guard`` was given."""
    return text[1:] if _GUARDED.match(text) else text

"""Normalisation of other people's text for one printed line."""

import re
import unicodedata
from typing import Final

# What Unicode lets programs ignore, and the blanks that it counts among letters and symbols.
INVISIBLE: Final = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u2800"
    "\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufff8\U0001bca0-\U0001bca3\U0001d173-\U0001d17a"
    "\U000e0000-\U000e0fff]"
)
# Between letters these say nothing, unlike the joiners that hold emoji and Persian words together.
_MEANINGLESS: Final = str.maketrans(
    dict.fromkeys("\u00ad\u180e\u200b\u2060\ufeff", "") | dict.fromkeys("\u2800\u3164\uffa0", " ")
)
# Control characters, halves of surrogate pairs, and what turns the direction of the text around.
_UNREADABLE: Final = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff\u202a-\u202e\u2066-\u2069]")
_JOINING: Final = re.compile("[\u200c\u200d\U000e0020-\U000e007f]")


class UnreadableText(ValueError):
    """The text has characters that cannot be shown, or that change the order of the others."""


def one_line(text: str) -> str:
    """Return ``text`` without line breaks and invisible characters; joined characters stay joined."""
    return " ".join("".join(char if _is_shown(char) else " " for char in text).split())


def normalise_line(text: str) -> str:
    """Return ``text`` in one line with single blanks, or nothing if nothing of it is visible.

    Raises ``UnreadableText``. What joins characters stays, so that no name falls into pieces.
    """
    line = " ".join(unicodedata.normalize("NFC", text.translate(_MEANINGLESS)).split())
    if _UNREADABLE.search(line):
        raise UnreadableText
    return line if any(map(_is_visible, line)) else ""


def _is_shown(char: str) -> bool:
    return char.isprintable() or _JOINING.match(char) is not None


def _is_visible(char: str) -> bool:
    return unicodedata.category(char)[0] not in "ZM" and not INVISIBLE.match(char)


def is_storable(text: str) -> bool:
    """Return whether databases and browsers can take ``text``: no zero byte, no half of a character."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return "\0" not in text


def shorten(text: str, length: int) -> str:
    """Return ``text`` with at most ``length`` characters; one that was cut says how long it was."""
    if len(text) <= length:
        return text
    return f"{text[:length]}... ({len(text)} characters)"

"""How many messages of the radio network a text takes, and how it is made short enough.

A text that is written in the GSM 03.38 alphabet takes 160 characters (of 7 bits), any other one 70 (of 16).
Several parts say in a header which they are, which leaves 153 or 67 for each. Nothing that stands in two
units - a character of the extension table, a surrogate pair - is divided between two parts.
"""

from collections.abc import Iterator
from typing import Final

BASIC: Final = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
# These are written as an escape and a character: two units.
EXTENSION: Final = frozenset("\f^{}\\[~]|€")
SEVEN_BITS: Final = (160, 153)
SIXTEEN_BITS: Final = (70, 67)
ELLIPSIS: Final = "..."


def is_gsm(text: str) -> bool:
    """Return whether the text can be written in the alphabet of 7 bits."""
    return all(char in BASIC or char in EXTENSION for char in text)


def split_parts(text: str) -> list[str]:
    """Return the text as the parts that the network carries; an empty one takes a part, too."""
    seven = is_gsm(text)
    alone, joined = SEVEN_BITS if seven else SIXTEEN_BITS
    if sum(_units(char, seven) for char in text) <= alone:
        return [text]
    return list(_filled(text, joined, seven))


def count_parts(text: str) -> int:
    """Return how many parts the text takes."""
    return len(split_parts(text))


def fit(text: str, link: str, most: int) -> str:
    """Return the text with the link behind it in at most ``most`` parts.

    What is too long is cut behind a word, with an ellipsis; the link is never cut, whatever it takes.
    """
    whole = _joined(text, link)
    if count_parts(whole) <= most:
        return whole
    words = text.split(" ")
    # Cutting never makes a text longer, so the longest that fits is found by halving.
    fewest, many = 0, len(words) - 1
    while fewest < many:
        middle = (fewest + many + 1) // 2
        if count_parts(_joined(_cut(words, middle), link)) <= most:
            fewest = middle
        else:
            many = middle - 1
    return _joined(_cut(words, fewest), link)


def _cut(words: list[str], count: int) -> str:
    return " ".join(words[:count]).rstrip(" ,.;:-") + ELLIPSIS if count else ""


def _joined(text: str, link: str) -> str:
    return " ".join(filter(None, (text, link)))


def _filled(text: str, room: int, seven: bool) -> Iterator[str]:
    part, left = "", room
    for char in text:
        units = _units(char, seven)
        if units > left:
            yield part
            part, left = "", room
        part, left = part + char, left - units
    yield part


def _units(char: str, seven: bool) -> int:
    if seven:
        return 2 if char in EXTENSION else 1
    return 2 if ord(char) > 0xFFFF else 1

"""Places such as ``{car}`` in texts that people write: checked when saved, filled with values when sent.

A place is a name in braces and nothing else: no attributes, formats or conversions. Values are data; braces
in them stay as they are.
"""

import re
from collections.abc import Collection, Mapping
from typing import Final

from autoservice.modules.notifications.errors import LoneBrace, UnknownPlace

PLACE: Final = re.compile(r"\{([^{}]*)\}")
# The places of our own msgids.
_MSGID_PLACE: Final = re.compile(r"%\((\w+)\)s")


def fill(text: str, values: Mapping[str, str]) -> str:
    """Return the text with its places filled; one without a value stays as it was written. Never raises."""
    return PLACE.sub(lambda place: values.get(place[1], place[0]), text)


def check_places(text: str, known: Collection[str]) -> None:
    """Raise ``LoneBrace`` or ``UnknownPlace`` unless all places of the text are ``known``."""
    between = PLACE.sub("", text)
    if "{" in between or "}" in between:
        raise LoneBrace()
    unknown = next((name for name in PLACE.findall(text) if name not in known), None)
    if unknown is not None:
        raise UnknownPlace(place=f"{{{unknown}}}", known=", ".join(f"{{{name}}}" for name in known))


def with_braces(text: str) -> str:
    """Return a translated msgid with its places in braces, as people edit it."""
    return _MSGID_PLACE.sub(r"{\1}", text)

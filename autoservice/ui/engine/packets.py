"""Packets of a page's websocket: what pages send, checked before a library parses it."""

import re
from typing import Any, Final

from starlette.types import Message

# Pong, close, hello, goodbye and calls as the pages' client writes them: no binary, no acknowledgements.
PACKET: Final = re.compile(r'(?:[13]|40/_event,(?:\{.*)?|41/_event,?|42/_event,\[".*)', re.DOTALL)
# How many arguments each call may have. "connect" and "disconnect" are the server's own words.
ARGUMENTS: Final = {"event": (1,), "client_error": (0, 1), "ping": (0,)}
# Reflex's client names itself by a UUID.
CLIENT_TOKEN: Final = re.compile(r"[A-Za-z0-9-]{1,64}")


def is_packet(message: Message) -> bool:
    """Return whether a message of the websocket has the form of something that a page sends."""
    return PACKET.fullmatch(message.get("text") or "") is not None


def is_call(data: list[Any]) -> bool:
    """Return whether a call is one that pages make."""
    return isinstance(data[0], str) and len(data) - 1 in ARGUMENTS.get(data[0], ())

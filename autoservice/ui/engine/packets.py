"""Validation of the websocket messages of pages, before a library parses them."""

import re
from typing import Any, Final

from starlette.types import Message

# Pong, close, connect, disconnect and calls as the pages' client writes them: no binary, no acknowledgements.
PACKET: Final = re.compile(r'(?:[13]|40/_event,(?:\{.*)?|41/_event,?|42/_event,\[".*)', re.DOTALL)
# How many arguments each call may have. "connect" and "disconnect" are the server's own words.
ARGUMENTS: Final = {"event": (1,), "client_error": (0, 1), "ping": (0,)}
# Reflex's client names itself by a UUID.
CLIENT_TOKEN: Final = re.compile(r"[A-Za-z0-9-]{1,64}")


def is_packet(message: Message) -> bool:
    """Return whether a websocket message has the form of a page's packet."""
    return PACKET.fullmatch(message.get("text") or "") is not None


def is_call(data: list[Any]) -> bool:
    """Return whether a decoded call has an event name and the number of arguments that pages use."""
    return isinstance(data[0], str) and len(data) - 1 in ARGUMENTS.get(data[0], ())

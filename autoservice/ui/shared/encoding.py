"""One change, one JSON text: what many viewers are sent alike is encoded once.

Reflex encodes every update for every client anew. Here the text of an update is
kept for a while and used again for an update that holds the same values: equal
scalars and, of rows, the very same ``SharedRows``.
"""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import is_dataclass
from types import SimpleNamespace
from typing import Any, Final, TypeVar

import reflex as rx
from reflex.state import StateUpdate

Row = TypeVar("Row")
KEPT: Final = 64
SCALARS: Final = frozenset({str, int, float, bool, type(None)})


class SharedRows(list[Row]):
    """Rows that many viewers are shown. Nobody may change them after they were made."""


class SharedEncoder:
    """Encodes socket.io's packets; the same update only once."""

    def __init__(self, dumps: Callable[..., str]) -> None:
        self._dumps = dumps
        # The packet is kept with its text: while it lives, nothing else can have its rows' identity.
        self._texts: OrderedDict[Hashable, tuple[Any, str]] = OrderedDict()

    def dumps(self, packet: Any, **options: Any) -> str:
        """The JSON text of ``packet``."""
        key = _key(packet)
        if key is None:
            return self._dumps(packet, **options)
        if key not in self._texts:
            self._texts[key] = packet, self._dumps(packet, **options)
            while len(self._texts) > KEPT:
                self._texts.popitem(last=False)
        return self._texts[key][1]


def _key(packet: Any) -> Hashable | None:
    """By what an update is known again; ``None`` if it has no shared rows, or anything that may change."""
    update = packet[-1] if isinstance(packet, list) else None
    if not isinstance(update, StateUpdate) or update.events:
        return None
    values = [(state, name, value) for state, held in update.delta.items() for name, value in held.items()]
    kinds = {type(value) for _, _, value in values}
    if SharedRows not in kinds or not all(_is_fixed(kind) for kind in kinds):
        return None
    return tuple((state, name, type(value), _identity(value)) for state, name, value in values)


def _is_fixed(kind: type) -> bool:
    if kind in SCALARS or kind is SharedRows:
        return True
    return is_dataclass(kind) and bool(kind.__hash__)


def _identity(value: Any) -> Hashable:
    identity: Hashable = id(value) if type(value) is SharedRows else value
    return identity


def share_encoding(app: rx.App) -> None:
    """Let ``app``'s sockets encode what is shared only once."""
    assert app.sio is not None  # noqa: S101 - Reflex makes it wherever state is enabled
    packets = app.sio.packet_class
    packets.json = SimpleNamespace(dumps=SharedEncoder(packets.json.dumps).dumps, loads=packets.json.loads)

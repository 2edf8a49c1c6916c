"""Lanes: each kind of reaction runs in one of its own, so that one that hangs delays no other."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

Handler = Callable[[str, dict[str, Any]], Awaitable[None]]


@dataclass
class Lane:
    """The reactions of one kind and their bounds.

    ``handlers`` maps a reaction's stored name to what runs it with (event, payload). At most
    ``width`` attempts run at once, none longer than ``seconds``. What is committed ``at_once``
    by this process begins right after the commit, without a look into the table.
    """

    handlers: Mapping[str, Handler]
    width: int
    seconds: float
    at_once: bool = False
    running: int = 0

    @property
    def free(self) -> int:
        """How many attempts may begin now."""
        return self.width - self.running


# Takes what no lane knows: it fails visibly, and ends in the dead letters unless an update knows it.
def strays() -> Lane:
    """The lane of reactions that this version does not know."""
    return Lane({}, width=1, seconds=1.0)

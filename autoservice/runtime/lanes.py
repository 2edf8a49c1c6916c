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
        """How many attempts may begin now.

        None while there are more than ``width``: what was committed here may have begun beside a claim.
        """
        return max(0, self.width - self.running)


def strays() -> Lane:
    """The lane of reactions that this version does not know: they fail visibly, and wait for an update."""
    return Lane({}, width=1, seconds=1.0)

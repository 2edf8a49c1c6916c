"""Lanes: each kind of reaction has its own, so that one that hangs does not delay the others."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

Handler = Callable[[str, dict[str, Any]], Awaitable[None]]


@dataclass
class Lane:
    """The reactions of one kind and their limits.

    ``handlers`` maps a reaction's stored name to its handler of (event, payload). At most ``width``
    attempts run at once, none longer than ``seconds``. In a lane that begins ``at_once``, a reaction that
    this process commits begins right after the commit, without a query.
    """

    handlers: Mapping[str, Handler]
    width: int
    seconds: float
    at_once: bool = False
    running: int = 0

    @property
    def free(self) -> int:
        """Return how many attempts may begin now.

        It is 0 while more than ``width`` are running: committed reactions may have begun beside a claim.
        """
        return max(0, self.width - self.running)


def unknown_reactions() -> Lane:
    """Return the lane of reactions that this version does not know: they fail and wait for an update."""
    return Lane({}, width=1, seconds=1.0)

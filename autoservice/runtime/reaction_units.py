"""What reactions read and write in."""

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from typing import Protocol

from autoservice.shared.access import Actor
from autoservice.wiring.services import Services


class ReactionUnit(Protocol):
    """A unit of work in which a reaction reads, or writes."""

    @property
    def services(self) -> Services: ...


OpenUnit = Callable[[Actor], AbstractAsyncContextManager[ReactionUnit]]

"""What this module needs from outside."""

from typing import Protocol

from autoservice.shared.outbox import DeadLetter
from autoservice.shared.pagination import Page, PageRequest


class DeadLetterRepository(Protocol):
    """Reactions that gave up."""

    async def page(self, request: PageRequest) -> Page[DeadLetter]: ...

    async def by_id(self, letter_id: int) -> DeadLetter | None: ...

    async def replay(self, letter: DeadLetter) -> None: ...

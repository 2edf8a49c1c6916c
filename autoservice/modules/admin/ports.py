"""What this module needs from outside."""

from typing import Protocol

from autoservice.shared.outbox import DeadLetter


class DeadLetterRepository(Protocol):
    """Reactions that gave up."""

    async def newest(self, limit: int) -> list[DeadLetter]: ...

    async def by_id(self, letter_id: int) -> DeadLetter | None: ...

    async def replay(self, letter: DeadLetter) -> None: ...

"""What a service may ask of the unit of work it runs in."""

from datetime import datetime
from typing import TYPE_CHECKING, Any, Protocol

from sqlalchemy.ext.asyncio import AsyncSession

if TYPE_CHECKING:
    from autoservice.shared.access import Actor


class Fact(Protocol):
    """What the outbox needs to know of a domain event."""

    @property
    def name(self) -> str: ...

    def payload(self) -> dict[str, Any]: ...


class Unit(Protocol):
    """One transaction: its actor, its moment, and what it will leave behind."""

    @property
    def session(self) -> AsyncSession: ...

    @property
    def actor(self) -> "Actor": ...

    @property
    def now(self) -> datetime:
        """One moment for the whole unit, so that its rows agree."""
        ...

    async def pause(self) -> None:
        """Give the connection back while something slow is done; rows stay as they were read.

        In a unit that only reads. The next statement begins another transaction.
        """
        ...

    def emit(self, event: Any) -> None:
        """Store ``event`` with the transaction; its reactions run after the commit."""
        ...

    def audit(self, action: str, subject: str, before: Any = None, after: Any = None) -> None:
        """Write one audit entry in the same transaction: ids, codes, states, nothing personal or secret."""
        ...

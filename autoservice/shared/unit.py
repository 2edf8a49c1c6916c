"""What a service may ask of the unit of work it runs in."""

from contextlib import AbstractAsyncContextManager
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

    @property
    def writes(self) -> bool:
        """Whether the unit changes rows; one that only reads must not lock any."""
        ...

    def reading_first(self) -> AbstractAsyncContextManager[None]:
        """Only read while the block lasts, before the first write; then the connection is given back.

        For what slow work needs to know beforehand: no lock is held and no connection kept while it
        is done. Rows stay as they were read; whoever writes afterwards locks them again and checks
        that what the work relied on still holds. Raises ``RuntimeError`` once the transaction has begun.
        """
        ...

    def emit(self, event: Any) -> None:
        """Store ``event`` with the transaction; its reactions run after the commit."""
        ...

    def record(self, event: Any, subject: str, before: Any = None, after: Any = None) -> None:
        """Store one fact: ``event`` with its reactions, and an audit entry whose action is its name."""
        ...

    def audit(self, action: str, subject: str, before: Any = None, after: Any = None) -> None:
        """Write one audit entry in the same transaction: ids, codes, states, nothing personal or secret."""
        ...

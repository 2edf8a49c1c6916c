"""The interface of the unit of work for services."""

from contextlib import AbstractAsyncContextManager
from datetime import datetime
from typing import Any, Protocol

from sqlalchemy.ext.asyncio import AsyncSession

from autoservice.shared.access import Actor
from autoservice.shared.feed import Place


class Fact(Protocol):
    """The interface of a domain event for the outbox."""

    @property
    def name(self) -> str: ...

    def payload(self) -> dict[str, Any]: ...


class Unit(Protocol):
    """One transaction with its actor and its moment."""

    @property
    def session(self) -> AsyncSession: ...

    @property
    def actor(self) -> Actor: ...

    @property
    def now(self) -> datetime:
        """Return the moment of the whole unit, so that its rows agree."""
        ...

    @property
    def writes(self) -> bool:
        """Return whether the unit changes rows; one that only reads must not lock any."""
        ...

    def reading_first(self) -> AbstractAsyncContextManager[None]:
        """Read without a transaction while the block lasts, before the first write.

        For the data of slow work: no lock and no connection is held during the work. Rows stay as they were
        read; a later write locks them again and repeats the checks that the work relied on. Raises
        ``RuntimeError`` once the transaction has begun.
        """
        ...

    def emit(self, event: Any, due_at: datetime | None = None) -> None:
        """Store ``event`` with the transaction; its reactions run after the commit, or from ``due_at`` on."""
        ...

    def record(
        self, event: Any, subject: str, before: Any = None, after: Any = None, place: Place | None = None
    ) -> None:
        """Store one fact: ``event`` with its reactions, and an audit entry whose action is its name.

        With a ``place`` in an order's timeline, the fact is in the feed, too.
        """
        ...

    def audit(self, action: str, subject: str, before: Any = None, after: Any = None) -> None:
        """Write one audit entry in the same transaction: ids, codes, states, nothing personal or secret."""
        ...

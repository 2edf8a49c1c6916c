"""Leases on outbox rows: claimed, renewed, settled and released by one worker's relay."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, bindparam, delete, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession
from sqlmodel import col

from autoservice.shared.clock import Clock
from autoservice.shared.db import open_session
from autoservice.shared.outbox import LEASE, MAX_ATTEMPTS, SHARED_FIELDS, DeadLetter, OutboxMessage, backoff

_messages = OutboxMessage.__table__  # type: ignore[attr-defined]
# Built once: each message that succeeds ends with it.
DELETE_LEASED: Final = _messages.delete().where(
    _messages.c.id.in_(bindparam("ids", expanding=True)), _messages.c.lease_owner == bindparam("owner")
)


@dataclass(frozen=True)
class ClaimRequest:
    """A condition for rows to claim, and their maximum number."""

    condition: ColumnElement[bool]
    limit: int


@dataclass(frozen=True)
class Outcome:
    """The outcome of an attempt; an empty error is a success."""

    message: OutboxMessage
    error: str = ""
    # Whether it is tried on, however often it has failed.
    is_kept: bool = False


class Leases:
    """The rows that are leased to ``owner``."""

    def __init__(self, engine: AsyncEngine, owner: str, clock: Clock) -> None:
        self._engine = engine
        self._owner = owner
        self._clock = clock

    async def claim(self, requests: Sequence[ClaimRequest], leased: Collection[int]) -> list[OutboxMessage]:
        """Lease rows that are due, the oldest first, but none of those leased already."""
        async with open_session(self._engine, writing=False) as session:
            condition = or_(*(request.condition for request in requests))
            due = select(col(OutboxMessage.id)).where(condition, *_due(self._clock(), leased)).limit(1)
            if not requests or await session.scalar(due) is None:
                return []
        async with open_session(self._engine, writing=True) as session:
            now = self._clock()
            claimed = [row for request in requests for row in await self._take(session, request, now, leased)]
            await session.commit()
            return claimed

    async def _take(
        self, session: AsyncSession, request: ClaimRequest, now: datetime, leased: Collection[int]
    ) -> list[OutboxMessage]:
        due = (
            select(OutboxMessage)
            .where(request.condition, *_due(now, leased))
            .order_by(col(OutboxMessage.due_at), col(OutboxMessage.id))
            .limit(request.limit)
            .with_for_update(skip_locked=True)
        )
        messages = list((await session.scalars(due)).all())
        for message in messages:
            message.lease(self._owner, now)
        return messages

    async def renew(self, messages: Sequence[OutboxMessage]) -> None:
        """Extend the leases of rows whose attempts are still running."""
        due = self._clock() + LEASE
        await self._update(messages, due_at=due)
        for message in messages:
            message.due_at = due

    async def release(self, messages: Sequence[OutboxMessage]) -> None:
        """Release rows without an outcome and uncount their attempt, so that any worker can claim them."""
        await self._update(
            messages, due_at=self._clock(), lease_owner=None, attempts=OutboxMessage.attempts - 1
        )

    async def _update(self, messages: Sequence[OutboxMessage], **values: Any) -> None:
        async with open_session(self._engine, writing=True) as session:
            statement = update(OutboxMessage).where(*self._leased_rows(messages))
            await session.execute(statement.values(**values))
            await session.commit()

    async def settle(self, outcomes: Sequence[Outcome]) -> None:
        """Delete the rows that succeeded; postpone or dead-letter those that failed."""
        succeeded = [outcome.message for outcome in outcomes if not outcome.error]
        async with open_session(self._engine, writing=True) as session:
            if succeeded:
                await session.execute(
                    DELETE_LEASED, {"ids": [one.id for one in succeeded], "owner": self._owner}
                )
            for outcome in outcomes:
                if outcome.error:
                    await self._fail(session, outcome)
            await session.commit()

    async def _fail(self, session: AsyncSession, outcome: Outcome) -> None:
        message, error = outcome.message, outcome.error
        if message.attempts >= MAX_ATTEMPTS and not outcome.is_kept:
            await self._dead_letter(session, message, error)
            return
        due = self._clock() + backoff(message.attempts)
        statement = update(OutboxMessage).where(*self._leased_rows([message]))
        await session.execute(statement.values(due_at=due, lease_owner=None, last_error=error))

    async def _dead_letter(self, session: AsyncSession, message: OutboxMessage, error: str) -> None:
        deleted = await session.execute(delete(OutboxMessage).where(*self._leased_rows([message])))
        if deleted.rowcount:  # type: ignore[attr-defined]
            fields = message.model_dump(include=SHARED_FIELDS)
            await session.execute(
                insert(DeadLetter).values(**fields, died_at=self._clock(), last_error=error)
            )

    def _leased_rows(self, messages: Sequence[OutboxMessage]) -> tuple[ColumnElement[bool], ...]:
        # A row whose lease has expired may be another worker's, which alone may settle it.
        ids = [message.id for message in messages]
        return col(OutboxMessage.id).in_(ids), col(OutboxMessage.lease_owner) == self._owner


def _due(now: datetime, leased: Collection[int]) -> tuple[ColumnElement[bool], ...]:
    return col(OutboxMessage.due_at) <= now, col(OutboxMessage.id).not_in(list(leased))

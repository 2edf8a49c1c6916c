"""The outbox: what must follow a fact is stored with it and done after the commit.

One row per (event, reaction). A relay claims rows under a lease, runs the
reaction, and deletes the row; a failure waits longer each time and ends in the
dead-letter table, where an administrator can see and replay it. A worker that
dies leaves its lease to run out, so a reaction may run twice: it must not
matter twice.
"""

import asyncio
import random
import uuid
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final

import structlog
from sqlalchemy import JSON, Column, UniqueConstraint, delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession
from sqlmodel import Field, SQLModel, col

from autoservice.shared.clock import Clock, system_clock
from autoservice.shared.db import UtcDateTime, open_session
from autoservice.shared.unit import Fact

log = structlog.get_logger(__name__)

LEASE: Final = timedelta(seconds=30)
# About half a day: a mail server that is away over night must not cost anybody a letter.
MAX_ATTEMPTS: Final = 50
LONGEST_WAIT_SECONDS: Final = 15 * 60
BATCH: Final = 50
# What a message and a dead letter have in common.
CARRIED: Final = {"event_id", "event", "reaction", "payload", "created_at"}

Handler = Callable[[str, dict[str, Any]], Awaitable[None]]


class OutboxMessage(SQLModel, table=True):
    """One reaction that is still owed to one event."""

    __tablename__ = "outbox_message"
    __table_args__ = (UniqueConstraint("event_id", "reaction"),)

    id: int | None = Field(default=None, primary_key=True)
    event_id: str
    event: str
    reaction: str
    payload: dict[str, Any] = Field(sa_column=Column(JSON, nullable=False))
    created_at: datetime = Field(sa_type=UtcDateTime)
    due_at: datetime = Field(sa_type=UtcDateTime, index=True)
    attempts: int = 0
    lease_owner: str | None = None
    last_error: str = ""


class DeadLetter(SQLModel, table=True):
    """A reaction that failed ``MAX_ATTEMPTS`` times and waits for an administrator."""

    __tablename__ = "dead_letter"

    id: int | None = Field(default=None, primary_key=True)
    event_id: str
    event: str
    reaction: str
    payload: dict[str, Any] = Field(sa_column=Column(JSON, nullable=False))
    created_at: datetime = Field(sa_type=UtcDateTime)
    died_at: datetime = Field(sa_type=UtcDateTime, index=True)
    last_error: str = ""


def owe(session: AsyncSession, fact: Fact, reactions: Sequence[str], now: datetime) -> None:
    """Store the ``reactions`` owed to ``fact`` in the session's transaction."""
    event_id = uuid.uuid4().hex
    for reaction in reactions:
        session.add(
            OutboxMessage(
                event_id=event_id,
                event=fact.name,
                reaction=reaction,
                payload=fact.payload(),
                created_at=now,
                due_at=now,
            )
        )


async def replay(session: AsyncSession, letter: DeadLetter, now: datetime) -> None:
    """Put a dead letter back into the outbox with a clean record."""
    fields = letter.model_dump(include=CARRIED)
    session.add(OutboxMessage(**fields, due_at=now))
    await session.delete(letter)


def backoff(attempts: int) -> timedelta:
    """How long to wait after the ``attempts``-th failure: 1, 4, 16, 64, 256 s, then 15 min, with jitter."""
    seconds = min(4 ** (attempts - 1), LONGEST_WAIT_SECONDS)
    return timedelta(seconds=seconds * random.uniform(0.75, 1.25))  # noqa: S311 - not a secret


@dataclass
class Relay:
    """Carries messages from the table to the reactions, in one worker.

    ``handlers`` maps a reaction's name to what runs it with (event, payload).
    """

    engine: AsyncEngine
    handlers: Mapping[str, Handler]
    poll_seconds: float = 1.0
    clock: Clock = system_clock
    owner: str = field(default_factory=lambda: uuid.uuid4().hex)
    _wake: asyncio.Event = field(default_factory=asyncio.Event)

    def wake(self) -> None:
        """Say that something was committed."""
        self._wake.set()

    async def run(self) -> None:
        """Relay until cancelled; a database that is away is tried again, not fatal."""
        while True:
            self._wake.clear()
            try:
                while await self.relay_once():
                    pass
            except Exception:
                log.exception("relay_failed")
            with suppress(TimeoutError):
                await asyncio.wait_for(self._wake.wait(), self.poll_seconds)

    async def relay_once(self) -> int:
        """Run the reactions that are due, at most one batch; returns how many were claimed."""
        claimed = await self._claim()
        if claimed:
            results = await asyncio.gather(*(self._attempt(message) for message in claimed))
            await self._settle(claimed, results)
        return len(claimed)

    async def _claim(self) -> list[OutboxMessage]:
        async with open_session(self.engine, writing=False) as session:
            now = self.clock()
            due = select(col(OutboxMessage.id)).where(col(OutboxMessage.due_at) <= now).limit(1)
            if await session.scalar(due) is None:
                return []
        async with open_session(self.engine, writing=True) as session:
            now = self.clock()
            claimed = await self._take(session, now)
            await session.commit()
            return claimed

    async def _take(self, session: AsyncSession, now: datetime) -> list[OutboxMessage]:
        due = (
            select(col(OutboxMessage.id))
            .where(col(OutboxMessage.due_at) <= now)
            .order_by(col(OutboxMessage.due_at), col(OutboxMessage.id))
            .limit(BATCH)
            .with_for_update(skip_locked=True)
        )
        ids = (await session.scalars(due)).all()
        lease = (
            update(OutboxMessage)
            .where(col(OutboxMessage.id).in_(ids))
            .values(lease_owner=self.owner, due_at=now + LEASE, attempts=OutboxMessage.attempts + 1)
            .returning(OutboxMessage)
        )
        return list((await session.scalars(lease)).all()) if ids else []

    async def _attempt(self, message: OutboxMessage) -> str:
        try:
            await self.handlers[message.reaction](message.event, message.payload)
        except Exception as error:
            log.warning("reaction_failed", reaction=message.reaction, event_name=message.event, exc_info=True)
            return f"{type(error).__name__}: {error}"[:2000]
        return ""

    async def _settle(self, claimed: Sequence[OutboxMessage], results: Sequence[str]) -> None:
        pairs = list(zip(claimed, results, strict=True))
        done = [message.id for message, error in pairs if not error]
        async with open_session(self.engine, writing=True) as session:
            if done:
                await session.execute(delete(OutboxMessage).where(*self._mine(done)))
            for message, error in pairs:
                if error:
                    await self._postpone(session, message, error)
            await session.commit()

    def _mine(self, ids: Sequence[int | None]) -> tuple[Any, ...]:
        # Whoever overran the lease no longer owns the row, and must not settle it.
        return col(OutboxMessage.id).in_(ids), col(OutboxMessage.lease_owner) == self.owner

    async def _postpone(self, session: AsyncSession, message: OutboxMessage, error: str) -> None:
        if message.attempts >= MAX_ATTEMPTS:
            await self._bury(session, message, error)
            return
        due = self.clock() + backoff(message.attempts)
        await session.execute(
            update(OutboxMessage).where(*self._mine([message.id])).values(due_at=due, last_error=error)
        )

    async def _bury(self, session: AsyncSession, message: OutboxMessage, error: str) -> None:
        gone = await session.execute(delete(OutboxMessage).where(*self._mine([message.id])))
        if gone.rowcount:  # type: ignore[attr-defined]
            fields = message.model_dump(include=CARRIED)
            await session.execute(insert(DeadLetter).values(**fields, died_at=self.clock(), last_error=error))

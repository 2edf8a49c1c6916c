"""The outbox: reactions to a fact are stored with it and run after the commit.

One row per (event, reaction). A relay claims rows under a lease, runs the reaction, and deletes the row; a
failure waits longer each time and ends in the dead-letter table, where an administrator can see and replay
it. The lease of a worker that dies expires, so a reaction may run twice: it must be idempotent.
"""

import random
import uuid
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import JSON, Column, UniqueConstraint
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import Field, SQLModel

from autoservice.shared.db import UtcDateTime, primary_key
from autoservice.shared.unit import Fact

# With the second between two polls of the table, less than the five seconds after
# which the messages of a killed worker must be claimed again.
LEASE: Final = timedelta(seconds=3.5)
# About half a day: no e-mail may be lost to a mail server that is down over night.
MAX_ATTEMPTS: Final = 50
LONGEST_WAIT_SECONDS: Final = 15 * 60
# The fields that a message and a dead letter have in common.
SHARED_FIELDS: Final = {"event_id", "event", "reaction", "payload", "created_at"}


class KeptWaiting(Exception):
    """What a reaction needs is away for all of its kind: it is tried on and on, and never dead-lettered."""


class OutboxMessage(SQLModel, table=True):
    """One enqueued reaction to one event."""

    __tablename__ = "outbox_message"
    __table_args__ = (UniqueConstraint("event_id", "reaction"),)

    id: int = primary_key()
    event_id: str
    event: str
    reaction: str
    payload: dict[str, Any] = Field(sa_column=Column(JSON, nullable=False))
    created_at: datetime = Field(sa_type=UtcDateTime)
    due_at: datetime = Field(sa_type=UtcDateTime, index=True)
    attempts: int = 0
    lease_owner: str | None = None
    last_error: str = ""

    def lease(self, owner: str, now: datetime) -> None:
        """Lease the message to ``owner`` for the next attempt."""
        self.lease_owner = owner
        self.due_at = now + LEASE
        self.attempts += 1

    def postpone(self, due_at: datetime) -> None:
        """Let the first attempt wait for ``due_at``, before the message is committed."""
        self.due_at, self.lease_owner, self.attempts = due_at, None, 0


class DeadLetter(SQLModel, table=True):
    """A reaction that failed ``MAX_ATTEMPTS`` times and waits for an administrator."""

    __tablename__ = "dead_letter"

    id: int = primary_key()
    event_id: str
    event: str
    reaction: str
    payload: dict[str, Any] = Field(sa_column=Column(JSON, nullable=False))
    created_at: datetime = Field(sa_type=UtcDateTime)
    died_at: datetime = Field(sa_type=UtcDateTime, index=True)
    last_error: str = ""


def enqueue(
    session: AsyncSession, fact: Fact, reactions: Sequence[str], now: datetime
) -> list[OutboxMessage]:
    """Enqueue the ``reactions`` to ``fact`` in the session's transaction; return their rows."""
    event_id = uuid.uuid4().hex
    messages = [
        OutboxMessage(
            event_id=event_id,
            event=fact.name,
            reaction=reaction,
            payload=fact.payload(),
            created_at=now,
            due_at=now,
        )
        for reaction in reactions
    ]
    session.add_all(messages)
    return messages


async def replay(session: AsyncSession, dead_letter: DeadLetter, now: datetime) -> None:
    """Enqueue a dead letter again, without its attempts."""
    fields = dead_letter.model_dump(include=SHARED_FIELDS)
    session.add(OutboxMessage(**fields, due_at=now))
    await session.delete(dead_letter)


def backoff(attempts: int) -> timedelta:
    """Return the delay after the ``attempts``-th failure: 1, 4, 16, 64, 256 s, then 15 min, with jitter."""
    seconds = min(4 ** min(attempts - 1, MAX_ATTEMPTS), LONGEST_WAIT_SECONDS)
    return timedelta(seconds=seconds * random.uniform(0.75, 1.25))  # noqa: S311 - not a secret

"""A request that is sent twice is done once: answers kept by the sender's key.

The answer is stored in the transaction of the change itself, so either both
are there or neither.
"""

from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import JSON, Column, String, cast, delete, or_
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import Field, SQLModel, col

from autoservice.shared.db import UtcDateTime
from autoservice.shared.errors import Invalid
from autoservice.shared.i18n import N_

KEPT: Final = timedelta(days=7)
KEY_LIMIT: Final = 100
# Who is named in answers: right before "client_name" there is "client_id", and so with the others.
NAMED: Final = ("client", "mechanic", "author")


class IdempotencyKeyReused(Invalid):
    """The key already belongs to another request."""

    code = "IdempotencyKeyReused"
    message = N_("This request was already used for something else. Please send it again.")


class StoredAnswer(SQLModel, table=True):
    """What was answered to ``key`` of a user. ``fingerprint`` tells whether a repetition is one."""

    __tablename__ = "idempotency_key"

    user_id: int = Field(primary_key=True, foreign_key="app_user.id")
    key: str = Field(primary_key=True, max_length=KEY_LIMIT)
    fingerprint: str = Field(max_length=64)
    status: int
    body: Any = Field(default=None, sa_column=Column("body", JSON))
    created_at: datetime = Field(sa_type=UtcDateTime)


async def recall(session: AsyncSession, user_id: int, key: str, fingerprint: str) -> StoredAnswer | None:
    """The answer given before; raises ``IdempotencyKeyReused`` if it was to another request."""
    stored = await session.get(StoredAnswer, (user_id, key))
    if stored and stored.fingerprint != fingerprint:
        raise IdempotencyKeyReused()
    return stored


async def reserve(
    session: AsyncSession, user_id: int, key: str, fingerprint: str, now: datetime
) -> StoredAnswer:
    """Take the key for this transaction, its answer still to be filled in.

    The same request in another transaction waits here, and raises
    ``IntegrityError`` once this one has committed.
    """
    answer = StoredAnswer(user_id=user_id, key=key, fingerprint=fingerprint, status=0, created_at=now)
    session.add(answer)
    await session.flush()
    return answer


async def forget_person(session: AsyncSession, user_id: int) -> None:
    """Delete the user's answers, and those of others in which the user is named."""
    body = cast(col(StoredAnswer.body), String)
    # By the id, in the JSON as it is stored: a text that somebody wrote cannot look like this, since
    # its quotes are escaped there.
    named = (body.contains(f'"{who}_id": {user_id}, "{who}_name": ', autoescape=True) for who in NAMED)
    await session.execute(delete(StoredAnswer).where(or_(col(StoredAnswer.user_id) == user_id, *named)))


async def forget_old(session: AsyncSession, now: datetime) -> None:
    """Delete everybody's answers that have been kept long enough."""
    await session.execute(delete(StoredAnswer).where(col(StoredAnswer.created_at) < now - KEPT))

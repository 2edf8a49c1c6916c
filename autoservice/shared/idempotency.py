"""Idempotency keys: a repeated request is executed once.

No answer is stored, only the id of the row that the request made: a repetition reads that anew, with the
present rights of its sender. The key is stored in the transaction of the change itself, so either both are
there or neither.
"""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import delete
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import Field, SQLModel, col

from autoservice.shared.db import UtcDateTime
from autoservice.shared.errors import Invalid
from autoservice.shared.i18n import N_

RETENTION: Final = timedelta(days=7)
KEY_LENGTH: Final = 8
KEY_LIMIT: Final = 100


class IdempotencyKeyReused(Invalid):
    """The key already belongs to another request."""

    code = "IdempotencyKeyReused"
    message = N_("This request was already used for something else. Please send it again.")


@dataclass(frozen=True)
class RequestKey:
    """The idempotency key of a request; ``fingerprint`` distinguishes a repetition from another request."""

    value: str
    fingerprint: str


def request_key(value: str | None, operation: str, content: bytes) -> RequestKey | None:
    """Return the key of a request, with a fingerprint of operation and content; ``None`` without a key."""
    if not value:
        return None
    return RequestKey(value, hashlib.sha256(f"{operation}\n".encode() + content).hexdigest())


class HandledRequest(SQLModel, table=True):
    """A request that was executed under ``key``; ``result_id`` is the id of the row that it made, if any."""

    __tablename__ = "idempotency_key"

    user_id: int = Field(primary_key=True, foreign_key="app_user.id")
    key: str = Field(primary_key=True, max_length=KEY_LIMIT)
    fingerprint: str = Field(max_length=64)
    result_id: int | None = None
    created_at: datetime = Field(sa_type=UtcDateTime)


async def find_handled(session: AsyncSession, user_id: int, key: RequestKey) -> HandledRequest | None:
    """Return the request that was executed under ``key``; raises ``IdempotencyKeyReused`` for another one."""
    handled = await session.get(HandledRequest, (user_id, key.value))
    if handled and handled.fingerprint != key.fingerprint:
        raise IdempotencyKeyReused()
    return handled


async def reserve(session: AsyncSession, user_id: int, key: RequestKey, now: datetime) -> HandledRequest:
    """Insert the key in this transaction, as its first statement.

    The same request in another transaction waits here, and raises ``IntegrityError`` once this one has
    committed.
    """
    fingerprint = key.fingerprint
    request = HandledRequest(user_id=user_id, key=key.value, fingerprint=fingerprint, created_at=now)
    session.add(request)
    await session.flush()
    return request


async def find_or_reserve(
    session: AsyncSession, user_id: int, key: RequestKey, now: datetime
) -> tuple[HandledRequest, bool]:
    """Return the request of the key, and whether it was executed before; begins the transaction.

    Raises ``IdempotencyKeyReused`` if the key belongs to another request.
    """
    if handled := await find_handled(session, user_id, key):
        return handled, True
    try:
        return await reserve(session, user_id, key, now), False
    except IntegrityError:
        # The same request reserved the key first and has committed since.
        await session.rollback()
        handled = await find_handled(session, user_id, key)
        if handled is None:
            raise
        return handled, True


async def delete_keys_of(session: AsyncSession, user_id: int) -> None:
    """Delete the keys of a user."""
    await session.execute(delete(HandledRequest).where(col(HandledRequest.user_id) == user_id))


async def delete_old_keys(session: AsyncSession, now: datetime) -> None:
    """Delete all keys that are older than ``RETENTION``."""
    await session.execute(delete(HandledRequest).where(col(HandledRequest.created_at) < now - RETENTION))

"""Idempotency keys: a repeated request is executed once.

No answer is stored, only the id of the row that the request made: a repetition reads that anew, with the
present rights of its sender. The key is stored in the transaction of the change itself, so either both are
there or neither.
"""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import bindparam, delete, select, update
from sqlalchemy.dialects import postgresql, sqlite
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


# Built once, and of tables: nearly every command of a phone executes them.
_requests = HandledRequest.__table__  # type: ignore[attr-defined]
IS_KEY: Final = (_requests.c.user_id == bindparam("owner_id")) & (_requests.c.key == bindparam("sent_key"))
FIND: Final = select(_requests.c.fingerprint, _requests.c.result_id).where(IS_KEY)
SET_RESULT: Final = update(_requests).where(IS_KEY)
RELEASE: Final = delete(_requests).where(IS_KEY)
RESERVE: Final = {
    "sqlite": sqlite.insert(_requests).on_conflict_do_nothing().returning(_requests.c.key),
    "postgresql": postgresql.insert(_requests).on_conflict_do_nothing().returning(_requests.c.key),
}


@dataclass(frozen=True)
class Handled:
    """That a request was executed before, and the id of the row that it made, if any."""

    result_id: int | None


async def find_handled(session: AsyncSession, user_id: int, key: RequestKey) -> Handled | None:
    """Return what was executed under ``key``; raises ``IdempotencyKeyReused`` for another request."""
    row = (await session.execute(FIND, _owned(user_id, key))).one_or_none()
    if row and row.fingerprint != key.fingerprint:
        raise IdempotencyKeyReused()
    return Handled(row.result_id) if row else None


async def find_or_reserve(
    session: AsyncSession, user_id: int, key: RequestKey, now: datetime
) -> Handled | None:
    """Return what was executed under ``key``, or reserve it: the first statement of the transaction.

    The same request in another transaction waits here, and finds what this one did once it has committed.
    Raises ``IdempotencyKeyReused`` if the key belongs to another request.
    """
    row = {"user_id": user_id, "key": key.value, "fingerprint": key.fingerprint, "created_at": now}
    reserved = await session.execute(RESERVE[session.get_bind().dialect.name], row)
    return None if reserved.first() else await find_handled(session, user_id, key)


async def set_result(session: AsyncSession, user_id: int, key: RequestKey, result_id: int) -> None:
    """Store the id of the row that the request of a reserved key made."""
    await session.execute(SET_RESULT, {**_owned(user_id, key), "result_id": result_id})


async def release(session: AsyncSession, user_id: int, key: RequestKey) -> None:
    """Delete a reserved key: the same request may be sent again."""
    await session.execute(RELEASE, _owned(user_id, key))


def _owned(user_id: int, key: RequestKey) -> dict[str, Any]:
    return {"owner_id": user_id, "sent_key": key.value}


async def delete_keys_of(session: AsyncSession, user_id: int) -> None:
    """Delete the keys of a user."""
    await session.execute(delete(HandledRequest).where(col(HandledRequest.user_id) == user_id))


async def delete_old_keys(session: AsyncSession, now: datetime) -> None:
    """Delete all keys that are older than ``RETENTION``."""
    await session.execute(delete(HandledRequest).where(col(HandledRequest.created_at) < now - RETENTION))

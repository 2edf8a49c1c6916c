"""The audit log: actor, action, subject and request of each change, in the change's own transaction.

Every entry has the hash of the previous one, so that changing, removing or inserting one later breaks the
chain; ``verify`` returns where. The database's triggers refuse to update and to delete entries at all.

Entries cannot be erased, so they must not have data that somebody has a right to have erased, or
credentials. ``subject``, ``before`` and ``after`` have ids, codes, states, numbers and names of fields:
never a person's name, address or phone number, never free text, never a password, a token or a code. Where
a text changed, the entry says that it did, without the text.
"""

import hashlib
import json
import re
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from pydantic import TypeAdapter
from sqlalchemy import JSON, Column, Index, RowMapping, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import Field, SQLModel, col

from autoservice.shared.access import Actor
from autoservice.shared.db import UtcDateTime, take_snapshot
from autoservice.shared.pagination import Keyset, Page, PageRequest, read_page
from autoservice.shared.request_context import current_request_context
from autoservice.shared.validation import Id

BEGINNING: Final = "0" * 64
VERIFY_PAGE: Final = 1000
# Longer than any valid address or request id.
CONTEXT_LIMIT: Final = 100


class AuditEntry(SQLModel, table=True):
    """One audited action; rows are only ever added, and ``id`` counts them without gaps."""

    __tablename__ = "audit_entry"
    __table_args__ = (
        Index("ix_audit_entry_action_id", "action", "id"),
        Index("ix_audit_entry_subject_id", "subject", "id"),
        Index("ix_audit_entry_actor_id_id", "actor_id", "id"),
    )

    id: int = Field(default=0, primary_key=True, sa_column_kwargs={"autoincrement": False})
    at: datetime = Field(sa_type=UtcDateTime, index=True)
    actor_id: int | None = None
    actor_role: str
    session_id: str
    address: str
    request_id: str
    action: str
    subject: str
    before: Any = Field(default=None, sa_column=Column("before", JSON))
    after: Any = Field(default=None, sa_column=Column("after", JSON))
    previous_hash: str = Field(default="", max_length=64)
    hash: str = Field(default="", max_length=64)


@dataclass(slots=True)
class NewEntry:
    """An entry that is not in the chain yet, without an id; a transaction may have tens of thousands."""

    at: datetime
    actor_id: int | None
    actor_role: str
    session_id: str
    address: str
    request_id: str
    action: str
    subject: str
    before: Any
    after: Any
    id: int = 0


NEWEST_FIRST: Final = Keyset[AuditEntry](
    name="audit",
    columns=(col(AuditEntry.id),),
    key=lambda entry: (entry.id,),
    shape=TypeAdapter(tuple[Id]),
    descending=True,
)


class AuditHead(SQLModel, table=True):
    """The end of the chain: one row, whose lock serialises writers."""

    __tablename__ = "audit_head"

    id: int = Field(default=1, primary_key=True, sa_column_kwargs={"autoincrement": False})
    entry_id: int
    hash: str = Field(max_length=64)


_entries, _head = AuditEntry.__table__, AuditHead.__table__  # type: ignore[attr-defined]
# Built once, and of tables: nearly every command executes them, and no object holds what they change.
LOCK_HEAD: Final = select(_head.c.entry_id, _head.c.hash).where(_head.c.id == 1).with_for_update()
ADD_ENTRIES: Final = _entries.insert()
MOVE_HEAD: Final = _head.update().where(_head.c.id == 1)


@dataclass(frozen=True)
class Head:
    """The last entry of a chain: its number and its hash."""

    entry_id: int
    hash: str

    def __str__(self) -> str:
        return f"{self.entry_id}:{self.hash}"

    @classmethod
    def parse(cls, text_of_head: str) -> "Head":
        """Return the head of a ``str``; raises ``ValueError``."""
        found = re.fullmatch(r"([0-9]{1,10}):([0-9a-f]{64})", text_of_head.strip())
        if found is None:
            raise ValueError(text_of_head)
        return cls(int(found[1]), found[2])


START: Final = Head(0, BEGINNING)


def new_entry(
    actor: Actor, at: datetime, action: str, subject: str, before: Any = None, after: Any = None
) -> NewEntry:
    """Return an entry that is not in the chain yet, with the context of its request."""
    request = current_request_context()
    return NewEntry(
        at=at,
        actor_id=actor.user_id or None,
        actor_role=actor.role.value,
        session_id=actor.session_id,
        address=_storable(request.ip_address),
        request_id=_storable(request.request_id),
        action=action,
        subject=subject,
        before=_as_read_back(before),
        after=_as_read_back(after),
    )


def _storable(text_from_outside: str) -> str:
    return "".join(letter for letter in text_from_outside if letter.isprintable())[:CONTEXT_LIMIT]


def _as_read_back(value: Any) -> Any:
    # A copy, so that what its owner changes later does not change the entry; and tuples are lists
    # and keys are texts already when the hash is made, as they will be when it is checked.
    return None if value is None else json.loads(json.dumps(value))


async def append(session: AsyncSession, entries: Sequence[NewEntry]) -> None:
    """Add ``entries`` to the chain and set their ids; only ``feed.add_facts`` stands before the commit.

    Everything else is flushed first, so the head's lock is always the last one of a transaction: its holder
    waits for no other lock, and holds it only for these few statements and the commit.
    """
    if not entries:
        return
    await session.flush()
    # Columns, not the object: on PostgreSQL this waits for the lock of another writer, and then it
    # must see that writer's head, not one that the session read earlier.
    head = Head(*(await session.execute(LOCK_HEAD)).one())
    rows = []
    for entry in entries:
        row = _chained_row(entry, head)
        entry.id = row["id"]
        rows.append(row)
        head = Head(row["id"], row["hash"])
    await session.execute(ADD_ENTRIES, rows)
    await session.execute(MOVE_HEAD, {"entry_id": head.entry_id, "hash": head.hash})


def _chained_row(entry: NewEntry, head: Head) -> dict[str, Any]:
    row = {name: getattr(entry, name) for name in NewEntry.__slots__}
    row |= {"id": head.entry_id + 1, "previous_hash": head.hash}
    return row | {"hash": digest(row)}


def digest(entry: Mapping[str, Any] | RowMapping) -> str:
    """Return the hash of an entry: SHA-256 over all its other columns as canonical JSON."""
    content = {name: value for name, value in entry.items() if name != "hash"}
    content["at"] = entry["at"].astimezone(UTC).isoformat(timespec="microseconds")
    canonical = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(canonical.encode()).hexdigest()


async def read_entries(session: AsyncSession, request: PageRequest, **having: Any) -> Page[AuditEntry]:
    """Return one page of the entries with these values in columns, newest first; raises ``UnknownCursor``."""
    query = select(AuditEntry).filter_by(**having)
    counted = query.with_only_columns(col(AuditEntry.id))
    return await read_page(session, NEWEST_FIRST, request, lambda window: window.apply(query), counted)


class ChainBroken(Exception):
    """The first entry that fails the verification, with the reason."""

    def __init__(self, entry_id: int, reason: str) -> None:
        super().__init__(f"Entry {entry_id}: {reason}")
        self.entry_id = entry_id
        self.reason = reason


async def verify(session: AsyncSession, known: Head = START) -> Head:
    """Verify the whole chain and return its head; raises ``ChainBroken``.

    ``known`` is a head that was stored elsewhere earlier. Only that detects a chain that was computed anew
    from a changed entry on, head included. The session must be fresh: the chain is read in one snapshot,
    while others go on adding to it.
    """
    await take_snapshot(session)
    last = START
    async for entry in _stream(session):
        last = _verify_entry(last, entry)
        if last.entry_id == known.entry_id and last != known:
            raise ChainBroken(last.entry_id, "its hash is not the one that was written down")
    if last.entry_id < known.entry_id:
        raise ChainBroken(last.entry_id + 1, "missing; a later one was written down")
    await _require_head(session, last)
    return last


async def _stream(session: AsyncSession) -> AsyncIterator[RowMapping]:
    query = select(_entries).order_by(_entries.c.id).limit(VERIFY_PAGE)
    page = (await session.execute(query)).mappings().all()
    while page:
        for row in page:
            yield row
        page = (await session.execute(query.where(_entries.c.id > page[-1]["id"]))).mappings().all()


def _verify_entry(last: Head, entry: RowMapping) -> Head:
    number = last.entry_id + 1
    if entry["id"] > number:
        raise ChainBroken(number, "missing")
    if entry["id"] < number:
        raise ChainBroken(entry["id"], "not a number of the chain")
    if entry["previous_hash"] != last.hash:
        raise ChainBroken(number, "does not follow the entry before it: one was changed, or their order")
    if entry["hash"] != digest(entry):
        raise ChainBroken(number, "its content was changed")
    return Head(number, entry["hash"])


async def _require_head(session: AsyncSession, last: Head) -> None:
    rows = await session.execute(select(col(AuditHead.entry_id), col(AuditHead.hash)))
    heads = [Head(*row) for row in rows]
    if heads and heads[0].entry_id > last.entry_id:
        raise ChainBroken(last.entry_id + 1, f"missing, and so is all that follows up to {heads[0].entry_id}")
    if heads != [last]:
        raise ChainBroken(last.entry_id, "the last one, but the chain's head does not say so")

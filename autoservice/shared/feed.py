"""The feed: which entries of orders' timelines were written, in the order of the commits.

A row has the number of its fact's audit entry. Those numbers are given under the lock of the chain's head,
which a transaction takes last and holds until it has committed: whoever sees a row sees all rows with lower
numbers, and none of them comes later. Ids that a database hands out say nothing of the kind: on PostgreSQL
a transaction may take the lower id and commit after one with a higher id.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass

from sqlalchemy import Index, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import Field, SQLModel, col

from autoservice.shared.audit import AuditHead, NewEntry


@dataclass(frozen=True)
class Place:
    """The place of a fact: the number of its entry in an order's timeline, and the order's version then."""

    order_id: int
    number: int
    version: int


class FeedEntry(SQLModel, table=True):
    """One fact of an order; rows are only ever added.

    The first row is of no order: facts up to its number happened before there was a feed.
    """

    __tablename__ = "feed_entry"
    __table_args__ = (Index("ix_feed_entry_order_id_id", "order_id", "id"),)

    id: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    # No foreign keys: checking them would wait for locks, while all other writers wait for this one.
    order_id: int
    number: int
    version: int


ADD_FACTS = FeedEntry.__table__.insert()  # type: ignore[attr-defined]


async def add_facts(session: AsyncSession, facts: Sequence[tuple[NewEntry, Place]]) -> None:
    """Add facts whose audit entries were appended to the chain in the same transaction."""
    if facts:
        await session.execute(ADD_FACTS, [{"id": entry.id, **asdict(place)} for entry, place in facts])


async def read_bounds(session: AsyncSession) -> tuple[int, int]:
    """Return the lowest number after which the feed is complete, and the newest number there is."""
    first = select(func.coalesce(func.min(col(FeedEntry.id)), 0)).scalar_subquery()
    row = (await session.execute(select(first, col(AuditHead.entry_id)))).one()
    return row[0], row[1]

"""Messages in SQL."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from pydantic import TypeAdapter
from sqlalchemy import delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from autoservice.modules.notifications.models import Message
from autoservice.shared.pagination import Keyset, Page, PageRequest, read_page
from autoservice.shared.validation import Id

NEWEST_FIRST: Final = Keyset[Message](
    name="messages",
    columns=(col(Message.id),),
    key=lambda message: (message.id,),
    shape=TypeAdapter(tuple[Id]),
    descending=True,
)
# A number in the header: beyond it nobody wants to know how many.
COUNTED: Final = 100


class SqlMessageRepository:
    """``MessageRepository`` over one database session."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def add(self, message: Message) -> None:
        """Insert a message, which has its id afterwards."""
        self._session.add(message)
        await self._session.flush()

    async def find_unread(self, user_id: int, order_id: int | None, kind: str) -> Message | None:
        """Return the person's newest message of that kind about the order, unless it was read; locked."""
        query = (
            select(Message)
            .where(
                col(Message.user_id) == user_id,
                col(Message.read_at).is_(None),
                col(Message.order_id) == order_id,
                col(Message.kind) == kind,
            )
            .order_by(col(Message.id).desc())
            .limit(1)
            .with_for_update()
        )
        found: Message | None = await self._session.scalar(query)
        return found

    async def count_unread(self, user_id: int) -> int:
        """Return how many messages the person has not read, a hundred at most."""
        unread = (
            select(col(Message.id))
            .where(col(Message.user_id) == user_id, col(Message.read_at).is_(None))
            .limit(COUNTED)
        )
        return await self._session.scalar(select(func.count()).select_from(unread.subquery())) or 0

    async def page(self, user_id: int, query: PageRequest) -> Page[Message]:
        """Return a page of the person's messages, the newest first; raises ``UnknownCursor``."""
        theirs = select(Message).where(col(Message.user_id) == user_id)
        counted = theirs.with_only_columns(col(Message.id))
        return await read_page(
            self._session, NEWEST_FIRST, query, lambda window: window.apply(theirs), counted
        )

    async def mark_read(self, user_id: int, now: datetime, message_id: int | None, up_to: int | None) -> bool:
        """Mark the person's message, or all up to one, as read; return whether any was unread."""
        which = col(Message.id) == message_id if message_id else col(Message.id) <= (up_to or 0)
        statement = update(Message).where(
            col(Message.user_id) == user_id, col(Message.read_at).is_(None), which
        )
        changed = await self._session.execute(statement.values(read_at=now))
        return bool(changed.rowcount)  # type: ignore[attr-defined]

    async def of(self, user_id: int) -> Sequence[Message]:
        """Return all messages of the person, the newest first."""
        query = select(Message).where(col(Message.user_id) == user_id).order_by(col(Message.id).desc())
        return (await self._session.scalars(query)).all()

    async def delete_of(self, user_id: int) -> None:
        """Delete all messages of the person."""
        await self._session.execute(delete(Message).where(col(Message.user_id) == user_id))

    async def purge(self, before: datetime) -> None:
        """Delete messages that came before."""
        await self._session.execute(delete(Message).where(col(Message.at) < before))

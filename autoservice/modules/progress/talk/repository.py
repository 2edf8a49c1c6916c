"""The talk in SQL."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any, Final

from pydantic import TypeAdapter
from sqlalchemy import delete, func, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from autoservice.modules.orders.models import Order
from autoservice.modules.progress.talk.models import OrderMessage, TalkReading
from autoservice.shared.pagination import Keyset, Page, PageRequest, read_page
from autoservice.shared.validation import Id

NEWEST_FIRST: Final = Keyset[OrderMessage](
    name="talk",
    columns=(col(OrderMessage.number),),
    key=lambda message: (message.number,),
    shape=TypeAdapter(tuple[Id]),
    descending=True,
)
_INSERT: Final[dict[str, Any]] = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}


class SqlTalkRepository:
    """``TalkRepository`` over one database session."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def add(self, message: OrderMessage) -> None:
        """Insert a message, which has its id afterwards."""
        self._session.add(message)
        await self._session.flush()

    async def find(self, message_id: int) -> OrderMessage | None:
        """Return the message with that id."""
        return await self._session.get(OrderMessage, message_id)

    async def newest(self, order_id: int, count: int) -> Sequence[OrderMessage]:
        """Return the last messages of an order, the newest first."""
        query = select(OrderMessage).where(col(OrderMessage.order_id) == order_id)
        newest = query.order_by(col(OrderMessage.number).desc()).limit(count)
        return (await self._session.scalars(newest)).all()

    async def before(self, order_id: int, number: int, count: int) -> Sequence[OrderMessage]:
        """Return the last messages before the one with that number, the newest first."""
        query = select(OrderMessage).where(
            col(OrderMessage.order_id) == order_id, col(OrderMessage.number) < number
        )
        newest = query.order_by(col(OrderMessage.number).desc()).limit(count)
        return (await self._session.scalars(newest)).all()

    async def withdrawn_before(self, order_id: int, number: int, count: int) -> list[int]:
        """Return the numbers of the last messages before that number which were taken back."""
        query = select(col(OrderMessage.number)).where(
            col(OrderMessage.order_id) == order_id,
            col(OrderMessage.number) < number,
            col(OrderMessage.withdrawn_at).is_not(None),
        )
        return list(await self._session.scalars(query.order_by(col(OrderMessage.number).desc()).limit(count)))

    async def page(self, order_id: int, query: PageRequest) -> Page[OrderMessage]:
        """Return a page of an order's messages, the newest first; raises ``UnknownCursor``."""
        rows = select(OrderMessage).where(col(OrderMessage.order_id) == order_id)
        counted = rows.with_only_columns(col(OrderMessage.id))
        return await read_page(self._session, NEWEST_FIRST, query, lambda window: window.apply(rows), counted)

    async def count_unread(
        self, user_id: int, order_ids: Collection[int], *, from_shop: bool
    ) -> dict[int, int]:
        """Return how many messages of one side a person has not seen, by order, where there are any."""
        theirs = (col(TalkReading.order_id) == col(OrderMessage.order_id)) & (
            col(TalkReading.user_id) == user_id
        )
        query = (
            select(col(OrderMessage.order_id), func.count())
            .outerjoin(TalkReading, theirs)
            .where(
                col(OrderMessage.order_id).in_(order_ids),
                col(OrderMessage.number) > func.coalesce(col(TalkReading.up_to), 0),
                col(OrderMessage.from_shop) == from_shop,
                col(OrderMessage.withdrawn_at).is_(None),
            )
            .group_by(col(OrderMessage.order_id))
        )
        return {int(row[0]): int(row[1]) for row in await self._session.execute(query)}

    async def mark_read(self, user_id: int, order_id: int, up_to: int) -> bool:
        """Record that a person has seen the messages up to a number; return whether that is further."""
        row = {"user_id": user_id, "order_id": order_id, "up_to": up_to}
        # Two windows of one person may say it at once; the further one counts, in whichever sequence.
        insert = _INSERT[self._session.get_bind().dialect.name](TalkReading).values(row)
        statement = insert.on_conflict_do_update(
            index_elements=["user_id", "order_id"],
            set_={"up_to": up_to},
            where=col(TalkReading.up_to) < up_to,
        ).returning(col(TalkReading.up_to))
        return (await self._session.execute(statement)).first() is not None

    async def written_by(self, user_id: int) -> Sequence[OrderMessage]:
        """Return the messages that a person wrote, the oldest first."""
        query = select(OrderMessage).where(col(OrderMessage.author_id) == user_id)
        return (await self._session.scalars(query.order_by(col(OrderMessage.id)))).all()

    async def erase_of(self, client_id: int, now: datetime) -> None:
        """Erase the texts of all messages under a client's orders, and of what they wrote as a client."""
        orders = select(col(Order.id)).where(col(Order.client_id) == client_id)
        own = (col(OrderMessage.author_id) == client_id) & ~col(OrderMessage.from_shop)
        of_client = or_(col(OrderMessage.order_id).in_(orders), own)
        query = update(OrderMessage).where(of_client, col(OrderMessage.withdrawn_at).is_(None))
        await self._session.execute(
            query.values(text="", withdrawn_at=now).execution_options(synchronize_session=False)
        )

    async def delete_readings_of(self, user_id: int) -> None:
        """Delete the record of how far a person has read."""
        await self._session.execute(delete(TalkReading).where(col(TalkReading.user_id) == user_id))

"""What became of messages by SMS, and the numbers that want none, in SQL."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, delete, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from autoservice.modules.notifications.models import SmsOptOut, TextMessage


class SqlTextMessageRepository:
    """``TextMessageRepository`` over one database session."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def find(self, message_id: int) -> TextMessage | None:
        """Return a message, locked until the transaction ends."""
        return await self._locked(col(TextMessage.id) == message_id)

    async def of_delivery(self, delivery_id: int) -> TextMessage | None:
        """Return a delivery's message, locked until the transaction ends."""
        return await self._locked(col(TextMessage.delivery_id) == delivery_id)

    async def of_token(self, token_id: int) -> TextMessage | None:
        """Return a one-time token's message, locked until the transaction ends."""
        return await self._locked(col(TextMessage.token_id) == token_id)

    async def by_reference(self, reference: str) -> TextMessage | None:
        """Return the message that callbacks name so, locked until the transaction ends."""
        return await self._locked(col(TextMessage.reference) == reference)

    async def store(self, message: TextMessage) -> None:
        """Insert a message, which has its id afterwards."""
        self._session.add(message)
        await self._session.flush()

    async def remove(self, message: TextMessage) -> None:
        """Delete a message at once."""
        await self._session.delete(message)
        await self._session.flush()

    async def known(self, provider_ids: Collection[str]) -> set[str]:
        """Return those of a provider's ids that messages have."""
        provider_id = col(TextMessage.provider_id)
        return set(
            await self._session.scalars(select(provider_id).where(provider_id.in_(list(provider_ids))))
        )

    async def of_deliveries(self, delivery_ids: Collection[int]) -> dict[int, TextMessage]:
        """Return the messages of deliveries by their ids, in one query."""
        query = select(TextMessage).where(col(TextMessage.delivery_id).in_(list(delivery_ids)))
        return {row.delivery_id: row for row in await self._session.scalars(query) if row.delivery_id}

    async def stopped(self, number_hashes: Collection[str]) -> set[str]:
        """Return those of the numbers that want no messages."""
        number = col(SmsOptOut.number_hash)
        return set(await self._session.scalars(select(number).where(number.in_(list(number_hashes)))))

    async def stop(self, number_hash: str, now: datetime) -> None:
        """Keep a number from messages."""
        if await self._session.get(SmsOptOut, number_hash) is None:
            self._session.add(SmsOptOut(number_hash=number_hash, since=now))

    async def resume(self, number_hash: str) -> None:
        """Let a number have messages again."""
        await self._session.execute(delete(SmsOptOut).where(col(SmsOptOut.number_hash) == number_hash))

    async def delete_of(self, user_id: int) -> None:
        """Delete all messages to the person."""
        await self._delete(col(TextMessage.user_id) == user_id)

    async def purge(self, before: datetime) -> None:
        """Delete messages that were begun before."""
        await self._delete(col(TextMessage.created_at) < before)

    async def _locked(self, where: ColumnElement[bool]) -> TextMessage | None:
        query = select(TextMessage).where(where).with_for_update()
        found: TextMessage | None = await self._session.scalar(
            query.execution_options(populate_existing=True)
        )
        return found

    async def _delete(self, where: Any) -> None:
        await self._session.execute(delete(TextMessage).where(where))

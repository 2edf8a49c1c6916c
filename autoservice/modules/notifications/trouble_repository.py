"""What is wrong with channels, in SQL."""

from typing import Final

from sqlalchemy import delete, func, select
from sqlalchemy.engine import CursorResult
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from autoservice.modules.notifications.errors import MailServerTrouble
from autoservice.modules.notifications.groups import Channel
from autoservice.modules.notifications.models import ChannelTrouble
from autoservice.shared.outbox import OutboxMessage

# What is told of those that wait: more of them need no exact number.
COUNTED: Final = 1000


class SqlTroubleRepository:
    """``TroubleRepository`` over one database session."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def find(self, channel: Channel) -> ChannelTrouble | None:
        """Return what is wrong with the channel, if something is."""
        return await self._session.get(ChannelTrouble, channel.value)

    async def all(self) -> list[ChannelTrouble]:
        """Return what is wrong with all channels."""
        return list((await self._session.scalars(select(ChannelTrouble))).all())

    async def count_kept(self) -> int:
        """Return how many e-mails wait for the end of a trouble, a thousand at most."""
        kept = col(OutboxMessage.last_error).startswith(f"{MailServerTrouble.__name__}:")
        some = select(col(OutboxMessage.id)).where(kept).limit(COUNTED).subquery()
        return await self._session.scalar(select(func.count()).select_from(some)) or 0

    async def put_trouble(self, trouble: ChannelTrouble) -> None:
        """Write what is wrong with a channel in place of what was."""
        await self._session.merge(trouble)

    async def forget(self, channel: Channel) -> bool:
        """Delete what was wrong with the channel; return whether something was."""
        forgotten = delete(ChannelTrouble).where(col(ChannelTrouble.channel) == channel.value)
        result = await self._session.execute(forgotten)
        return isinstance(result, CursorResult) and bool(result.rowcount)

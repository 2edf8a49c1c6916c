"""Dead letters in SQL."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from autoservice.shared.outbox import DeadLetter, replay


class SqlDeadLetterRepository:
    """``DeadLetterRepository`` over one database session."""

    def __init__(self, session: AsyncSession, now: datetime) -> None:
        self._session = session
        self._now = now

    async def newest(self, limit: int) -> list[DeadLetter]:
        """At most ``limit`` letters, the newest first."""
        query = select(DeadLetter).order_by(col(DeadLetter.died_at).desc(), col(DeadLetter.id).desc())
        return list((await self._session.scalars(query.limit(limit))).all())

    async def by_id(self, letter_id: int) -> DeadLetter | None:
        """The letter with that id."""
        return await self._session.get(DeadLetter, letter_id)

    async def replay(self, letter: DeadLetter) -> None:
        """Owe the reaction again, from the first attempt."""
        await replay(self._session, letter, self._now)

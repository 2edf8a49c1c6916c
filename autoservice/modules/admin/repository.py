"""Dead letters in SQL."""

from datetime import datetime
from typing import Final

from pydantic import TypeAdapter
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from autoservice.shared.outbox import DeadLetter, replay
from autoservice.shared.pagination import Keyset, Page, PageRequest, read_page
from autoservice.shared.validation import Id

NEWEST_FIRST: Final = Keyset[DeadLetter](
    name="dead-letters",
    columns=(col(DeadLetter.id),),
    key=lambda letter: (letter.id,),
    shape=TypeAdapter(tuple[Id]),
    descending=True,
)


class SqlDeadLetterRepository:
    """``DeadLetterRepository`` over one database session."""

    def __init__(self, session: AsyncSession, now: datetime) -> None:
        self._session = session
        self._now = now

    async def page(self, request: PageRequest) -> Page[DeadLetter]:
        """One page of the letters, the newest first; raises ``UnknownCursor``."""
        query, counted = select(DeadLetter), select(col(DeadLetter.id))
        return await read_page(
            self._session, NEWEST_FIRST, request, lambda window: window.apply(query), counted
        )

    async def by_id(self, letter_id: int) -> DeadLetter | None:
        """The letter with that id."""
        return await self._session.get(DeadLetter, letter_id)

    async def replay(self, letter: DeadLetter) -> None:
        """Owe the reaction again, from the first attempt."""
        await replay(self._session, letter, self._now)

"""The shop's own texts of messages, in SQL."""

from collections.abc import Collection
from typing import Final

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from autoservice.modules.notifications.models import MessageText
from autoservice.shared.cells import lock_rows

_texts = MessageText.__table__  # type: ignore[attr-defined]
ADD: Final = {
    "sqlite": sqlite.insert(_texts).on_conflict_do_nothing(),
    "postgresql": postgresql.insert(_texts).on_conflict_do_nothing(),
}


class SqlMessageTextRepository:
    """``MessageTextRepository`` over one database session."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def find(self, kind: str) -> MessageText | None:
        """Return what the shop has changed of a kind, if anything."""
        query = select(MessageText).where(col(MessageText.kind) == kind)
        return (await self._session.scalars(query)).one_or_none()

    async def all(self) -> dict[str, MessageText]:
        """Return what the shop has changed, by kind: a row a kind at most."""
        return {row.kind: row for row in await self._session.scalars(select(MessageText))}

    async def lock(self, texts: Collection[MessageText]) -> list[MessageText]:
        """Lock and return the rows with the ids of ``texts``, which are inserted where there are none."""
        fresh = [text.model_dump() for text in texts]
        await self._session.execute(ADD[self._session.get_bind().dialect.name], fresh)
        return await lock_rows(self._session, MessageText, sorted(text.id for text in texts))

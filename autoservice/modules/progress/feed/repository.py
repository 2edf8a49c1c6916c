"""The feed in SQL."""

from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy import Select, bindparam, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from autoservice.modules.orders.models import Order, TimelineEntry
from autoservice.modules.orders.repository import visible_to
from autoservice.shared.access import GRANTS, Actor, Permission, Role
from autoservice.shared.feed import FeedEntry, read_bounds

_ENTRY: Final = (col(TimelineEntry.order_id) == col(FeedEntry.order_id)) & (
    col(TimelineEntry.number) == col(FeedEntry.number)
)
_AFTER: Final = (
    select(FeedEntry, TimelineEntry)
    .join(TimelineEntry, _ENTRY)
    .join(Order, col(Order.id) == col(FeedEntry.order_id))
    .where(col(FeedEntry.id) > bindparam("feed_id"))
    .order_by(col(FeedEntry.id))
    .limit(bindparam("limit"))
)


def _for_role(role: Role) -> Select[Any]:
    query: Select[Any] = _AFTER  # type: ignore[assignment]
    visible = query.where(visible_to(role, bindparam("viewer_id")))
    return (
        visible if Permission.READ_INTERNAL in GRANTS[role] else visible.where(col(TimelineEntry.published))
    )


# Built once: each stream executes one with each change that concerns it.
READ: Final = {role: _for_role(role) for role in Role}
READ_ORDER: Final = {
    role: query.where(col(FeedEntry.order_id) == bindparam("order_id")) for role, query in READ.items()
}


class SqlFeedRepository:
    """``FeedRepository`` over one database session."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def bounds(self) -> tuple[int, int]:
        """Return the id after which the feed is complete, and the newest id there is."""
        return await read_bounds(self._session)

    async def after(
        self, feed_id: int, order_id: int | None, viewer: Actor, limit: int
    ) -> Sequence[tuple[FeedEntry, TimelineEntry]]:
        """Return the next facts of orders that ``viewer`` may see, or of one of them."""
        query = READ[viewer.role] if order_id is None else READ_ORDER[viewer.role]
        parameters = {"feed_id": feed_id, "viewer_id": viewer.order_id or viewer.user_id, "limit": limit}
        rows = await self._session.execute(query, {**parameters, "order_id": order_id})
        return [(fact, entry) for fact, entry in rows]

"""Tracking links in SQL."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from autoservice.modules.orders.models import Order
from autoservice.modules.orders.tracking.models import TrackingLink
from autoservice.shared.access import Actor, Role

# A link stands for a session in the program; this tells it from those of accounts.
LINK_SESSION: Final = "link-"
# So long a link shows an order that is delivered or cancelled.
AFTERWARDS: Final = timedelta(days=30)


class SqlTrackingLinkRepository:
    """``TrackingLinkRepository`` over one database session."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def add(self, link: TrackingLink) -> None:
        """Insert a link, which has its id afterwards."""
        self._session.add(link)
        await self._session.flush()

    async def of_order(self, order_id: int) -> Sequence[TrackingLink]:
        """Return all links of the order, the newest first."""
        query = select(TrackingLink).where(col(TrackingLink.order_id) == order_id)
        return (await self._session.scalars(query.order_by(col(TrackingLink.id).desc()))).all()

    async def find_alive(self, token_hash: str, now: datetime) -> TrackingLink | None:
        """Return the link of a token, unless it is revoked or expired."""
        query = select(TrackingLink).join(Order, col(Order.id) == col(TrackingLink.order_id))
        alive = query.where(col(TrackingLink.token_hash) == token_hash, *_alive(now))
        found: TrackingLink | None = await self._session.scalar(alive)
        return found

    async def live_actors(self, session_ids: Sequence[str], now: datetime) -> dict[str, Actor]:
        """Return the actors of those links, named as sessions, that are neither revoked nor expired."""
        ids = [int(id.removeprefix(LINK_SESSION)) for id in session_ids if _is_link(id)]
        if not ids:
            return {}
        query = select(TrackingLink).join(Order, col(Order.id) == col(TrackingLink.order_id))
        links = await self._session.scalars(query.where(col(TrackingLink.id).in_(ids), *_alive(now)))
        return {link_session(link): _actor(link) for link in links}


def link_session(link: TrackingLink) -> str:
    """Return the name of the session that a link stands for."""
    return f"{LINK_SESSION}{link.id}"


def _is_link(session_id: str) -> bool:
    number = session_id.removeprefix(LINK_SESSION)
    return session_id.startswith(LINK_SESSION) and number.isdecimal() and len(number) < 10


def _alive(now: datetime) -> tuple[ColumnElement[bool], ...]:
    is_shown: Any = or_(Order.is_open(), col(Order.updated_at) > now - AFTERWARDS)
    return col(TrackingLink.revoked_at).is_(None), col(TrackingLink.expires_at) > now, is_shown


def _actor(link: TrackingLink) -> Actor:
    role = Role.LINK_APPROVER if link.may_approve else Role.LINK_HOLDER
    return Actor(role, session_id=link_session(link), order_id=link.order_id, link_id=link.id)

"""The browsers that take push messages, in SQL."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import ColumnElement, Select, delete, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from autoservice.modules.auth.models import Session, User
from autoservice.modules.notifications.models import PushSubscription


class SqlPushSubscriptionRepository:
    """``PushSubscriptionRepository`` over one database session; ``key_id`` names the program's key."""

    def __init__(self, session: AsyncSession, key_id: str) -> None:
        self._session = session
        self._key_id = key_id

    async def find_people(self, user_ids: Collection[int], now: datetime) -> set[int]:
        """Return who of them has a device that messages can be sent to, in one query."""
        query = self._usable(now).with_only_columns(col(PushSubscription.user_id)).distinct()
        return set(
            await self._session.scalars(query.where(col(PushSubscription.user_id).in_(list(user_ids))))
        )

    async def usable(self, user_id: int, now: datetime) -> list[PushSubscription]:
        """Return the person's subscriptions that messages can be sent to."""
        query = self._usable(now).where(col(PushSubscription.user_id) == user_id)
        return list((await self._session.scalars(query.order_by(col(PushSubscription.id)))).all())

    async def find_usable(self, subscription_id: int, now: datetime) -> PushSubscription | None:
        """Return the subscription, if its session lives, its person may sign in and its key is ours."""
        query = self._usable(now).where(col(PushSubscription.id) == subscription_id)
        found: PushSubscription | None = await self._session.scalar(query)
        return found

    async def of_session(self, session_id: str) -> PushSubscription | None:
        """Return the subscription of a session."""
        query = select(PushSubscription).where(col(PushSubscription.session_id) == session_id)
        found: PushSubscription | None = await self._session.scalar(query)
        return found

    async def store(self, subscription: PushSubscription, limit: int) -> None:
        """Store it in place of others to that endpoint, and of the person's oldest beyond the limit."""
        same = col(PushSubscription.endpoint_hash) == subscription.endpoint_hash
        its_own = col(PushSubscription.session_id) == subscription.session_id
        await self._delete(or_(same, its_own))
        self._session.add(subscription)
        await self._session.flush()
        theirs = select(col(PushSubscription.id)).where(col(PushSubscription.user_id) == subscription.user_id)
        kept = (
            await self._session.scalars(theirs.order_by(col(PushSubscription.id).desc()).limit(limit))
        ).all()
        mine = col(PushSubscription.user_id) == subscription.user_id
        await self._delete(mine & col(PushSubscription.id).not_in(kept))

    async def delete(self, subscription_id: int) -> None:
        """Delete a subscription."""
        await self._delete(col(PushSubscription.id) == subscription_id)

    async def delete_of_session(self, session_id: str) -> None:
        """Delete the subscription of a session."""
        await self._delete(col(PushSubscription.session_id) == session_id)

    async def of(self, user_id: int) -> list[PushSubscription]:
        """Return all subscriptions of the person."""
        query = select(PushSubscription).where(col(PushSubscription.user_id) == user_id)
        return list((await self._session.scalars(query.order_by(col(PushSubscription.id)))).all())

    async def delete_of(self, user_id: int) -> None:
        """Delete all subscriptions of the person."""
        await self._delete(col(PushSubscription.user_id) == user_id)

    async def purge(self, now: datetime) -> None:
        """Delete the subscriptions of sessions that are over, and of accounts that are disabled."""
        over = select(col(Session.id)).where(
            or_(col(Session.revoked_at).is_not(None), col(Session.expires_at) <= now)
        )
        disabled = select(col(User.id)).where(~col(User.active))
        session_id, user_id = col(PushSubscription.session_id), col(PushSubscription.user_id)
        await self._delete(or_(session_id.in_(over), user_id.in_(disabled)))

    def _usable(self, now: datetime) -> Select[PushSubscription]:
        return (
            select(PushSubscription)
            .join(Session, col(Session.id) == col(PushSubscription.session_id))
            .join(User, col(User.id) == col(PushSubscription.user_id))
            .where(
                col(Session.revoked_at).is_(None),
                col(Session.expires_at) > now,
                col(User.active),
                col(PushSubscription.key_id) == self._key_id,
            )
        )

    async def _delete(self, where: ColumnElement[bool]) -> None:
        await self._session.execute(delete(PushSubscription).where(where))

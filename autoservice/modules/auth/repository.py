"""Accounts and sessions in SQL."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from autoservice.modules.auth.models import Session, User
from autoservice.shared.access import Actor, Role


class SqlUsersRepository:
    """``UsersRepository`` over one database session."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    def add(self, row: User | Session) -> None:
        """Insert with the transaction."""
        self._session.add(row)

    async def insert(self, user: User) -> None:
        """Insert now, giving the account its id."""
        self._session.add(user)
        await self._session.flush()

    async def by_email(self, email: str) -> User | None:
        """The account with that normalised address."""
        return await self._session.scalar(select(User).where(col(User.email) == email))

    async def by_id(self, user_id: int) -> User | None:
        """The account with that id."""
        return await self._session.get(User, user_id)

    async def with_role(self, role: Role) -> list[User]:
        """Active accounts of ``role``, by name."""
        query = select(User).where(col(User.role) == role.value, col(User.active)).order_by(col(User.name))
        return list((await self._session.scalars(query)).all())

    async def names(self, user_ids: Sequence[int]) -> dict[int, str]:
        """Names by id, in one query."""
        rows = await self._session.execute(
            select(col(User.id), col(User.name)).where(col(User.id).in_(user_ids))
        )
        return {user_id: name for user_id, name in rows if user_id is not None}

    async def session(self, session_id: str) -> Session | None:
        """The session with that id, dead or alive."""
        return await self._session.get(Session, session_id)

    async def live_actors(self, session_ids: Sequence[str], now: datetime) -> dict[str, Actor]:
        """The actors of those sessions that are alive at ``now``, by session id, in one query."""
        query = (
            select(Session, User)
            .join(User, col(User.id) == col(Session.user_id))
            .where(
                col(Session.id).in_(session_ids),
                col(Session.revoked_at).is_(None),
                col(Session.expires_at) > now,
                col(User.active),
            )
        )
        rows = (await self._session.execute(query)).all()
        return {session.id: session.actor(user) for session, user in rows}

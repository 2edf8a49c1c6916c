"""Sessions, refresh tokens and known devices in SQL."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Any, Final

from pydantic import Field, TypeAdapter
from sqlalchemy import ColumnElement, Executable, bindparam, case, delete, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from autoservice.modules.auth.models import KnownDevice, RefreshToken, Session, User
from autoservice.shared.access import Actor, Role
from autoservice.shared.pagination import Keyset, Page, PageRequest, read_page
from autoservice.shared.validation import STORABLE, Moment

SessionId = Annotated[str, Field(max_length=254, pattern=STORABLE)]
# Built once: it is asked with every request.
LIVE_ACTORS: Final[Executable] = (
    select(
        col(Session.id), col(User.id).label("user_id"), col(User.role), col(User.name), col(User.locale),
        col(User.totp_enabled_at),
    )
    .join(User, col(User.id) == col(Session.user_id))
    .where(
        col(Session.revoked_at).is_(None),
        col(Session.expires_at) > bindparam("now"),
        col(Session.id).in_(bindparam("ids", expanding=True)),
        col(User.active),
    )
)  # fmt: skip


class SqlSessionsRepository:
    """``SessionsRepository`` over one database session."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def store(self, session: Session) -> None:
        """Write now, so that tokens can refer to it."""
        self._session.add(session)
        await self._session.flush()

    def add(self, row: RefreshToken | KnownDevice) -> None:
        """Insert with the transaction."""
        self._session.add(row)

    async def find(self, session_id: str) -> Session | None:
        """The session with that id, dead or alive."""
        return await self._session.get(Session, session_id)

    async def living(self, user_id: int, now: datetime) -> list[Session]:
        """The account's sessions, the most recently seen first."""
        query = select(Session).where(*_alive(now), col(Session.user_id) == user_id)
        return list((await self._session.scalars(query.order_by(col(Session.last_seen_at).desc()))).all())

    async def page(self, actor: Actor, now: datetime, query: PageRequest) -> Page[Session]:
        """The actor's session, then the account's others, the most recently seen first."""
        living = select(Session).where(*_alive(now), col(Session.user_id) == actor.user_id)
        counted = living.with_only_columns(col(Session.id))
        order = _current_first(actor.session_id)
        return await read_page(self._session, order, query, lambda window: window.apply(living), counted)

    async def revoke_all(self, user_id: int, now: datetime, keep: str = "") -> list[str]:
        """End the account's live sessions but ``keep``; returns the ids of those that ended."""
        ended = (
            update(Session)
            .where(*_alive(now), col(Session.user_id) == user_id, col(Session.id) != keep)
            .values(revoked_at=now)
            .returning(col(Session.id))
        )
        return list((await self._session.scalars(ended)).all())

    async def live_actors(
        self, session_ids: Sequence[str], now: datetime, guarded: Sequence[str]
    ) -> dict[str, Actor]:
        """The actors of those sessions that are alive at ``now``, by session id, in one query."""
        rows = await self._session.execute(LIVE_ACTORS, {"ids": list(session_ids), "now": now})
        return {row.id: _actor(row, guarded) for row in rows}

    async def refresh_token(self, token_hash: str) -> RefreshToken | None:
        """The token, locked until the transaction ends."""
        query = select(RefreshToken).where(col(RefreshToken.token_hash) == token_hash).with_for_update()
        return await self._session.scalar(query)

    async def forget_refresh_tokens(self, session_id: str, before: datetime) -> None:
        """Delete the session's tokens that were used before that moment."""
        await self._session.execute(
            delete(RefreshToken).where(
                col(RefreshToken.session_id) == session_id, col(RefreshToken.used_at) < before
            )
        )

    async def known_device(self, token_hash: str) -> KnownDevice | None:
        """The browser that holds the token."""
        return await self._session.get(KnownDevice, token_hash)

    async def forget_known_devices(self, user_id: int, keep: int = 0) -> None:
        """Delete the account's known devices but the newest ``keep``."""
        theirs = col(KnownDevice.user_id) == user_id
        by_age = (
            select(col(KnownDevice.token_hash)).where(theirs).order_by(col(KnownDevice.created_at).desc())
        )
        kept = col(KnownDevice.token_hash).in_(by_age.limit(keep))
        await self._session.execute(delete(KnownDevice).where(theirs, ~kept))

    async def anonymise(self, user_id: int) -> None:
        """Erase what the account's sessions tell of the person."""
        bare = update(Session).where(col(Session.user_id) == user_id).values(user_agent="", ip_address="")
        await self._session.execute(bare)

    async def purge(self, before: datetime, devices_before: datetime) -> int:
        """Delete sessions that were over before, with their tokens, and older devices; returns how many."""
        over = or_(col(Session.expires_at) < before, col(Session.revoked_at) < before)
        sessions = select(col(Session.id)).where(over)
        steps = (
            delete(RefreshToken).where(col(RefreshToken.session_id).in_(sessions)),
            delete(Session).where(over),
            delete(KnownDevice).where(col(KnownDevice.created_at) < devices_before),
        )
        results = [await self._session.execute(step) for step in steps]
        return sum(result.rowcount for result in results)  # type: ignore[attr-defined]


def _alive(now: datetime) -> tuple[ColumnElement[bool], ...]:
    return col(Session.revoked_at).is_(None), col(Session.expires_at) > now


def _current_first(session_id: str) -> Keyset[Session]:
    current = case((col(Session.id) == session_id, 1), else_=0)
    return Keyset(
        name="sessions",
        columns=(current, col(Session.last_seen_at), col(Session.id)),
        key=lambda session: (int(session.id == session_id), session.last_seen_at, session.id),
        shape=TypeAdapter(tuple[Annotated[int, Field(ge=0, le=1)], Moment, SessionId]),
        descending=True,
    )


def _actor(row: Any, guarded: Sequence[str]) -> Actor:
    """Who acts in a session: the role is the account's present one.

    Whose role is among the ``guarded`` ones must have a second factor; until
    then there is nothing to do but to set it up.
    """
    enrolling = row.role in guarded and row.totp_enabled_at is None
    role = Role.ENROLLING if enrolling else Role(row.role)
    return Actor(role, row.user_id, row.id, row.name, row.locale)

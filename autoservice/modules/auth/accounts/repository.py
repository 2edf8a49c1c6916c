"""Accounts, sessions and tokens in SQL."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Any, Final

from pydantic import Field, TypeAdapter
from sqlalchemy import ColumnElement, Executable, bindparam, case, delete, func, or_, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from autoservice.modules.auth.accounts.schemas import UserFilter
from autoservice.modules.auth.errors import AddressTaken
from autoservice.modules.auth.models import (
    Device,
    OneTimeToken,
    Purpose,
    RecoveryCode,
    RefreshToken,
    Session,
    User,
)
from autoservice.modules.auth.ports import Row
from autoservice.modules.auth.search_tokens import PERSON
from autoservice.shared.access import Actor, Role
from autoservice.shared.idempotency import delete_keys_of
from autoservice.shared.pagination import Keyset, Page, PageRequest, read_page
from autoservice.shared.search import owners, parse_query
from autoservice.shared.validation import STORABLE, Id, Moment

# A lock on an account that rows which only refer to it need not wait for: its id never changes.
UNLIKE_REFERENCES: Final[dict[str, Any]] = {"key_share": True}

Text = Annotated[str, Field(max_length=254, pattern=STORABLE)]
BY_NAME: Final = Keyset[User](
    name="people",
    columns=(col(User.search_name), col(User.id)),
    key=lambda user: (user.search_name, user.id),
    shape=TypeAdapter(tuple[Text, Id]),
)
NEWEST_INVITATION: Final = Keyset[OneTimeToken](
    name="invitations",
    columns=(col(OneTimeToken.id),),
    key=lambda token: (token.id,),
    shape=TypeAdapter(tuple[Id]),
    descending=True,
)
# Built once: they are asked with every request.
READ_NAMES: Final = select(col(User.id), col(User.name)).where(
    col(User.id).in_(bindparam("user_ids", expanding=True))
)
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


class SqlUsersRepository:
    """``UsersRepository`` over one database session."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    def add(self, row: Row) -> None:
        """Insert with the transaction."""
        self._session.add(row)

    async def store(self, row: Row) -> None:
        """Write now, giving the row its id; raises ``AddressTaken``.

        A new row that cannot be written leaves the transaction as it was.
        """
        try:
            async with self._session.begin_nested():
                self._session.add(row)
        except IntegrityError as error:
            # Somebody else was faster with the same address.
            raise AddressTaken() from error

    async def by_email(self, email: str) -> User | None:
        """The account with that normalised address."""
        return await self._session.scalar(select(User).where(col(User.email) == email))

    async def by_phone(self, phone: str) -> User | None:
        """The account with that normalised number."""
        return await self._session.scalar(select(User).where(col(User.phone) == phone))

    async def by_id(self, user_id: int, *, locked: bool = False) -> User | None:
        """The account with that id; ``locked`` until the transaction ends, and then as it is now."""
        return await self._session.get(
            User, user_id, with_for_update=UNLIKE_REFERENCES if locked else None, populate_existing=locked
        )

    async def hold(self, user_id: int) -> bool:
        """Whether somebody is behind the account; if so, they cannot leave before the transaction ends."""
        query = select(col(User.id)).where(
            col(User.id) == user_id, col(User.active), col(User.deleted_at).is_(None)
        )
        # The lock that a row takes which refers to the account: taking both is no step up, which others
        # could be waiting for the wrong way round.
        return await self._session.scalar(query.with_for_update(read=True, key_share=True)) is not None

    async def with_role(self, role: Role) -> list[User]:
        """Active accounts of ``role``, by name."""
        query = select(User).where(col(User.role) == role.value, col(User.active)).order_by(col(User.name))
        return list((await self._session.scalars(query)).all())

    async def names(self, user_ids: Sequence[int]) -> dict[int, str]:
        """Names by id, in one query."""
        rows = await self._session.execute(READ_NAMES, {"user_ids": user_ids})
        return dict(rows.all())

    async def page(self, wanted: UserFilter) -> Page[User]:
        """One page of the accounts that fit, by name; raises ``UnknownCursor``."""
        fitting = select(User).where(col(User.deleted_at).is_(None))
        if wanted.role:
            fitting = fitting.where(col(User.role) == wanted.role.value)
        fitting = fitting.where(*_found(wanted.text))
        counted = fitting.with_only_columns(col(User.id))
        return await read_page(self._session, BY_NAME, wanted, lambda window: window.apply(fitting), counted)

    async def lock_administrators(self) -> list[int]:
        """Ids of the active administrators, locked until the transaction ends."""
        query = (
            select(col(User.id))
            .where(col(User.role) == Role.ADMINISTRATOR.value, col(User.active))
            .order_by(col(User.id))
            .with_for_update(key_share=True)
        )
        return [user_id for user_id in await self._session.scalars(query) if user_id]

    async def session(self, session_id: str) -> Session | None:
        """The session with that id, dead or alive."""
        return await self._session.get(Session, session_id)

    async def live_sessions(self, user_id: int, now: datetime) -> list[Session]:
        """The account's sessions, the most recently seen first."""
        query = select(Session).where(*_alive(now), col(Session.user_id) == user_id)
        return list((await self._session.scalars(query.order_by(col(Session.last_seen_at).desc()))).all())

    async def page_of_sessions(self, actor: Actor, now: datetime, wanted: PageRequest) -> Page[Session]:
        """The actor's session, then the account's others, the most recently seen first."""
        living = select(Session).where(*_alive(now), col(Session.user_id) == actor.user_id)
        counted = living.with_only_columns(col(Session.id))
        order = _own_first(actor.session_id)
        return await read_page(self._session, order, wanted, lambda window: window.apply(living), counted)

    async def revoke_sessions(self, user_id: int, now: datetime, keep: str = "") -> list[str]:
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

    async def one_time_token(
        self, purpose: Purpose, token_hash: str, *, locked: bool = False
    ) -> OneTimeToken | None:
        """The token; ``locked`` until the transaction ends, and then as it is now."""
        query = select(OneTimeToken).where(
            col(OneTimeToken.token_hash) == token_hash, col(OneTimeToken.purpose) == purpose.value
        )
        if locked:
            query = query.with_for_update().execution_options(populate_existing=True)
        return await self._session.scalar(query)

    async def newest_tokens(self, purpose: Purpose, address: str, count: int) -> list[OneTimeToken]:
        """The newest for that address, locked until the transaction ends."""
        query = (
            select(OneTimeToken)
            .where(col(OneTimeToken.purpose) == purpose.value, col(OneTimeToken.address) == address)
            .order_by(col(OneTimeToken.id).desc())
            .limit(count)
            .with_for_update()
        )
        return list((await self._session.scalars(query)).all())

    async def one_time_token_by_id(self, token_id: int, *, locked: bool = False) -> OneTimeToken | None:
        """The row with that id; ``locked`` until the transaction ends."""
        return await self._session.get(
            OneTimeToken, token_id, with_for_update=locked or None, populate_existing=locked
        )

    async def void_tokens(self, user_id: int, addresses: Sequence[str], now: datetime) -> None:
        """Close the account's open tokens and the resets that were asked for its addresses."""
        resets = (col(OneTimeToken.purpose) == Purpose.RESET_PASSWORD.value) & (
            col(OneTimeToken.address).in_(addresses)
        )
        theirs = or_(col(OneTimeToken.user_id) == user_id, resets)
        query = update(OneTimeToken).where(theirs, col(OneTimeToken.used_at).is_(None))
        await self._session.execute(query.values(used_at=now))

    async def page_of_invitations(self, now: datetime, wanted: PageRequest) -> Page[OneTimeToken]:
        """Those that can still be accepted, the newest first; raises ``UnknownCursor``."""
        waiting = select(OneTimeToken).where(
            col(OneTimeToken.purpose) == Purpose.INVITATION.value,
            col(OneTimeToken.used_at).is_(None),
            col(OneTimeToken.expires_at) > now,
        )
        counted = waiting.with_only_columns(col(OneTimeToken.id))
        return await read_page(
            self._session, NEWEST_INVITATION, wanted, lambda window: window.apply(waiting), counted
        )

    async def recovery_code(self, user_id: int, code_hash: str) -> RecoveryCode | None:
        """The unused code, locked until the transaction ends."""
        query = select(RecoveryCode).where(
            col(RecoveryCode.code_hash) == code_hash,
            col(RecoveryCode.user_id) == user_id,
            col(RecoveryCode.used_at).is_(None),
        )
        return await self._session.scalar(query.with_for_update())

    async def count_recovery_codes(self, user_id: int) -> int:
        """How many are left."""
        left = (col(RecoveryCode.user_id) == user_id, col(RecoveryCode.used_at).is_(None))
        return await self._session.scalar(select(func.count()).select_from(RecoveryCode).where(*left)) or 0

    async def forget_recovery_codes(self, user_id: int) -> None:
        """Delete them all."""
        await self._session.execute(delete(RecoveryCode).where(col(RecoveryCode.user_id) == user_id))

    async def forget_devices(self, user_id: int, keep: int = 0) -> None:
        """Delete the account's known devices but the newest ``keep``."""
        theirs = col(Device.user_id) == user_id
        newest = (
            select(col(Device.token_hash)).where(theirs).order_by(col(Device.created_at).desc()).limit(keep)
        )
        await self._session.execute(delete(Device).where(theirs, col(Device.token_hash).not_in(newest)))

    async def device(self, token_hash: str) -> Device | None:
        """The browser that holds the token."""
        return await self._session.get(Device, token_hash)

    async def erase_traces(self, user_id: int, addresses: Sequence[str]) -> None:
        """Delete devices, codes, one-time tokens and kept answers, and what sessions tell of the person.

        First it waits for the transactions that are about to leave something of the person's, such as an
        order; those that come later wait until this one ends.
        """
        await self._session.execute(select(col(User.id)).where(col(User.id) == user_id).with_for_update())
        await self.forget_devices(user_id)
        await self.forget_recovery_codes(user_id)
        theirs = or_(col(OneTimeToken.user_id) == user_id, col(OneTimeToken.address).in_(addresses))
        await self._session.execute(delete(OneTimeToken).where(theirs))
        await delete_keys_of(self._session, user_id)
        bare = update(Session).where(col(Session.user_id) == user_id).values(device="", address="")
        await self._session.execute(bare)

    async def purge(self, before: datetime, devices_before: datetime) -> int:
        """Delete tokens and sessions that were over before, and older devices; returns how many."""
        over = or_(col(Session.expires_at) < before, col(Session.revoked_at) < before)
        sessions = select(col(Session.id)).where(over)
        steps = (
            delete(OneTimeToken).where(col(OneTimeToken.expires_at) < before),
            delete(RefreshToken).where(col(RefreshToken.session_id).in_(sessions)),
            delete(Session).where(over),
            delete(Device).where(col(Device.created_at) < devices_before),
        )
        results = [await self._session.execute(step) for step in steps]
        return sum(result.rowcount for result in results)  # type: ignore[attr-defined]


def _alive(now: datetime) -> tuple[ColumnElement[bool], ...]:
    return col(Session.revoked_at).is_(None), col(Session.expires_at) > now


def _own_first(session_id: str) -> Keyset[Session]:
    own = case((col(Session.id) == session_id, 1), else_=0)
    return Keyset(
        name="sessions",
        columns=(own, col(Session.last_seen_at), col(Session.id)),
        key=lambda session: (int(session.id == session_id), session.last_seen_at, session.id),
        shape=TypeAdapter(tuple[Annotated[int, Field(ge=0, le=1)], Moment, Text]),
        descending=True,
    )


def _found(text: str) -> list[ColumnElement[bool]]:
    terms = parse_query(text)
    return [col(User.id).in_(owners(PERSON, terms))] if terms else []


def _actor(row: Any, guarded: Sequence[str]) -> Actor:
    """Who acts in a session: the role is the account's present one.

    Whose role is among the ``guarded`` ones must have a second factor; until
    then there is nothing to do but to set it up.
    """
    enrolling = row.role in guarded and row.totp_enabled_at is None
    role = Role.ENROLLING if enrolling else Role(row.role)
    return Actor(role, row.user_id, row.id, row.name, row.locale)

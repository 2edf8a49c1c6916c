"""One-time tokens and recovery codes in SQL."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from pydantic import TypeAdapter
from sqlalchemy import delete, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from autoservice.modules.auth.models import OneTimeToken, Purpose, RecoveryCode
from autoservice.shared.pagination import Keyset, Page, PageRequest, read_page
from autoservice.shared.validation import Id

NEWEST_INVITATION: Final = Keyset[OneTimeToken](
    name="invitations",
    columns=(col(OneTimeToken.id),),
    key=lambda token: (token.id,),
    shape=TypeAdapter(tuple[Id]),
    descending=True,
)


class SqlOneTimeSecretsRepository:
    """``OneTimeSecretsRepository`` over one database session."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def store(self, token: OneTimeToken) -> None:
        """Write now, giving the row its id."""
        self._session.add(token)
        await self._session.flush()

    async def by_hash(
        self, purpose: Purpose, token_hash: str, *, locked: bool = False
    ) -> OneTimeToken | None:
        """The token; ``locked`` until the transaction ends, and then as it is now."""
        query = select(OneTimeToken).where(
            col(OneTimeToken.token_hash) == token_hash, col(OneTimeToken.purpose) == purpose.value
        )
        if locked:
            query = query.with_for_update().execution_options(populate_existing=True)
        return await self._session.scalar(query)

    async def find(self, token_id: int, *, locked: bool = False) -> OneTimeToken | None:
        """The row with that id; ``locked`` until the transaction ends."""
        return await self._session.get(
            OneTimeToken, token_id, with_for_update=locked or None, populate_existing=locked
        )

    async def newest(self, purpose: Purpose, login: str, count: int) -> list[OneTimeToken]:
        """The newest for that login, locked until the transaction ends."""
        query = (
            select(OneTimeToken)
            .where(col(OneTimeToken.purpose) == purpose.value, col(OneTimeToken.login) == login)
            .order_by(col(OneTimeToken.id).desc())
            .limit(count)
            .with_for_update()
        )
        return list((await self._session.scalars(query)).all())

    async def void(self, user_id: int, logins: Sequence[str], now: datetime) -> None:
        """Close the account's open tokens and the resets that were asked for its logins."""
        resets = (col(OneTimeToken.purpose) == Purpose.RESET_PASSWORD.value) & (
            col(OneTimeToken.login).in_(logins)
        )
        theirs = or_(col(OneTimeToken.user_id) == user_id, resets)
        query = update(OneTimeToken).where(theirs, col(OneTimeToken.used_at).is_(None))
        await self._session.execute(query.values(used_at=now))

    async def forget_login(self, login: str) -> None:
        """Delete the tokens that were sent to a login."""
        await self._session.execute(delete(OneTimeToken).where(col(OneTimeToken.login) == login))

    async def page_of_invitations(self, now: datetime, query: PageRequest) -> Page[OneTimeToken]:
        """Those that can still be accepted, the newest first; raises ``UnknownCursor``."""
        waiting = select(OneTimeToken).where(
            col(OneTimeToken.purpose) == Purpose.INVITATION.value,
            col(OneTimeToken.used_at).is_(None),
            col(OneTimeToken.expires_at) > now,
        )
        counted = waiting.with_only_columns(col(OneTimeToken.id))
        return await read_page(
            self._session, NEWEST_INVITATION, query, lambda window: window.apply(waiting), counted
        )

    async def erase(self, user_id: int, logins: Sequence[str]) -> None:
        """Delete all tokens and recovery codes of the account, and tokens that name its logins."""
        theirs = or_(col(OneTimeToken.user_id) == user_id, col(OneTimeToken.login).in_(logins))
        await self._session.execute(delete(OneTimeToken).where(theirs))
        await self.forget_recovery_codes(user_id)

    async def purge(self, before: datetime) -> int:
        """Delete tokens that were over before; returns how many."""
        deleted = await self._session.execute(
            delete(OneTimeToken).where(col(OneTimeToken.expires_at) < before)
        )
        return int(deleted.rowcount)  # type: ignore[attr-defined]

    def add_recovery_code(self, code: RecoveryCode) -> None:
        """Insert with the transaction."""
        self._session.add(code)

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

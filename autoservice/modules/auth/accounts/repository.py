"""Accounts in SQL."""

from collections.abc import Collection, Sequence
from functools import partial
from typing import Annotated, Any, Final

from pydantic import Field, TypeAdapter
from sqlalchemy import ColumnElement, bindparam, delete, func, select, union_all, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased
from sqlmodel import col

from autoservice.modules.auth.accounts.schemas import UserFilter
from autoservice.modules.auth.errors import LoginTaken
from autoservice.modules.auth.models import ClientContact, User
from autoservice.modules.auth.search_tokens import PERSON
from autoservice.shared.access import Role
from autoservice.shared.errors import NotFound
from autoservice.shared.found_lists import Sought, read_found
from autoservice.shared.pagination import Keyset, Page, read_page
from autoservice.shared.search import Term, has_token, owners_of, parse_query
from autoservice.shared.validation import STORABLE, Id

# A lock on an account that rows which only refer to it need not wait for: its id never changes.
UNLIKE_REFERENCES: Final[dict[str, Any]] = {"key_share": True}

Text = Annotated[str, Field(max_length=254, pattern=STORABLE)]
BY_NAME: Final = Keyset[User](
    name="people",
    columns=(col(User.search_name), col(User.id)),
    key=lambda user: (user.search_name, user.id),
    shape=TypeAdapter(tuple[Text, Id]),
)
# An account that was merged into another one has the other's name.
KEPT: Final = aliased(User)
# Built once: it is asked with every request.
READ_NAMES: Final = (
    select(col(User.id), func.coalesce(col(KEPT.name), col(User.name)))
    .outerjoin(KEPT, col(KEPT.id) == col(User.merged_into_id))
    .where(col(User.id).in_(bindparam("user_ids", expanding=True)))
)


class SqlUsersRepository:
    """``UsersRepository`` over one database session."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def store(self, user: User) -> None:
        """Write now, giving the row its id; raises ``LoginTaken``.

        A new row that cannot be written leaves the transaction as it was.
        """
        try:
            async with self._session.begin_nested():
                self._session.add(user)
        except IntegrityError as error:
            # Somebody else was faster with the same login.
            raise LoginTaken() from error

    async def get(self, user_id: int, *, locked: bool = False) -> User:
        """The account with that id, ``locked`` until the transaction ends; raises ``NotFound``."""
        user = await self.find(user_id, locked=locked)
        if user is None or user.deleted_at:
            raise NotFound()
        return user

    async def find(self, user_id: int, *, locked: bool = False) -> User | None:
        """The account with that id, erased or not; ``locked``, as it is now."""
        lock = UNLIKE_REFERENCES if locked else None
        return await self._session.get(User, user_id, with_for_update=lock, populate_existing=locked)

    async def by_login(self, login: str) -> User | None:
        """The account with that normalised e-mail address or phone number."""
        column = col(User.email) if "@" in login else col(User.phone)
        return await self._session.scalar(select(User).where(column == login))

    async def lock_against_erasure(self, user_id: int) -> bool:
        """Whether the account is in use; if so, it cannot be erased before the transaction ends."""
        query = select(col(User.id)).where(
            col(User.id) == user_id, col(User.active), col(User.deleted_at).is_(None)
        )
        # The lock that a row takes which refers to the account: taking both is no step up, which others
        # could be waiting for the wrong way round.
        return await self._session.scalar(query.with_for_update(read=True, key_share=True)) is not None

    async def is_erased(self, user_id: int) -> bool:
        """Return whether the person was erased from the account."""
        query = select(col(User.id)).where(col(User.id) == user_id, col(User.deleted_at).is_not(None))
        return await self._session.scalar(query) is not None

    async def mark_unreachable(self, email: str) -> None:
        """Record of the accounts with the address that it does not exist."""
        for column in (col(User.email), col(User.contact_email)):
            await self._session.execute(update(User).where(column == email).values(unreachable_email=email))

    async def clear_unreachable(self, email: str) -> None:
        """Forget that the address does not exist."""
        marked = update(User).where(col(User.unreachable_email) == email)
        await self._session.execute(marked.values(unreachable_email=""))

    async def with_addresses(self, email: str | None, phone: str | None, count: int) -> list[User]:
        """Up to ``count`` clients whom the address or the number reaches."""
        sought = (
            *((column, email) for column in (col(User.email), col(User.contact_email)) if email),
            *((column, phone) for column in (col(User.phone), col(User.contact_phone)) if phone),
        )
        if not sought:
            return []
        # One after the other, not alternatives of one condition: each goes through an index of its own.
        found = union_all(*(select(col(User.id)).where(column == value) for column, value in sought))
        query = select(User).where(
            col(User.id).in_(select(*found.subquery().c)),
            col(User.role) == Role.CLIENT.value,
            col(User.deleted_at).is_(None),
        )
        return list((await self._session.scalars(query.order_by(col(User.id)).limit(count))).all())

    async def with_role(self, role: Role) -> list[User]:
        """Active accounts of ``role``, by name."""
        query = select(User).where(col(User.role) == role.value, col(User.active)).order_by(col(User.name))
        return list((await self._session.scalars(query)).all())

    async def in_use(self, user_ids: Collection[int], *, locked: bool) -> list[User]:
        """Those accounts that are in use; ``locked``, none can be erased before the transaction ends."""
        query = (
            select(User)
            .where(col(User.id).in_(list(user_ids)), col(User.active), col(User.deleted_at).is_(None))
            .order_by(col(User.id))
        )
        query = query.with_for_update(read=True, key_share=True) if locked else query
        return list((await self._session.scalars(query)).all())

    async def names(self, user_ids: Sequence[int]) -> dict[int, str]:
        """Names by id, in one query."""
        rows = await self._session.execute(READ_NAMES, {"user_ids": user_ids})
        return dict(rows.all())

    async def page(self, query: UserFilter) -> Page[User]:
        """One page of the accounts that fit, by name; raises ``UnknownCursor``."""
        conditions: list[ColumnElement[bool]] = [col(User.deleted_at).is_(None)]
        if query.role:
            conditions.append(col(User.role) == query.role.value)
        if terms := parse_query(query.text):
            return await read_found(self._session, BY_NAME, query, _sought(terms, conditions))
        fitting = select(User).where(*conditions)
        counted = fitting.with_only_columns(col(User.id))
        return await read_page(self._session, BY_NAME, query, lambda window: window.apply(fitting), counted)

    async def lock_administrators(self) -> list[int]:
        """Ids of the active administrators, locked until the transaction ends."""
        query = (
            select(col(User.id))
            .where(col(User.role) == Role.ADMINISTRATOR.value, col(User.active))
            .order_by(col(User.id))
            .with_for_update(key_share=True)
        )
        return list((await self._session.scalars(query)).all())

    async def contacts_of(self, client_id: int) -> list[ClientContact]:
        """The client's further contacts, the oldest first."""
        query = select(ClientContact).where(col(ClientContact.client_id) == client_id)
        return list((await self._session.scalars(query.order_by(col(ClientContact.id)))).all())

    async def store_contact(self, contact: ClientContact) -> None:
        """Write now, giving the row its id."""
        self._session.add(contact)
        await self._session.flush()

    async def delete_contact(self, contact_id: int) -> None:
        """Delete a further contact."""
        await self._session.execute(delete(ClientContact).where(col(ClientContact.id) == contact_id))

    async def forget_contacts(self, client_id: int) -> None:
        """Delete the client's further contacts."""
        await self._session.execute(delete(ClientContact).where(col(ClientContact.client_id) == client_id))

    async def lock_for_erasure(self, user_id: int) -> None:
        """Wait for those who write something of the account's, and keep others from it until the end."""
        await self._session.execute(select(col(User.id)).where(col(User.id) == user_id).with_for_update())


def _sought(terms: Sequence[Term], conditions: Sequence[ColumnElement[bool]]) -> Sought:
    return Sought(
        table=User,
        terms=terms,
        listed=conditions,
        plain=conditions,
        ids=partial(owners_of, PERSON),
        matches=partial(has_token, PERSON, col(User.id)),
        kinds=(PERSON,),
        in_order=True,
    )

"""What accounts are stored in."""

from collections.abc import Collection, Sequence
from typing import Protocol

from autoservice.modules.auth.accounts.schemas import UserFilter
from autoservice.modules.auth.models import ClientContact, User
from autoservice.shared.access import Role
from autoservice.shared.pagination import Page


class UsersRepository(Protocol):
    """Accounts."""

    async def store(self, user: User) -> None:
        """Write at once: the row has its id afterwards; raises ``LoginTaken``."""
        ...

    async def get(self, user_id: int, *, locked: bool = False) -> User:
        """The account with that id, ``locked`` until the transaction ends; raises ``NotFound``."""
        ...

    async def find(self, user_id: int, *, locked: bool = False) -> User | None: ...

    async def by_login(self, login: str) -> User | None:
        """The account with that normalised e-mail address or phone number."""
        ...

    async def lock_against_erasure(self, user_id: int) -> bool:
        """Whether the account is in use; if so, it cannot be erased before the transaction ends."""
        ...

    async def with_addresses(self, email: str | None, phone: str | None, count: int) -> list[User]:
        """Up to ``count`` clients whom the address or the number reaches."""
        ...

    async def mark_unreachable(self, email: str) -> None:
        """Record of the accounts with the address that it does not exist."""
        ...

    async def clear_unreachable(self, email: str) -> None:
        """Forget that the address does not exist."""
        ...

    async def with_role(self, role: Role) -> list[User]: ...

    async def in_use(self, user_ids: Collection[int], *, locked: bool) -> list[User]:
        """Those accounts that are in use; ``locked``, none can be erased before the transaction ends."""
        ...

    async def names(self, user_ids: Sequence[int]) -> dict[int, str]: ...

    async def page(self, query: UserFilter) -> Page[User]:
        """One page of the accounts that fit, by name; raises ``UnknownCursor``."""
        ...

    async def lock_administrators(self) -> list[int]:
        """Ids of the active administrators, locked until the transaction ends; before any other account."""
        ...

    async def contacts_of(self, client_id: int) -> list[ClientContact]:
        """The client's further contacts, the oldest first."""
        ...

    async def store_contact(self, contact: ClientContact) -> None:
        """Write now, giving the row its id."""
        ...

    async def delete_contact(self, contact_id: int) -> None:
        """Delete a further contact."""
        ...

    async def forget_contacts(self, client_id: int) -> None:
        """Delete the client's further contacts."""
        ...

    async def lock_for_erasure(self, user_id: int) -> None:
        """Wait for those who write something of the account's, and keep others from it until the end."""
        ...

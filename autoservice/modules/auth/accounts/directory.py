"""The shop's people, for those who run it."""

from autoservice.events.accounts import AccountDisabled, AccountEnabled, SessionsRevoked, UserRoleChanged
from autoservice.modules.auth.accounts.ports import UsersRepository
from autoservice.modules.auth.accounts.schemas import MechanicView, UserChange, UserFilter, UserView
from autoservice.modules.auth.accounts.views import view_user
from autoservice.modules.auth.errors import (
    ClientNotFound,
    LastAdministrator,
    MechanicNotFound,
    NotRegistered,
)
from autoservice.modules.auth.models import User
from autoservice.modules.auth.sessions.ports import SessionsRepository
from autoservice.shared.access import ACCOUNT_ROLES, Permission, Role
from autoservice.shared.errors import AccessDenied
from autoservice.shared.pagination import Page
from autoservice.shared.service import Service, requires
from autoservice.shared.unit import Unit


class DirectoryService(Service):
    """Finding people, their names and roles."""

    def __init__(self, unit: Unit, users: UsersRepository, sessions: SessionsRepository) -> None:
        super().__init__(unit)
        self._users = users
        self._sessions = sessions

    @requires(Permission.READ_USERS)
    async def list_mechanics(self) -> list[MechanicView]:
        """List everybody to whom work can be given, by name."""
        users = await self._users.with_role(Role.MECHANIC)
        return [MechanicView(id=user.id, name=user.name) for user in users]

    @requires(Permission.READ_USERS)
    async def get_mechanic(self, mechanic_id: int) -> MechanicView:
        """Return a mechanic, whose account stays until the transaction ends; raises ``MechanicNotFound``."""
        in_use = await self._users.lock_against_erasure(mechanic_id)
        user = await self._users.find(mechanic_id) if in_use else None
        if user is None or user.role != Role.MECHANIC:
            raise MechanicNotFound()
        return MechanicView(id=mechanic_id, name=user.name)

    @requires(Permission.MANAGE_CLIENTS)
    async def lock_client(self, client_id: int) -> int:
        """Return the id of a client's account, which stays until the transaction ends.

        It is another one if the account was merged into it. Raises ``ClientNotFound``.
        """
        for _ in range(2):
            in_use = await self._users.lock_against_erasure(client_id)
            user = await self._users.find(client_id)
            if in_use and user and user.role == Role.CLIENT:
                return client_id
            client_id = (user and user.merged_into_id) or 0
        raise ClientNotFound()

    @requires(Permission.READ_ORDERS)
    async def get_names(self, user_ids: set[int]) -> dict[int, str]:
        """Return names by id, for those who may see the order they stand in."""
        return await self._users.names(sorted(user_ids)) if user_ids else {}

    @requires(Permission.READ_USERS)
    async def list_users(self, query: UserFilter) -> Page[UserView]:
        """List one page of the accounts whose name, address or number contains a text."""
        page = await self._users.page(query)
        return page.with_items(view_user(user) for user in page.items)

    @requires(Permission.MANAGE_USERS)
    async def update_user(self, user_id: int, change: UserChange) -> UserView:
        """Give an account another role, or switch it off or on; both bite on open pages at once.

        Raises ``NotFound``, ``LastAdministrator``, ``NotRegistered``.
        """
        administrators = await self._users.lock_administrators()
        user = await self._users.get(user_id, locked=True)
        if not user.is_claimed:
            raise NotRegistered()
        if change.role is not None and change.role != user.role:
            keep_an_administrator(administrators, user)
            self._change_role(user, change.role)
        if change.active is not None and change.active != user.active:
            keep_an_administrator(administrators, user)
            await self._switch(user, change.active)
        return view_user(user)

    def _change_role(self, user: User, role: Role) -> None:
        if role not in ACCOUNT_ROLES:
            raise AccessDenied()
        before, user.role = user.role, role.value
        self._unit.record(UserRoleChanged(user.id), f"user:{user.id}", before, role.value)

    async def _switch(self, user: User, active: bool) -> None:
        ended: list[str] = []
        if not active:
            ended = await self._sessions.revoke_all(user.id, self._unit.now)
            self._unit.emit(SessionsRevoked(user.id))
        user.active = active
        event = AccountEnabled(user.id) if active else AccountDisabled(user.id)
        self._unit.record(event, f"user:{user.id}", after={"sessions": ended})


def keep_an_administrator(administrators: list[int], leaving: User) -> None:
    """Raise ``LastAdministrator`` if ``leaving`` is the only one of them who can sign in.

    All their rows are locked, so that of two who leave at once one stays.
    """
    if leaving.role == Role.ADMINISTRATOR and leaving.active and administrators == [leaving.id]:
        raise LastAdministrator()

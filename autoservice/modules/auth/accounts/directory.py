"""The shop's people, for those who run it."""

from autoservice.events.accounts import SessionsRevoked, UserRoleChanged
from autoservice.modules.auth.accounts.schemas import MechanicView, UserChange, UserFilter, UserView
from autoservice.modules.auth.errors import LastAdministrator, MechanicNotFound
from autoservice.modules.auth.means import Means, view_user
from autoservice.modules.auth.models import User
from autoservice.shared.access import ACCOUNT_ROLES, Permission, Role, Service, requires
from autoservice.shared.errors import AccessDenied
from autoservice.shared.pagination import Page
from autoservice.shared.unit import Unit


class DirectoryService(Service):
    """Finding people, their names and roles."""

    def __init__(self, unit: Unit, means: Means) -> None:
        super().__init__(unit)
        self._means = means
        self._users = means.users

    @requires(Permission.READ_USERS)
    async def list_mechanics(self) -> list[MechanicView]:
        """Everybody to whom work can be given, by name."""
        users = await self._users.with_role(Role.MECHANIC)
        return [MechanicView(id=user.id or 0, name=user.name) for user in users]

    @requires(Permission.READ_USERS)
    async def get_mechanic(self, mechanic_id: int) -> MechanicView:
        """One of them, who cannot leave before the transaction ends; raises ``MechanicNotFound``."""
        user = await self._users.by_id(mechanic_id) if await self._users.hold(mechanic_id) else None
        if user is None or user.role != Role.MECHANIC:
            raise MechanicNotFound()
        return MechanicView(id=mechanic_id, name=user.name)

    @requires(Permission.READ_ORDERS)
    async def get_names(self, user_ids: set[int]) -> dict[int, str]:
        """Names by id, for those who may see the order they stand in."""
        return await self._users.names(sorted(user_ids)) if user_ids else {}

    @requires(Permission.READ_USERS)
    async def list_users(self, wanted: UserFilter) -> Page[UserView]:
        """One page of the accounts whose name, address or number contains a text."""
        page = await self._users.page(wanted)
        return page.holding(view_user(user) for user in page.items)

    @requires(Permission.MANAGE_USERS)
    async def update_user(self, user_id: int, change: UserChange) -> UserView:
        """Give an account another role, or switch it off or on; both bite on open pages at once.

        Raises ``NotFound``, ``LastAdministrator``.
        """
        administrators = await self._users.lock_administrators()
        user = await self._means.account(user_id, locked=True)
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
        self._unit.audit("role_changed", f"user:{user.id}", before, role.value)
        self._unit.emit(UserRoleChanged(user.id or 0))

    async def _switch(self, user: User, active: bool) -> None:
        ended: list[str] = []
        if not active:
            ended = await self._users.revoke_sessions(user.id or 0, self._unit.now)
            self._unit.emit(SessionsRevoked(user.id or 0))
        user.active = active
        action = "account_enabled" if active else "account_disabled"
        self._unit.audit(action, f"user:{user.id}", after={"sessions": ended})


def keep_an_administrator(administrators: list[int], leaving: User) -> None:
    """Raise ``LastAdministrator`` if ``leaving`` is the only one of them who can sign in.

    All their rows are locked, so that of two who leave at once one stays.
    """
    if leaving.role == Role.ADMINISTRATOR and leaving.active and administrators == [leaving.id]:
        raise LastAdministrator()

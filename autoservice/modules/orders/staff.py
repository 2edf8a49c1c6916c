"""The service that changes the shop's people together with what becomes of their work."""

from autoservice.modules.auth.accounts.directory import DirectoryService
from autoservice.modules.auth.accounts.schemas import UserChange, UserView
from autoservice.modules.orders.assignment import AssignmentService
from autoservice.shared.access import Permission, Role
from autoservice.shared.service import Service, requires
from autoservice.shared.unit import Unit


class StaffService(Service):
    """The people who work here: whoever leaves gives back what they have not begun."""

    def __init__(self, unit: Unit, directory: DirectoryService, assignment: AssignmentService) -> None:
        super().__init__(unit)
        self._directory = directory
        self._assignment = assignment

    @requires(Permission.MANAGE_USERS)
    async def update_user(self, user_id: int, change: UserChange) -> UserView:
        """Give an account another role, or switch it off or on.

        Stages that nobody has begun come back from whoever is no mechanic any more. Raises ``NotFound``,
        ``LastAdministrator``.
        """
        user = await self._directory.update_user(user_id, change)
        if not user.active or user.role is not Role.MECHANIC:
            await self._assignment.return_work(user_id)
        return user

"""The withdrawal of an invitation."""

from contextlib import suppress
from typing import Any, Final

import reflex as rx
from pydantic import TypeAdapter, ValidationError

from autoservice.runtime.current import transaction
from autoservice.shared.access import Permission
from autoservice.shared.errors import NotFound
from autoservice.shared.validation import Id
from autoservice.ui.access import not_on_return, requires_permission
from autoservice.ui.current import current_viewer

# The id of the status line.
STATUS_LINE: Final = "invitation-withdrawn"


@requires_permission(Permission.MANAGE_USERS)
class WithdrawInvitationState(rx.State):
    """The outcome of the last withdrawal."""

    withdrawn: bool = False

    @rx.event
    @not_on_return
    async def clear(self) -> None:
        """Clear the outcome when the page opens."""
        self.withdrawn = False

    @rx.event
    async def withdraw_invitation(self, invitation_id: str) -> Any:
        """Withdraw the invitation; one that is over already counts as withdrawn."""
        with suppress(NotFound, ValidationError):
            id = TypeAdapter(Id).validate_python(invitation_id)
            async with transaction(current_viewer().actor) as unit:
                await unit.services.invitations.withdraw_invitation(id)
        self.withdrawn = True
        return rx.set_focus(STATUS_LINE)

"""The invitation of a colleague."""

from typing import Any, Final

import reflex as rx
from pydantic import ValidationError

from autoservice.modules.auth.accounts.schemas import Invitation
from autoservice.runtime.current import transaction
from autoservice.shared.access import Permission
from autoservice.shared.errors import DomainError
from autoservice.ui.access import not_on_return, requires_permission
from autoservice.ui.current import current_viewer
from autoservice.ui.kit.form_state import FormMixin

# The ids of the fields, whose names the page has elsewhere, too.
EMAIL: Final = "invitation_email"
NAME: Final = "invitation_name"
ROLE: Final = "invitation_role"


@requires_permission(Permission.MANAGE_USERS)
class InviteState(FormMixin, rx.State):
    """The e-mail address of the last invitation, or the errors of the form."""

    sent_to: str = ""

    @rx.event
    @not_on_return
    async def clear(self) -> None:
        """Clear the outcome when the page opens."""
        self.sent_to, self.errors = "", {}

    @rx.event
    async def invite(self, form: dict[str, Any]) -> Any:
        """Send an invitation by e-mail; show the errors and keep the input otherwise."""
        viewer, self.sent_to = current_viewer(), ""
        typed = {name: str(form.get(name, "")).strip() for name in ("email", "name", "role")}
        try:
            command = Invitation.model_validate(typed)
            async with transaction(viewer.actor) as unit:
                invitation = await unit.services.invitations.invite(command, viewer.locale)
        except (DomainError, ValidationError) as error:
            self._refuse(error, form)
            return None
        self._accept()
        self.sent_to = invitation.email
        return [rx.set_value(EMAIL, ""), rx.set_value(NAME, "")]

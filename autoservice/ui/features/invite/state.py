"""Inviting somebody to work here."""

from typing import Any, Final

import reflex as rx
from pydantic import ValidationError

from autoservice.modules.auth.accounts.schemas import Invitation
from autoservice.modules.auth.errors import AddressTaken, NotAnEmail
from autoservice.runtime.current import transaction
from autoservice.shared.access import Permission
from autoservice.shared.errors import DomainError
from autoservice.ui.access import not_on_return, requires_permission
from autoservice.ui.current import current_viewer
from autoservice.ui.kit.problems import explain

# The ids of the fields that are emptied for the next one.
EMAIL: Final = "invitation_email"
NAME: Final = "invitation_name"


@requires_permission(Permission.MANAGE_USERS)
class InviteState(rx.State):
    """To whom the last invitation went, or what was wrong with it."""

    sent_to: str = ""
    error: str = ""
    email_error: str = ""
    name_error: str = ""
    refused: int = 0

    @rx.event
    @not_on_return
    async def clear(self) -> None:
        """The page is opened: nothing was sent yet."""
        self._show({})

    @rx.event
    async def invite(self, form: dict[str, Any]) -> Any:
        """Owe a letter with a link; say what is wrong and lose nothing."""
        viewer = current_viewer()
        typed = {name: str(form.get(name, "")).strip() for name in ("email", "name", "role")}
        try:
            wanted = Invitation.model_validate(typed)
            async with transaction(viewer.actor) as unit:
                invitation = await unit.services.registration.invite(wanted, viewer.locale)
        except (NotAnEmail, AddressTaken) as error:
            self._show({"email": explain(error)[""]})
        except (DomainError, ValidationError) as error:
            self._show(explain(error))
        else:
            self._show({}, invitation.email)
            return [rx.set_value(EMAIL, ""), rx.set_value(NAME, "")]
        return None

    def _show(self, errors: dict[str, str], sent_to: str = "") -> None:
        self.refused += bool(errors)
        self.sent_to = sent_to
        self.email_error = errors.get("email", "")
        self.name_error = errors.get("name", "")
        self.error = "" if self.email_error or self.name_error else errors.get("", "")

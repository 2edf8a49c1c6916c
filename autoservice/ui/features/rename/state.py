"""The change of the viewer's name."""

from typing import Any

import reflex as rx
from pydantic import ValidationError

from autoservice.modules.auth.accounts.schemas import ProfileChange
from autoservice.runtime.current import transaction
from autoservice.shared.access import Permission
from autoservice.shared.errors import DomainError
from autoservice.ui.access import not_on_return, requires_permission
from autoservice.ui.current import current_viewer
from autoservice.ui.kit.form_state import FormMixin
from autoservice.ui.kit.viewer import ViewerState


@requires_permission(Permission.MANAGE_OWN_ACCOUNT)
class RenameState(FormMixin, rx.State):
    """The outcome of the last change."""

    saved: bool = False

    @rx.event
    @not_on_return
    async def clear(self) -> None:
        """Clear the outcome when the page opens."""
        self.saved, self.errors = False, {}

    @rx.event
    async def rename(self, form: dict[str, Any]) -> Any:
        """Change the name and load the header's viewer anew."""
        self.saved, self.errors = False, {}
        try:
            change = ProfileChange.model_validate({"name": str(form.get("name", "")).strip()})
            async with transaction(current_viewer().actor) as unit:
                await unit.services.profile.update_profile(change)
        except (DomainError, ValidationError) as error:
            self._refuse(error, form)
            return None
        self.saved = True
        self._accept()
        return ViewerState.load

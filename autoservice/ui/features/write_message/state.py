"""Writing a message by a tracking link."""

from typing import Any

import reflex as rx
from pydantic import ValidationError

from autoservice.modules.progress.talk.schemas import NewOrderMessage
from autoservice.runtime.current import transaction
from autoservice.shared.access import Permission
from autoservice.shared.errors import DomainError
from autoservice.ui.access import not_on_return, requires_permission
from autoservice.ui.current import current_viewer
from autoservice.ui.kit.form_state import FormMixin
from autoservice.ui.kit.path import id_of


@requires_permission(Permission.TALK)
class WriteMessageState(FormMixin, rx.State):
    """The errors of the last message."""

    @rx.event
    @not_on_return
    async def clear(self) -> None:
        """Forget what was refused on another page."""
        self.errors = {}

    @rx.event
    async def write(self, form: dict[str, Any]) -> None:
        """Add the message to the talk of the page's order."""
        try:
            command = NewOrderMessage.model_validate({"text": form.get("text", "")})
            async with transaction(current_viewer().actor) as unit:
                await unit.services.talk.write_message(id_of(self.router.url.path), command)
        except (DomainError, ValidationError) as error:
            self._refuse(error)
        else:
            self._accept()

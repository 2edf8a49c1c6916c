"""The feature to send a message once more that has failed for good."""

from typing import Any, Final

import reflex as rx
from pydantic import TypeAdapter, ValidationError

from autoservice.runtime.current import transaction
from autoservice.shared.access import Permission
from autoservice.shared.errors import DomainError
from autoservice.shared.i18n import N_, translate
from autoservice.shared.validation import Id
from autoservice.ui.access import not_on_return, requires_permission
from autoservice.ui.current import current_viewer
from autoservice.ui.kit.feedback import announcement
from autoservice.ui.kit.form_state import FormMixin
from autoservice.ui.kit.forms import button
from autoservice.ui.kit.i18n import t
from autoservice.ui.kit.theme import ViewModelVar

DELIVERY_ID: Final = TypeAdapter[int](Id)


@requires_permission(Permission.MANAGE_OUTBOX)
class ResendDeliveryState(FormMixin, rx.State):
    """What became of the last message that was to be sent again."""

    saved: str = ""

    @rx.event
    @not_on_return
    async def clear(self) -> None:
        """Clear what the page showed before."""
        self.saved, self.errors = "", {}

    @rx.event
    async def dismiss(self) -> None:
        """Take the message away."""
        self.saved, self.errors = "", {}

    @rx.event
    async def resend(self, delivery_id: str) -> None:
        """Send the message once more."""
        viewer, self.saved = current_viewer(), ""
        try:
            id = DELIVERY_ID.validate_python(delivery_id)
            async with transaction(viewer.actor) as unit:
                await unit.services.delivery_log.resend_delivery(id)
        except (DomainError, ValidationError) as error:
            self._refuse(error)
            return
        self._accept()
        self.saved = translate(viewer.locale, N_("The message is on its way again."))


def resend_button(row: ViewModelVar) -> rx.Component:
    """Return the button of a message that has failed for good; ``row`` has ``id``, ``name``, ``is_dead``."""
    state: Any = ResendDeliveryState
    again = button(
        t("Send again"),
        "secondary",
        type="button",
        on_click=state.resend(row.id),
        aria_label=(t("Send again") + ": " + row.name).to(str),
    )
    return rx.cond(row.is_dead, again)


def resend_outcome() -> rx.Component:
    """Return the announcement of the outcome."""
    state: Any = ResendDeliveryState
    return announcement(state.saved, state.errors.get("", ""), state.dismiss)

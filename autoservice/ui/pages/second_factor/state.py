"""The State of the second factor."""

import reflex as rx

from autoservice.runtime.current import read_only
from autoservice.shared.access import Permission
from autoservice.ui.access import requires_permission
from autoservice.ui.current import current_viewer


@requires_permission(Permission.MANAGE_OWN_ACCOUNT)
class SecondFactorState(rx.State):
    """Whether the second factor is on and required; the secret never comes here."""

    enabled: bool = False
    required: bool = False
    loaded: bool = False

    @rx.event
    async def load(self) -> None:
        """Read whether the second factor is on."""
        async with read_only(current_viewer().actor) as unit:
            factor = await unit.services.second_factor.get_second_factor()
        self.enabled, self.required, self.loaded = factor.enabled, factor.required, True

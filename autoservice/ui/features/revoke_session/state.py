"""Ending one of one's own sessions."""

from contextlib import suppress
from typing import Any, Final

import reflex as rx

from autoservice.runtime.current import transaction
from autoservice.shared.access import Permission
from autoservice.shared.errors import NotFound
from autoservice.ui.access import not_on_return, requires_permission
from autoservice.ui.current import current_viewer

# The id of the status line.
STATUS_LINE: Final = "session-revoked"


@requires_permission(Permission.MANAGE_OWN_ACCOUNT)
class RevokeSessionState(rx.State):
    """Revokes another session."""

    revoked: bool = False

    @rx.event
    @not_on_return
    async def clear(self) -> None:
        """The page is opened: nothing was ended yet."""
        self.revoked = False

    @rx.event
    async def revoke_session(self, session_id: str) -> Any:
        """End the session; one that is over already is as good."""
        with suppress(NotFound):
            async with transaction(current_viewer().actor) as unit:
                await unit.services.sessions.revoke_session(str(session_id))
        self.revoked = True
        return rx.set_focus(STATUS_LINE)

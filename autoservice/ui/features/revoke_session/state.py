"""The revocation of one of the viewer's sessions."""

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
    """The outcome of the last revocation."""

    revoked: bool = False

    @rx.event
    @not_on_return
    async def clear(self) -> None:
        """Clear the outcome when the page opens."""
        self.revoked = False

    @rx.event
    async def revoke_session(self, session_id: str) -> Any:
        """Revoke the session; a session that is over already counts as revoked."""
        with suppress(NotFound):
            async with transaction(current_viewer().actor) as unit:
                await unit.services.sessions.revoke_session(str(session_id))
        self.revoked = True
        return rx.set_focus(STATUS_LINE)

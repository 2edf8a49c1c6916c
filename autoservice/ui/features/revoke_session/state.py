"""Ending one of one's own sessions."""

from contextlib import suppress

import reflex as rx

from autoservice import work
from autoservice.shared.errors import NotFound
from autoservice.ui.shared.gate import OWN_ACCOUNT, current_viewer, opens_to


@opens_to(*OWN_ACCOUNT)
class RevokeSessionState(rx.State):
    """Signs out another device."""

    @rx.event
    async def revoke_session(self, session_id: str) -> None:
        """End the session; one that is over already is as good."""
        with suppress(NotFound):
            async with work.work(current_viewer().actor) as unit:
                await unit.services.auth.revoke_session(str(session_id))

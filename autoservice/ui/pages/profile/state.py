"""Reading one's own account."""

import reflex as rx

from autoservice import work
from autoservice.ui.entities.user.rows import SessionRow, format_phone, session_row
from autoservice.ui.shared.gate import OWN_ACCOUNT, current_viewer, opens_to

# What the address may say has just been done.
DONE = ("password", "email", "phone", "second-factor")


@opens_to(*OWN_ACCOUNT)
class ProfileState(rx.State):
    """The account, where it is signed in, and how its second factor stands."""

    email: str = ""
    phone: str = ""
    sessions: list[SessionRow] = []
    second_factor: bool = False
    required: bool = False
    recovery_codes: int = 0
    email_asked: bool = False
    done: str = ""
    loaded: bool = False

    @rx.event
    async def load(self) -> None:
        """Read the account; the address tells which step of a change comes next, so it survives a reload."""
        asked = self.router.url.query_parameters
        self.email_asked = asked.get("email", "") == "asked"
        done = asked.get("done", "")
        self.done = done if done in DONE else ""
        await self._read()

    @rx.event
    async def read_again(self) -> None:
        """Read the account after something in it was changed."""
        await self._read()

    async def _read(self) -> None:
        viewer = current_viewer()
        zone = work.runtime().settings.timezone
        async with work.view(viewer.actor) as unit:
            user = await unit.services.profile.me()
            sessions = await unit.services.auth.list_sessions()
            factor = await unit.services.second_factor.get_second_factor()
        self.email, self.phone = user.email, format_phone(user.phone)
        self.sessions = [session_row(one, unit.now, viewer.locale, zone) for one in sessions]
        self.second_factor, self.required = factor.enabled, factor.required
        self.recovery_codes = factor.recovery_codes
        self.loaded = True

"""Reading the demo's letters."""

import reflex as rx

from autoservice import work
from autoservice.shared.errors import NotFound
from autoservice.ui.pages.mailbox.rows import MailRow, mail_row
from autoservice.ui.shared.gate import EVERYBODY, Viewer, current_viewer, opens_to


@opens_to(*EVERYBODY)
class MailboxState(rx.State):
    """The last letters, newest first; ``missing`` where there is no such page."""

    mails: list[MailRow] = []
    loaded: bool = False
    missing: bool = False

    @rx.event
    async def load(self) -> None:
        """Read the letters that are there now."""
        try:
            self.mails, self.missing = await _read(current_viewer()), False
        except NotFound:
            self.mails, self.missing = [], True
        self.loaded = True


async def _read(viewer: Viewer) -> list[MailRow]:
    async with work.view(viewer.actor) as unit:
        mails = await unit.services.notifications.read_mailbox()
    settings = work.runtime().settings
    return [mail_row(mail, viewer.locale, settings.timezone, settings.allowed_origins) for mail in mails]

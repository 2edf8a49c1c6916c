"""Reading the demo's e-mails."""

import reflex as rx

from autoservice.runtime.current import current_runtime, read_only
from autoservice.shared.access import Permission
from autoservice.shared.errors import NotFound
from autoservice.ui.access import requires_permission
from autoservice.ui.current import Viewer, current_viewer
from autoservice.ui.pages.mailbox.view_models import MailViewModel, mail_view_model


@requires_permission(Permission.READ_DEMO_MAILBOX)
class MailboxState(rx.State):
    """The last e-mails, newest first; ``missing`` where there is no such page."""

    mails: list[MailViewModel] = []
    loaded: bool = False
    missing: bool = False

    @rx.event
    async def load(self) -> None:
        """Read the e-mails that are there now."""
        try:
            self.mails, self.missing = await _read(current_viewer()), False
        except NotFound:
            self.mails, self.missing = [], True
        self.loaded = True


async def _read(viewer: Viewer) -> list[MailViewModel]:
    async with read_only(viewer.actor) as unit:
        mails = await unit.services.notifications.read_mailbox()
    origins = current_runtime().settings.allowed_origins
    return [mail_view_model(mail, viewer, origins) for mail in mails]

"""The number of the viewer's unread messages, in the header of every page."""

from dataclasses import dataclass

import reflex as rx

from autoservice.modules.notifications.topics import messages_topic
from autoservice.runtime.current import read_only
from autoservice.shared.access import SYSTEM, Permission
from autoservice.ui.access import chained_only, requires_permission
from autoservice.ui.current import Viewer, current_viewer
from autoservice.ui.engine.live import LiveView, watch
from autoservice.ui.engine.snapshots import Values, live_vars
from autoservice.ui.kit.viewer import ViewerState

# What a page shows at its opening is no news.
live_vars("unread", "heard_unread", only_changes=("heard_unread",))(ViewerState)


@requires_permission(Permission.VISIT)
class UnreadState(rx.State):
    """The opening of the number; its var is the viewer's."""

    @rx.event
    @chained_only
    async def open(self) -> None:
        """Join the room of the viewer's messages, if there is anybody who could have some."""
        actor = current_viewer().actor
        if actor.signed_in:
            watch(self, UnreadView(messages_topic(actor.user_id), actor.user_id), on_every_page=True)


@dataclass(frozen=True)
class UnreadView(LiveView):
    """How many messages of one person are unread."""

    topic: str
    user_id: int
    state = ViewerState

    async def read(self) -> int:
        """Count them."""
        async with read_only(SYSTEM) as unit:
            return await unit.services.messages.count_unread(self.user_id)

    async def render(self, reading: int, viewer: Viewer) -> Values:
        """Return the number; none for somebody who is not, or no longer, that person."""
        unread = reading if viewer.actor.user_id == self.user_id else 0
        return {"unread": unread, "heard_unread": unread}

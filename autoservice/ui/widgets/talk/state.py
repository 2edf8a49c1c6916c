"""The State of the talk: the newest messages come from its room, earlier ones are loaded on demand."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import reflex as rx
from pydantic import TypeAdapter, ValidationError

from autoservice.modules.notifications.topics import talk_topic
from autoservice.modules.orders.errors import OrderNotFound
from autoservice.runtime.current import read_only
from autoservice.shared.access import Permission
from autoservice.shared.validation import Id
from autoservice.ui.access import chained_only, not_on_return, requires_permission
from autoservice.ui.current import Viewer, current_viewer
from autoservice.ui.engine.live import LiveView, watch
from autoservice.ui.engine.snapshots import Values, live_vars
from autoservice.ui.entities.talk import (
    TalkMessageViewModel,
    TalkViewModel,
    message_view_models,
    talk_view_model,
)
from autoservice.ui.kit.path import id_of

# So many earlier messages are shown at once; what lies between them and the newest is asked for again.
MOST_EARLIER: Final = 200


@requires_permission(Permission.READ_TIMELINE)
@live_vars("path", "talk", "messages")
class TalkState(rx.State):
    """The talk of the page's order."""

    # The page to which the talk belongs: another one's is not shown while its own is read.
    path: str = ""
    talk: TalkViewModel = TalkViewModel()
    messages: list[TalkMessageViewModel] = []
    earlier: list[TalkMessageViewModel] = []
    # The numbers of the first and the last of the earlier ones, 0 without any.
    first_earlier: int = 0
    last_earlier: int = 0

    @rx.event
    @chained_only
    async def open(self) -> Any:
        """Join the room of the talk."""
        path = self.router.url.path.rstrip("/")
        watch(self, TalkRoomView(talk_topic(id_of(path)), path))
        return TalkState.clear

    @rx.event
    @not_on_return
    async def clear(self) -> None:
        """Forget the earlier messages of another page."""
        self._show([])

    @rx.event
    async def show_earlier(self, number: int) -> None:
        """Read some messages before that number."""
        viewer, order_id = current_viewer(), id_of(self.router.url.path)
        try:
            before = TypeAdapter(Id).validate_python(number)
            async with read_only(viewer.actor) as unit:
                found = await unit.services.talk.find_earlier(order_id, before)
        except (OrderNotFound, ValidationError):
            return
        if found:
            self._show(join(self.earlier, message_view_models(found, viewer)))

    def _show(self, earlier: list[TalkMessageViewModel]) -> None:
        self.earlier = earlier
        self.first_earlier = earlier[0].number if earlier else 0
        self.last_earlier = earlier[-1].number if earlier else 0


def join(
    shown: Sequence[TalkMessageViewModel], found: Sequence[TalkMessageViewModel]
) -> list[TalkMessageViewModel]:
    """Return what is shown with what was found; without a gap: what lies behind one is left out."""
    first, last = found[0].number, found[-1].number
    before = [one for one in shown if one.number < first]
    after = [one for one in shown if one.number > last]
    if before and before[-1].number < first - 1:
        before = []
    if after and after[0].number > last + 1:
        after = []
    return [*before, *found, *after][:MOST_EARLIER]


@dataclass(frozen=True)
class TalkRoomView(LiveView):
    """The talk under one order."""

    topic: str
    path: str
    state = TalkState

    async def render(self, reading: Any, viewer: Viewer) -> Values:
        """Return the newest messages, none of an order that the viewer may not see."""
        order_id = id_of(self.path)
        try:
            async with read_only(viewer.actor) as unit:
                talk = await unit.services.talk.open_talk(order_id)
        except OrderNotFound:
            return {"path": self.path, "talk": TalkViewModel(), "messages": []}
        return {
            "path": self.path,
            "talk": talk_view_model(order_id, talk, viewer),
            "messages": message_view_models(talk.messages, viewer),
        }

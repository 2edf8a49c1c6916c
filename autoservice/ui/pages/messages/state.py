"""The viewer's messages, kept true while they are looked at."""

from dataclasses import dataclass
from typing import Any, Final, TypeAlias

import reflex as rx
from pydantic import ValidationError

from autoservice.modules.notifications.groups import path_of
from autoservice.modules.notifications.schemas import MessagesRead, MessageView
from autoservice.modules.notifications.topics import messages_topic
from autoservice.runtime.current import read_only, transaction
from autoservice.shared.access import Permission
from autoservice.shared.i18n import N_, format_moment, translate
from autoservice.shared.pagination import Page, PageRequest, UnknownCursor
from autoservice.ui.access import chained_only, requires_permission
from autoservice.ui.current import Viewer, current_viewer
from autoservice.ui.engine.live import LiveView, watch
from autoservice.ui.engine.paging import ListAddress, PagedMixin
from autoservice.ui.engine.snapshots import Values, live_vars

ON_A_PAGE: Final = 20


@dataclass(frozen=True)
class MessageViewModel:
    """A message in words."""

    id: str
    title: str
    order: str
    url: str
    at: str
    is_new: bool


MessageVar: TypeAlias = Any


@requires_permission(Permission.MANAGE_OWN_ACCOUNT)
@live_vars(
    "messages",
    "newest",
    "first_url",
    "previous_url",
    "next_url",
    "total",
    "loaded",
    "unknown_cursor",
)
class MessagesState(PagedMixin, rx.State):
    """One page of the viewer's messages; ``newest`` is the id up to which all can be marked as read."""

    messages: list[MessageViewModel] = []
    newest: int = 0

    @rx.event
    @chained_only
    async def open(self) -> Any:
        """Join the room of the page that the address names."""
        entered = self._read_cursor()
        actor = current_viewer().actor
        watch(self, MessagesView(MessagesState, messages_topic(actor.user_id), self._cursor, self._address()))
        return entered

    @rx.event
    async def read_one(self, message_id: str) -> None:
        """Mark a message as read."""
        await self._read({"id": message_id})

    @rx.event
    async def read_all(self, newest: int) -> None:
        """Mark all messages as read, but for those that come just now."""
        await self._read({"up_to": newest})

    async def _read(self, which: dict[str, Any]) -> None:
        try:
            command = MessagesRead.model_validate(which)
        except ValidationError:
            # No page sends that.
            return
        async with transaction(current_viewer().actor) as unit:
            await unit.services.messages.read_messages(command)


@dataclass(frozen=True)
class MessagesView(LiveView):
    """One page of a person's messages."""

    state: type[rx.State]
    topic: str
    cursor: str
    address: ListAddress

    async def render(self, reading: Any, viewer: Viewer) -> Values:
        """Return the viewer's messages; the first page where the cursor is unknown."""
        try:
            page, unknown_cursor = await _list_messages(viewer, self.cursor), False
        except UnknownCursor:
            page, unknown_cursor = await _list_messages(viewer, ""), True
        return {
            "messages": [message_view_model(message, viewer) for message in page.items],
            "newest": max((message.id for message in page.items), default=0),
            **self.address.neighbours(page),
            "total": page.total,
            "loaded": True,
            "unknown_cursor": unknown_cursor,
        }


async def _list_messages(viewer: Viewer, cursor: str) -> Page[MessageView]:
    query = PageRequest(cursor=cursor, size=ON_A_PAGE)
    async with read_only(viewer.actor) as unit:
        return await unit.services.messages.list_messages(query, viewer.locale)


def message_view_model(message: MessageView, viewer: Viewer) -> MessageViewModel:
    """Return the message in the viewer's language."""
    title = message.title
    order = translate(viewer.locale, N_("Order No. %(number)s"), number=message.order_number)
    return MessageViewModel(
        id=str(message.id),
        title=f"{title} ({message.count})" if message.count > 1 else title,
        order=order if message.order_number else "",
        url=path_of(message.kind, message.order_id) if message.order_id else "/profile",
        at=format_moment(viewer.locale, message.at, viewer.zone),
        is_new=message.read_at is None,
    )

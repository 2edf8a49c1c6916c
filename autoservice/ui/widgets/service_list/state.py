"""The State of the public pages, open to guests."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import reflex as rx

from autoservice.modules.notifications.topics import CATALOG
from autoservice.shared.access import Permission
from autoservice.storefront.addresses import HOME, Address
from autoservice.storefront.pages import query_of, read_page
from autoservice.storefront.rendering import CONTENT, INTRO
from autoservice.ui.access import requires_permission
from autoservice.ui.current import Viewer
from autoservice.ui.engine.live import LiveView, watch
from autoservice.ui.engine.snapshots import Values, kept_on_device, live_vars


@kept_on_device
@requires_permission(Permission.READ_CATALOG)
@live_vars("path", "title", "intro", "content", "summary", "answered")
class ServiceListState(rx.State):
    """The content of a public page at ``path``, as HTML; ``answered`` is the address that it answers.

    All of it comes from the page's room: a price that changes is shown at once.
    """

    path: str = ""
    title: str = ""
    intro: str = ""
    content: str = ""
    summary: str = ""
    answered: str = ""

    @rx.event
    async def load(self) -> None:
        """Join the room of the page at the address."""
        url = self.router.url
        parameters = tuple((name, str(value)) for name, value in url.query_parameters.items())
        watch(self, PublicPageView(CATALOG, url.path, parameters))


@dataclass(frozen=True)
class PublicPageView(LiveView):
    """The public page at a path, with the parameters of its address."""

    topic: str
    path: str
    parameters: tuple[tuple[str, str], ...]
    state = ServiceListState

    async def render(self, reading: Any, viewer: Viewer) -> Values:
        """Return the page as the catalog is now, in the viewer's language."""
        address = Address.parse(self.path) or Address("", HOME)
        page = await read_page(address, query_of(dict(self.parameters)), viewer.locale)
        return {
            "path": self.path.rstrip("/"),
            "title": page.title,
            "intro": page.slots[INTRO],
            "content": page.slots[CONTENT],
            "summary": page.summary,
            "answered": f"{self.path}?{urlencode(self.parameters)}",
        }

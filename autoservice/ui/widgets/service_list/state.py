"""The State of the public pages, open to guests."""

from urllib.parse import urlencode

import reflex as rx

from autoservice.shared.access import Permission
from autoservice.storefront.addresses import HOME, Address
from autoservice.storefront.pages import query_of, read_page
from autoservice.storefront.rendering import CONTENT, INTRO
from autoservice.ui.access import requires_permission
from autoservice.ui.current import current_viewer
from autoservice.ui.engine.snapshots import kept_on_device


@kept_on_device
@requires_permission(Permission.READ_CATALOG)
class ServiceListState(rx.State):
    """The content of a public page at ``path``, as HTML; ``answered`` is the address that it answers."""

    path: str = ""
    title: str = ""
    intro: str = ""
    content: str = ""
    summary: str = ""
    answered: str = ""

    @rx.event
    async def load(self) -> None:
        """Read the page at the address."""
        url = self.router.url
        address = Address.parse(url.path) or Address("", HOME)
        parameters = {name: str(value) for name, value in url.query_parameters.items()}
        page = await read_page(address, query_of(parameters), current_viewer().locale)
        self.path, self.title = url.path.rstrip("/"), page.title
        self.intro, self.content = page.slots[INTRO], page.slots[CONTENT]
        self.summary, self.answered = page.summary, f"{url.path}?{urlencode(parameters)}"

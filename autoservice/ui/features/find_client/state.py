"""The search for a client."""

from typing import Any, Final

import reflex as rx

from autoservice.modules.auth.accounts.client_schemas import ClientsFilter
from autoservice.runtime.current import read_only
from autoservice.shared.access import Permission
from autoservice.shared.validation import searchable
from autoservice.ui.access import not_on_return, requires_permission
from autoservice.ui.current import current_viewer
from autoservice.ui.entities.user.clients import ClientViewModel, client_view_model

SHOWN: Final = 10


@requires_permission(Permission.MANAGE_CLIENTS)
class FindClientState(rx.State):
    """The clients who fit the text, the first by name; ``more`` says that there are others."""

    text: str = ""
    found: list[ClientViewModel] = []
    more: bool = False

    @rx.event
    @not_on_return
    async def clear(self) -> None:
        """Begin without a text."""
        self.text, self.found, self.more = "", [], False

    @rx.event
    async def search(self, form: dict[str, Any]) -> None:
        """Show the clients who fit what was typed."""
        viewer, self.text = current_viewer(), searchable(form.get("client", ""))
        if not self.text:
            self.found, self.more = [], False
            return
        async with read_only(viewer.actor) as unit:
            page = await unit.services.clients.list_clients(ClientsFilter(q=self.text, size=SHOWN))
        self.found = [client_view_model(client, viewer) for client in page.items]
        self.more = page.has_more

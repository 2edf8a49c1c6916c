"""Which of two clients is kept, and what would move."""

from typing import Any

import reflex as rx

from autoservice.modules.admin.clients.schemas import MergeCommand, MergePreview
from autoservice.modules.auth.accounts.client_schemas import ClientView
from autoservice.modules.auth.errors import ClientNotFound
from autoservice.runtime.current import read_only, transaction
from autoservice.shared.access import Permission
from autoservice.shared.errors import DomainError
from autoservice.ui.access import requires_permission
from autoservice.ui.current import current_viewer
from autoservice.ui.entities.user.clients import CLIENTS, ClientViewModel, client_view_model
from autoservice.ui.kit.form_state import FormMixin
from autoservice.ui.kit.path import id_of


@requires_permission(Permission.MANAGE_CLIENTS)
class MergeClientsState(FormMixin, rx.State):
    """The client at the address, and what merging the one of ``?with=`` would move."""

    path: str = ""
    missing: bool = False
    client: ClientViewModel = ClientViewModel()
    kept: ClientViewModel = ClientViewModel()
    closed: ClientViewModel = ClientViewModel()
    counts: dict[str, int] = {}
    is_swapped: bool = False

    @rx.event
    async def load(self) -> None:
        """Read both clients; the one who signs in is kept, else the one at the address."""
        self.path, self.errors = self.router.url.path, {}
        own = id_of(self.path.removesuffix("/merge"))
        other = id_of(str(self.router.url.query_parameters.get("with", "")))
        self.kept = self.closed = ClientViewModel()
        try:
            async with read_only(current_viewer().actor) as unit:
                client = await unit.services.clients.get_client(own)
        except ClientNotFound:
            self.missing = True
            return
        self.missing, self.client = False, client_view_model(client, current_viewer())
        if other and other != client.id:
            await self._read_preview(client, other)

    async def _read_preview(self, client: ClientView, other_id: int) -> None:
        try:
            async with read_only(current_viewer().actor) as unit:
                other = await unit.services.clients.get_client(other_id)
                self.is_swapped = other.claimed and not client.claimed
                kept, closed = (other, client) if self.is_swapped else (client, other)
                preview = await unit.services.merging.preview_merge(kept.id, closed.id)
        except ClientNotFound as error:
            self._refuse(error)
            return
        self._show(preview)

    def _show(self, preview: MergePreview) -> None:
        viewer = current_viewer()
        self.kept = client_view_model(preview.kept, viewer)
        self.closed = client_view_model(preview.closed, viewer)
        self.counts = preview.model_dump(exclude={"kept", "closed"})

    @rx.event
    async def merge(self) -> Any:
        """Merge them, and lead to the kept one."""
        kept_id, closed_id = id_of(self.kept.id), id_of(self.closed.id)
        try:
            async with transaction(current_viewer().actor) as unit:
                command = MergeCommand(client_id=closed_id or kept_id or 1)
                client = await unit.services.merging.merge_clients(kept_id, command)
        except DomainError as error:
            self._refuse(error)
            return None
        self._accept()
        return rx.redirect(f"{CLIENTS}/{client.id}")

"""The further contacts of the client at the address."""

from typing import Any, Final

import reflex as rx
from pydantic import ValidationError

from autoservice.modules.auth.accounts.client_schemas import NewContact
from autoservice.modules.auth.errors import ClientNotFound
from autoservice.runtime.current import read_only, transaction
from autoservice.shared.access import Permission
from autoservice.shared.errors import DomainError
from autoservice.ui.access import requires_permission
from autoservice.ui.current import current_viewer
from autoservice.ui.entities.user.clients import ContactViewModel, contact_view_model
from autoservice.ui.kit.form_state import FormMixin
from autoservice.ui.kit.path import id_of

FIELDS: Final = ("name", "role", "phone", "email")


@requires_permission(Permission.MANAGE_CLIENTS)
class EditContactsState(FormMixin, rx.State):
    """The contacts, and the errors of the form for another one."""

    contacts: list[ContactViewModel] = []

    @rx.event
    async def load(self) -> None:
        """Read the contacts."""
        self.errors = {}
        await self._read()

    @rx.event
    async def add(self, form: dict[str, Any]) -> Any:
        """Keep another contact; show the errors and keep the input otherwise."""
        try:
            new = NewContact.model_validate({name: str(form.get(name, "")) for name in FIELDS})
            async with transaction(current_viewer().actor) as unit:
                await unit.services.clients.add_contact(self._client_id(), new)
        except (DomainError, ValidationError) as error:
            self._refuse(error, form)
            return None
        self._accept()
        await self._read()
        return [rx.set_value(f"contact_{name}", "") for name in FIELDS]

    @rx.event
    async def remove(self, contact_id: str) -> None:
        """Delete a contact."""
        try:
            async with transaction(current_viewer().actor) as unit:
                await unit.services.clients.remove_contact(self._client_id(), id_of(str(contact_id)))
        except DomainError as error:
            self._refuse(error)
        await self._read()

    async def _read(self) -> None:
        try:
            async with read_only(current_viewer().actor) as unit:
                client = await unit.services.clients.get_client(self._client_id())
        except ClientNotFound:
            self.contacts = []
            return
        self.contacts = [contact_view_model(one) for one in client.contacts]

    def _client_id(self) -> int:
        return id_of(self.router.url.path)

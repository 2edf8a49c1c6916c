"""The form of one client."""

from collections.abc import Mapping
from typing import Any, Final

import reflex as rx
from pydantic import ValidationError

from autoservice.modules.auth.accounts.client_schemas import (
    AddressesQuery,
    ClientChange,
    ClientKind,
    ClientView,
    NewClient,
)
from autoservice.modules.auth.errors import ClientMayExist, ClientNotFound, ClientOutdated
from autoservice.runtime.current import read_only, transaction
from autoservice.shared.access import Permission
from autoservice.shared.errors import DomainError
from autoservice.ui.access import requires_permission
from autoservice.ui.current import current_viewer
from autoservice.ui.engine.hydration import has_returned
from autoservice.ui.entities.user.clients import CLIENTS, ClientViewModel, client_view_model
from autoservice.ui.kit.form_state import FormMixin
from autoservice.ui.kit.path import id_of

ADDRESSES: Final = ("phone", "email")
# What the shop enters of a client who signs in, too.
SHOPS: Final = ("kind", "tax_number", "remark")
FIELDS: Final = ("name", *ADDRESSES, "locale", *SHOPS)
EMPTY: Final = dict.fromkeys(FIELDS, "") | {"kind": ClientKind.PERSON.value, "version": ""}
# What may follow after a client was entered: the order that they came for.
ORDER: Final = "order"


@requires_permission(Permission.MANAGE_CLIENTS)
class EditClientState(FormMixin, rx.State):
    """The client as the form shows them at first; ``values`` by the names of the fields."""

    # The id, empty for a new client.
    client_id: str = ""
    path: str = ""
    title: str = ""
    missing: bool = False
    outdated: bool = False
    claimed: bool = False
    client: ClientViewModel = ClientViewModel()
    values: dict[str, str] = EMPTY
    saved: bool = False
    # The check digits of the tax number do not fit.
    is_doubtful: bool = False
    # Who has the address or number already, if somebody has: they may be the same person.
    doubles: list[ClientViewModel] = []
    # Another value makes the form a new one, which begins with ``values``.
    form_key: str = ""
    _asked: tuple[str, ...] = ()

    @rx.event
    async def open_new(self) -> None:
        """Begin with an empty form."""
        self._begin_page()
        if has_returned(self):
            return
        self.client_id, self.missing, self.claimed = "", False, False
        self.is_doubtful = False
        self.values = EMPTY | {"locale": current_viewer().locale}
        self.form_key = f"new {self.accepted}"

    @rx.event
    async def open(self) -> Any:
        """Read the client at the address; one who was merged into another leads there."""
        self._begin_page()
        return await self._read_present()

    @rx.event
    async def show_present(self) -> None:
        """Show the present values instead of what was typed."""
        self.client_id = ""
        await self._read_present()
        self.errors, self.outdated = {}, False
        self.form_key = f"{self.form_key} again"

    @rx.event
    async def save(self, form: dict[str, Any]) -> Any:
        """Save the client, or enter them; show the errors and keep the input otherwise."""
        self.saved, self.outdated = False, False
        typed = {name: str(form.get(name, "")) for name in EMPTY}
        try:
            client = await self._save(typed)
        except ClientMayExist as error:
            await self._show_doubles(typed)
            self._refuse(error, form)
            return None
        except (DomainError, ValidationError) as error:
            self.outdated = isinstance(error, ClientOutdated)
            self.doubles, self._asked = [], ()
            self._refuse(error, form)
            return None
        self._accept()
        if not self.client_id:
            return rx.redirect(self._next(client))
        self._show(client)
        self.saved = True
        return None

    async def _save(self, typed: Mapping[str, str]) -> ClientView:
        actor = current_viewer().actor
        if not self.client_id:
            is_answered = bool(self._asked) and self._asked == _addresses(typed)
            command = NewClient.model_validate({name: typed[name] for name in FIELDS})
            async with transaction(actor) as unit:
                command = command.model_copy(update={"confirmed": is_answered})
                return await unit.services.clients.create_client(command)
        names = ("version", *SHOPS) if self.claimed else EMPTY
        change = ClientChange.model_validate({name: typed[name] for name in names})
        async with transaction(actor) as unit:
            return await unit.services.clients.change_client(int(self.client_id), change)

    async def _show_doubles(self, typed: Mapping[str, str]) -> None:
        viewer, self._asked = current_viewer(), _addresses(typed)
        async with read_only(viewer.actor) as unit:
            query = AddressesQuery(phone=typed["phone"], email=typed["email"])
            found = await unit.services.clients.find_doubles(query)
        self.doubles = [client_view_model(client, viewer) for client in found]

    async def _read_present(self) -> Any:
        asked = id_of(self.router.url.path)
        try:
            async with read_only(current_viewer().actor) as unit:
                client = await unit.services.clients.get_client(asked)
        except ClientNotFound:
            self.missing, self.client_id = True, ""
            return None
        self.missing = False
        # What somebody is typing stays; the version tells whether it is still in time.
        if not (has_returned(self) and self.client_id == str(client.id)):
            self._show(client)
        return None if client.id == asked else rx.redirect(f"{CLIENTS}/{client.id}", replace=True)

    def _begin_page(self) -> None:
        self.path = self.router.url.path
        if not has_returned(self):
            self.saved, self.errors, self.outdated = False, {}, False
            self.doubles, self._asked = [], ()

    def _show(self, client: ClientView) -> None:
        self.client_id, self.title, self.claimed = str(client.id), client.name, client.claimed
        self.is_doubtful = client.tax_number_doubtful
        self.client = client_view_model(client, current_viewer())
        self.values = {name: str(getattr(client, name)) for name in EMPTY}
        self.form_key = f"{client.id} {client.version}"

    def _next(self, client: ClientView) -> str:
        is_for_order = self.router.url.query_parameters.get("then") == ORDER
        return f"/admin/orders/new?client={client.id}" if is_for_order else f"{CLIENTS}/{client.id}"


def _addresses(typed: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(typed[name].strip() for name in ADDRESSES)

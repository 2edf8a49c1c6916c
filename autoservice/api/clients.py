"""``/api/admin/clients``: the clients as the shop enters them, and orders on their behalf."""

from typing import Annotated

from fastapi import APIRouter, Query

from autoservice.api.access import CurrentActor, requires_permission
from autoservice.api.documents import DocumentedRoute, fails_with
from autoservice.api.request_keys import Key
from autoservice.modules.admin.clients.errors import AlreadyMerged, KeepTheRegistered, NotMergeable
from autoservice.modules.admin.clients.schemas import MergeCommand, MergePreview
from autoservice.modules.auth.accounts.client_schemas import (
    AddressesQuery,
    ClientCard,
    ClientChange,
    ClientsFilter,
    ClientView,
    ContactView,
    NewClient,
    NewContact,
)
from autoservice.modules.auth.errors import (
    ClientMayExist,
    ClientNotFound,
    ClientOutdated,
    ClientRegistered,
    ClientUnreachable,
    ContactNotFound,
    NotAnEmail,
    NotAPhone,
    TooManyContacts,
)
from autoservice.modules.catalog.services.errors import ServiceNotFound
from autoservice.modules.orders.errors import OrderNotFound, PriceChanged, WishedDayOutOfRange
from autoservice.modules.orders.new_order import NewClientOrder
from autoservice.modules.orders.schemas import OrderView
from autoservice.modules.orders.vehicles.errors import VehicleNotFound
from autoservice.runtime.current import read_only, transaction
from autoservice.shared.access import Permission
from autoservice.shared.pagination import Page
from autoservice.shared.validation import Id

router = APIRouter(prefix="/admin", tags=["clients"], route_class=DocumentedRoute)


@router.get("/clients")
@requires_permission(Permission.MANAGE_CLIENTS)
async def list_clients(query: Annotated[ClientsFilter, Query()], actor: CurrentActor) -> Page[ClientView]:
    """One page of the clients, by name."""
    async with read_only(actor) as unit:
        return await unit.services.clients.list_clients(query)


@router.post("/clients", status_code=201)
@requires_permission(Permission.MANAGE_CLIENTS)
@fails_with(NotAnEmail, NotAPhone, ClientUnreachable, ClientMayExist, ClientNotFound)
async def create_client(new: NewClient, actor: CurrentActor, key: Key) -> ClientView:
    """Enter a client who walked in; one with a known address or number needs ``confirmed``."""
    async with transaction(actor, key.of(new)) as unit:
        if unit.is_repetition:
            return await unit.services.clients.get_client(unit.result_id)
        client = await unit.services.clients.create_client(new)
        unit.result_id = client.id
        return client


@router.get("/clients/doubles")
@requires_permission(Permission.MANAGE_CLIENTS)
@fails_with(NotAnEmail, NotAPhone)
async def find_doubles(query: Annotated[AddressesQuery, Query()], actor: CurrentActor) -> list[ClientView]:
    """Clients with an address or a number, in whatever spelling."""
    async with read_only(actor) as unit:
        return await unit.services.clients.find_doubles(query)


@router.get("/clients/{client_id}")
@requires_permission(Permission.MANAGE_CLIENTS)
@fails_with(ClientNotFound)
async def get_client(client_id: Id, actor: CurrentActor) -> ClientCard:
    """One client; the one whom the account was merged into, if it was."""
    async with read_only(actor) as unit:
        return await unit.services.clients.get_client(client_id)


@router.patch("/clients/{client_id}")
@requires_permission(Permission.MANAGE_CLIENTS)
@fails_with(ClientNotFound, ClientOutdated, ClientRegistered, NotAnEmail, NotAPhone, ClientUnreachable)
async def change_client(client_id: Id, change: ClientChange, actor: CurrentActor) -> ClientView:
    """Change what the shop knows of a client; name and addresses only before the client signs in."""
    async with transaction(actor) as unit:
        return await unit.services.clients.change_client(client_id, change)


@router.post("/clients/{client_id}/contacts", status_code=201)
@requires_permission(Permission.MANAGE_CLIENTS)
@fails_with(ClientNotFound, TooManyContacts, NotAnEmail, NotAPhone, ClientUnreachable)
async def add_contact(client_id: Id, new: NewContact, actor: CurrentActor) -> ContactView:
    """Keep another way to reach a client."""
    async with transaction(actor) as unit:
        return await unit.services.clients.add_contact(client_id, new)


@router.delete("/clients/{client_id}/contacts/{contact_id}", status_code=204)
@requires_permission(Permission.MANAGE_CLIENTS)
@fails_with(ClientNotFound, ContactNotFound)
async def remove_contact(client_id: Id, contact_id: Id, actor: CurrentActor) -> None:
    """Delete one of a client's further contacts."""
    async with transaction(actor) as unit:
        await unit.services.clients.remove_contact(client_id, contact_id)


@router.get("/clients/{client_id}/merge/{other_id}")
@requires_permission(Permission.MANAGE_CLIENTS)
@fails_with(ClientNotFound)
async def preview_merge(client_id: Id, other_id: Id, actor: CurrentActor) -> MergePreview:
    """What merging the other account into the client's would move."""
    async with read_only(actor) as unit:
        return await unit.services.merging.preview_merge(client_id, other_id)


@router.post("/clients/{client_id}/merge")
@requires_permission(Permission.MANAGE_CLIENTS)
@fails_with(NotMergeable, AlreadyMerged, KeepTheRegistered)
async def merge_clients(client_id: Id, command: MergeCommand, actor: CurrentActor) -> ClientView:
    """Merge the other account into the client's; its addresses lead there from then on."""
    async with transaction(actor) as unit:
        return await unit.services.merging.merge_clients(client_id, command)


@router.post("/orders", status_code=201)
@requires_permission(Permission.MANAGE_CLIENTS)
@fails_with(
    ServiceNotFound, PriceChanged, WishedDayOutOfRange, ClientNotFound, VehicleNotFound, OrderNotFound
)
async def create_client_order(command: NewClientOrder, actor: CurrentActor, key: Key) -> OrderView:
    """Order for a client, on their behalf."""
    async with transaction(actor, key.of(command)) as unit:
        if unit.is_repetition:
            return await unit.services.orders.get_order(unit.result_id)
        order = await unit.services.orders.create_client_order(command)
        unit.result_id = order.id
        return order

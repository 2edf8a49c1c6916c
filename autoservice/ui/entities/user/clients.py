"""A client, as the shop sees them, in the viewer's language."""

from dataclasses import dataclass
from typing import Final

from autoservice.modules.auth.accounts.client_schemas import ClientKind, ClientView, ContactView
from autoservice.shared.i18n import N_
from autoservice.ui.current import Viewer
from autoservice.ui.entities.user.view_models import format_day, format_phone
from autoservice.ui.kit.theme import ViewModelVar

CLIENTS: Final = "/admin/clients"
KIND_LABELS: Final = {ClientKind.PERSON: N_("Person"), ClientKind.COMPANY: N_("Company")}
ClientVar = ViewModelVar


@dataclass(frozen=True)
class ClientViewModel:
    """One client, ready to be shown."""

    id: str = ""
    url: str = ""
    order_url: str = ""
    name: str = ""
    phone: str = ""
    email: str = ""
    email_fails: bool = False
    remark: str = ""
    claimed: bool = False
    since: str = ""


@dataclass(frozen=True)
class ContactViewModel:
    """Another way to reach a client."""

    id: str
    name: str
    role: str
    phone: str
    email: str


def contact_view_model(contact: ContactView) -> ContactViewModel:
    """Return the contact with its number as people read it."""
    return ContactViewModel(
        id=str(contact.id),
        name=contact.name,
        role=contact.role,
        phone=format_phone(contact.phone),
        email=contact.email,
    )


def client_view_model(client: ClientView, viewer: Viewer) -> ClientViewModel:
    """Return the client in the viewer's language."""
    return ClientViewModel(
        id=str(client.id),
        url=f"{CLIENTS}/{client.id}",
        order_url=f"/admin/orders/new?client={client.id}",
        name=client.name,
        phone=format_phone(client.phone),
        email=client.email,
        email_fails=client.email_fails,
        remark=client.remark,
        claimed=client.claimed,
        since=format_day(client.created_at, viewer),
    )

"""A client, as the shop sees them, in the viewer's language."""

from dataclasses import dataclass
from typing import Final

from autoservice.modules.auth.accounts.client_schemas import ClientView
from autoservice.ui.current import Viewer
from autoservice.ui.entities.user.view_models import format_day, format_phone
from autoservice.ui.kit.theme import ViewModelVar

CLIENTS: Final = "/admin/clients"
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
    remark: str = ""
    claimed: bool = False
    since: str = ""


def client_view_model(client: ClientView, viewer: Viewer) -> ClientViewModel:
    """Return the client in the viewer's language."""
    return ClientViewModel(
        id=str(client.id),
        url=f"{CLIENTS}/{client.id}",
        order_url=f"/admin/orders/new?client={client.id}",
        name=client.name,
        phone=format_phone(client.phone),
        email=client.email,
        remark=client.remark,
        claimed=client.claimed,
        since=format_day(client.created_at, viewer),
    )

"""How the shop reaches the client of an order."""

from dataclasses import dataclass
from typing import Any, Final

import reflex as rx

from autoservice.modules.auth.errors import ClientNotFound
from autoservice.modules.notifications.topics import order_topic
from autoservice.modules.orders.errors import OrderNotFound
from autoservice.runtime.current import read_only
from autoservice.shared.access import Permission
from autoservice.ui.access import chained_only, requires_permission
from autoservice.ui.current import Viewer, current_viewer
from autoservice.ui.engine.live import LiveView, watch
from autoservice.ui.engine.snapshots import Values, live_vars
from autoservice.ui.entities.user.clients import ContactViewModel, client_view_model, contact_view_model
from autoservice.ui.kit.anchor import anchor
from autoservice.ui.kit.i18n import t
from autoservice.ui.kit.path import CURRENT_PATH, id_of
from autoservice.ui.kit.theme import ViewModelVar

REACHED: Final = "inline-flex min-h-11 items-center underline underline-offset-4 wrap-anywhere sm:min-h-0"


@requires_permission(Permission.READ_ORDERS)
@live_vars("path", "contacts")
class OrderContactsState(rx.State):
    """The client's own number and address, then the further contacts; for those who manage clients."""

    # The page to which the contacts belong: another one's are not shown while its own are read.
    path: str = ""
    contacts: list[ContactViewModel] = []

    @rx.event
    @chained_only
    async def open(self) -> None:
        """Join the order's room, which keeps the contacts true: an order may become another client's."""
        if current_viewer().actor.may(Permission.MANAGE_CLIENTS):
            path = self.router.url.path.rstrip("/")
            watch(self, OrderContactsView(order_topic(id_of(path)), path))


@dataclass(frozen=True)
class OrderContactsView(LiveView):
    """The contacts of one order's client."""

    topic: str
    path: str
    state = OrderContactsState

    async def render(self, reading: Any, viewer: Viewer) -> Values:
        """Return the contacts; none for those who don't manage clients, nor where there is no client."""
        return {"path": self.path, "contacts": await _read_contacts(id_of(self.path), viewer)}


async def _read_contacts(order_id: int, viewer: Viewer) -> list[ContactViewModel]:
    if not viewer.actor.may(Permission.MANAGE_CLIENTS):
        return []
    try:
        async with read_only(viewer.actor) as unit:
            order = await unit.services.orders.get_order(order_id)
            client = await unit.services.clients.get_client(order.client_id)
    except (OrderNotFound, ClientNotFound):
        return []
    shown = client_view_model(client, viewer)
    own = ContactViewModel("", shown.name, "", shown.phone, shown.email)
    return [own, *(contact_view_model(one) for one in client.contacts)]


def order_contacts() -> rx.Component:
    """Return the contacts, a line each; nothing for those who don't manage clients."""
    contacts: Any = OrderContactsState.contacts
    shown = rx.el.ul(
        rx.foreach(contacts, _contact),
        aria_label=t("Contacts"),
        class_name="mt-4 space-y-2 border-t border-border pt-4 text-sm empty:hidden",
    )
    return rx.cond(OrderContactsState.path == CURRENT_PATH, shown)


def _contact(contact: ViewModelVar) -> rx.Component:
    phone = anchor(contact.phone, href="tel:" + contact.phone, class_name=REACHED)
    email = anchor(contact.email, href="mailto:" + contact.email, class_name=REACHED)
    return rx.el.li(
        rx.el.span(t("Contact"), ": ", contact.name, class_name="font-semibold"),
        rx.cond(contact.role != "", rx.el.span("(", contact.role, ")")),
        rx.cond(contact.phone != "", phone),
        rx.cond(contact.email != "", email),
        class_name="flex flex-wrap items-center gap-x-2 wrap-anywhere",
    )

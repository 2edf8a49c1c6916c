"""Ordering for a client: who it is, then what is to be done to which car."""

from typing import Any

import reflex as rx

from autoservice.modules.auth.errors import ClientNotFound
from autoservice.runtime.current import read_only
from autoservice.shared.access import Permission
from autoservice.ui.access import requires_permission
from autoservice.ui.current import current_viewer
from autoservice.ui.engine.page import page
from autoservice.ui.entities.user.clients import CLIENTS, ClientVar, ClientViewModel, client_view_model
from autoservice.ui.features.create_order import CreateOrderState, create_order_form
from autoservice.ui.features.find_client import FindClientState, find_client
from autoservice.ui.kit.content import page_title
from autoservice.ui.kit.feedback import badge, skeleton
from autoservice.ui.kit.forms import link, link_button
from autoservice.ui.kit.i18n import t
from autoservice.ui.kit.layout import layout
from autoservice.ui.kit.path import CURRENT_PATH, id_of
from autoservice.ui.kit.theme import MUTED, SURFACE, classes

PATH = "/admin/orders/new"


@requires_permission(Permission.MANAGE_CLIENTS)
class OrderedForState(rx.State):
    """The client whom the address names; empty without one, and until they are read."""

    client: ClientViewModel = ClientViewModel()
    path: str = ""

    @rx.event
    async def load(self) -> Any:
        """Read the client of ``?client=``; one who was merged into another leads there."""
        viewer = current_viewer()
        asked = id_of(str(self.router.url.query_parameters.get("client", "")))
        self.path = self.router.url.path
        try:
            async with read_only(viewer.actor) as unit:
                client = await unit.services.clients.get_client(asked)
        except ClientNotFound:
            self.client = ClientViewModel()
            return None
        self.client = client_view_model(client, viewer)
        return None if client.id == asked else rx.redirect(self.client.order_url, replace=True)


@page(PATH, "New order", [FindClientState.clear, OrderedForState.load, CreateOrderState.load])
def order_for_client() -> rx.Component:
    """The search for a client; with one in the address, the order form."""
    client: ClientVar = OrderedForState.client
    found = rx.fragment(
        _who(client),
        create_order_form(action="/api/admin/orders?client=" + client.id, client_id=client.id),
    )
    return layout(
        page_title(t("New order")),
        rx.cond(OrderedForState.path == CURRENT_PATH, rx.cond(client.id != "", found, _find()), skeleton(8)),
        here="/admin/orders",
    )


def _find() -> rx.Component:
    return rx.el.div(
        rx.el.h2(t("Who is it for?"), class_name="text-lg font-bold"),
        find_client(
            lambda client: link_button(
                t("Choose"),
                client.order_url,
                "secondary",
                custom_attrs={"aria-label": (t("Choose") + ": " + client.name).to(str)},
            )
        ),
        link_button(t("New client"), f"{CLIENTS}/new?then=order", "secondary"),
        class_name="max-w-2xl space-y-4",
    )


def _who(client: ClientVar) -> rx.Component:
    reached = rx.el.p(
        rx.el.span(client.phone),
        rx.el.span(client.email, class_name="wrap-anywhere"),
        class_name=f"{MUTED} mt-1 flex flex-wrap gap-x-4",
    )
    name = rx.el.p(
        link(client.name, href=client.url, class_name="font-bold underline-offset-4 hover:underline"),
        rx.cond(client.claimed, None, badge(t("Not registered"))),
        class_name="flex flex-wrap items-center gap-2 wrap-anywhere",
    )
    return rx.el.div(
        rx.el.div(name, reached, class_name="min-w-0"),
        link_button(t("Another client"), PATH, "secondary"),
        class_name=classes(SURFACE, "mb-6 flex flex-wrap items-center justify-between gap-4 p-4 sm:px-6"),
    )

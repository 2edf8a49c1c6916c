"""One client: how to reach them, their cars, and what was ordered."""

from typing import Any

import reflex as rx

from autoservice.modules.notifications.topics import client_topic
from autoservice.modules.orders.schemas import OrdersFilter
from autoservice.modules.orders.vehicles.schemas import VehicleRow, VehiclesFilter
from autoservice.runtime.current import read_only
from autoservice.shared.access import Actor, Permission
from autoservice.shared.pagination import Page
from autoservice.ui.access import requires_permission
from autoservice.ui.current import current_viewer
from autoservice.ui.engine.page import page
from autoservice.ui.engine.paging import PagedMixin, paged_list
from autoservice.ui.entities.user.clients import CLIENTS, ClientVar
from autoservice.ui.entities.user.components import email_fails_badge
from autoservice.ui.entities.vehicle import VehicleVar, VehicleViewModel, vehicle_view_model
from autoservice.ui.features.edit_client import EditClientState, edit_client_form
from autoservice.ui.features.edit_contacts import EditContactsState, contacts_card
from autoservice.ui.kit.anchor import anchor
from autoservice.ui.kit.content import card, definition_list, number_plate, page_title
from autoservice.ui.kit.feedback import badge, empty_state
from autoservice.ui.kit.forms import link, link_button
from autoservice.ui.kit.i18n import t
from autoservice.ui.kit.layout import layout
from autoservice.ui.kit.missing import when_read
from autoservice.ui.kit.path import id_of
from autoservice.ui.kit.theme import MUTED
from autoservice.ui.kit.viewer import ViewerState
from autoservice.ui.widgets.order_list.cards import order_cards
from autoservice.ui.widgets.order_list.components import live_list
from autoservice.ui.widgets.order_list.state import OrderListMixin, live_orders

# No client has the id of an address without one.
NOBODY = 2**31 - 1
REACHED = "font-medium underline underline-offset-4 wrap-anywhere"


@requires_permission(Permission.READ_ALL_ORDERS)
@live_orders
class ClientCardOrdersState(OrderListMixin, rx.State):
    """The orders of the client."""

    def _topic(self, actor: Actor) -> str:
        return client_topic(self._client_id())

    def _query(self) -> OrdersFilter:
        return super()._query().model_copy(update={"client": self._client_id()})

    def _client_id(self) -> int:
        return id_of(self.router.url.path) or NOBODY


@requires_permission(Permission.READ_ALL_ORDERS)
class ClientCardCarsState(PagedMixin, rx.State):
    """One page of the client's cars."""

    cars: list[VehicleViewModel] = []

    def _parameter(self) -> str:
        return "cars"

    @rx.event
    async def load(self) -> Any:
        """Read the page that the address names."""
        entered = self._read_cursor()
        await self._load_page(self._read)
        return entered

    async def _read(self) -> Page[VehicleRow]:
        client_id = id_of(self.router.url.path) or NOBODY
        filters = VehiclesFilter(client=client_id, cursor=self._cursor, size=10)
        async with read_only(current_viewer().actor) as unit:
            return await unit.services.vehicles.list_vehicles(filters)

    def _set_page(self, page: Page[VehicleRow]) -> None:
        super()._set_page(page)
        viewer = current_viewer()
        self.cars = [vehicle_view_model(one, viewer) for one in page.items]


@page(
    f"{CLIENTS}/[client_id]",
    EditClientState.title,
    # The client comes after what stands beside it: the page is drawn with the client, and nothing moves then.
    [EditContactsState.load, ClientCardCarsState.load, EditClientState.open, ClientCardOrdersState.open],
)
def client_card() -> rx.Component:
    """The client, or a message that there is none."""
    missing = empty_state(
        t("There is no such client."),
        t("They may have deleted their account."),
        link_button(t("Go to my page"), ViewerState.home),
        whole_page=True,
    )
    return layout(when_read(EditClientState, _client(), missing), here="/admin/users")


def _client() -> rx.Component:
    state = EditClientState
    registered = rx.cond(state.claimed, badge(t("Registered"), "success"), badge(t("Not registered")))
    return rx.fragment(
        page_title(
            state.title,
            registered,
            link_button(t("New order"), "/admin/orders/new?client=" + state.client_id),
            link_button(t("Merge with…"), f"{CLIENTS}/" + state.client_id + "/merge", "secondary"),
        ),
        rx.el.div(
            rx.el.div(_reached(), edit_client_form(), class_name="min-w-0 space-y-6"),
            rx.el.div(_cars(), contacts_card(), class_name="min-w-0 space-y-6"),
            class_name="grid grid-cols-1 items-start gap-6 lg:grid-cols-2",
        ),
        rx.el.h2(t("Orders"), class_name="mt-8 mb-4 text-lg font-bold"),
        live_list(
            ClientCardOrdersState,
            order_cards(ClientCardOrdersState),
            empty_state(t("No orders yet"), t("What this client orders is listed here.")),
        ),
    )


def _reached() -> rx.Component:
    client: ClientVar = EditClientState.client
    phone, email = client.phone, client.email
    unknown = t("Not known yet")
    return card(
        definition_list(
            (
                t("Phone"),
                rx.cond(phone != "", anchor(phone, href="tel:" + phone, class_name=REACHED), unknown),
            ),
            (
                t("E-mail address"),
                rx.el.div(
                    rx.cond(email != "", anchor(email, href="mailto:" + email, class_name=REACHED), unknown),
                    rx.cond(client.email_fails, email_fails_badge()),
                ),
            ),
        ),
        title=t("Contacts"),
    )


def _cars() -> rx.Component:
    state = ClientCardCarsState
    rows = rx.el.ul(rx.foreach(state.cars, _car), class_name="divide-y divide-border")
    empty = rx.el.p(t("They come with their clients' orders."), class_name=MUTED)
    return card(rx.cond(state.total > 0, paged_list(state, t("Cars"), rows), empty), title=t("Cars"))


def _car(car: VehicleVar) -> rx.Component:
    return rx.el.li(
        link(
            rx.el.span(car.name, class_name="min-w-0 font-semibold wrap-anywhere"),
            number_plate(car.plate),
            href=car.url,
            class_name="flex min-h-11 flex-wrap items-center justify-between gap-3 py-2 hover:underline",
        ),
        rx.cond(car.vin != "", rx.el.p("VIN ", car.vin, class_name=f"{MUTED} pb-2 wrap-anywhere")),
    )

"""A client's own orders."""

from dataclasses import dataclass
from typing import Any, Final

import reflex as rx

from autoservice.modules.notifications.topics import client_topic
from autoservice.modules.orders.schemas import OrdersFilter, OrdersSort
from autoservice.modules.orders.vehicles.schemas import VehiclesFilter
from autoservice.runtime.current import read_only
from autoservice.shared.access import Actor, Permission
from autoservice.shared.pagination import MAX_PAGE_SIZE
from autoservice.ui.access import requires_permission
from autoservice.ui.current import Viewer
from autoservice.ui.engine.page import page
from autoservice.ui.engine.snapshots import Values, kept_on_device, live_vars
from autoservice.ui.kit.content import page_title
from autoservice.ui.kit.feedback import empty_state
from autoservice.ui.kit.forms import link_button, option, select
from autoservice.ui.kit.i18n import t
from autoservice.ui.kit.layout import layout
from autoservice.ui.widgets.order_list.cards import order_cards
from autoservice.ui.widgets.order_list.components import live_list, order_search
from autoservice.ui.widgets.order_list.state import LIVE_VARS, OrderListMixin, OrdersView
from autoservice.ui.widgets.order_list.title import list_title


@dataclass(frozen=True)
class CarChoice:
    """A car to choose."""

    id: str
    name: str


@dataclass(frozen=True)
class ClientOrdersView(OrdersView):
    """One page of a client's orders, and the cars to choose from.

    They come together: a choice that came after the list would push it down under the reader's finger.
    """

    async def render(self, reading: Any, viewer: Viewer) -> Values:
        """Return the orders, and the cars where there is a choice of several or one is chosen."""
        values = await super().render(reading, viewer)
        async with read_only(viewer.actor) as unit:
            cars = await unit.services.vehicles.list_vehicles(VehiclesFilter(size=MAX_PAGE_SIZE))
        is_choice = len(cars.items) > 1 or self.query.vehicle is not None
        choices = [CarChoice(str(one.id), f"{one.plate} · {one.make} {one.model}") for one in cars.items]
        return {**values, "cars": choices if is_choice else []}


@kept_on_device
@requires_permission(Permission.READ_OWN_ORDERS)
@live_vars(*LIVE_VARS, "cars")
class ClientOrdersState(OrderListMixin, rx.State):
    """The client's orders, of all cars or of one: ready ones, then running ones, then the finished."""

    vehicle: str = ""
    cars: list[CarChoice] = []

    def _topic(self, actor: Actor) -> str:
        return client_topic(actor.user_id)

    def _query(self) -> OrdersFilter:
        filters = {"sort": OrdersSort.READY_FIRST, "vehicle": _car_of(self._address().get("vehicle"))}
        return super()._query().model_copy(update=filters)

    def _view_class(self) -> type[OrdersView]:
        return ClientOrdersView

    @rx.event
    async def choose_car(self) -> None:
        """Choose the car that the address names; all of them if it names none."""
        self.vehicle = str(_car_of(self._address().get("vehicle")) or "")

    @rx.event
    async def filter_car(self, vehicle: str) -> Any:
        """Show only the orders of that car; those of all for an empty id."""
        return self._navigate(vehicle=str(_car_of(vehicle) or ""))


def _car_of(text: str) -> int | None:
    """Return the id of a car in a text, if it can be one."""
    return int(text) if text.isascii() and text.isdecimal() and 0 < int(text[:10]) < 2**31 else None


TITLE: Final = list_title(ClientOrdersState.text, ClientOrdersState.status, t("My orders"))


@page("/orders", TITLE, [ClientOrdersState.choose_car, ClientOrdersState.open])
def client_dashboard() -> rx.Component:
    """Cards with live bars."""
    empty = empty_state(
        t("No orders yet"),
        t("Choose a service, tell us about the car, and watch the repair from here."),
        rx.el.div(
            link_button(t("Order a service"), "/orders/new"),
            link_button(t("I have ordered here before"), "/orders/claim", "secondary"),
            class_name="flex flex-wrap justify-center gap-2",
        ),
    )
    return layout(
        page_title(t("My orders"), ClientOrdersState.summary, link_button(t("New order"), "/orders/new")),
        rx.cond(
            _has_more_than_a_page() | (ClientOrdersState.text != ""),
            order_search(ClientOrdersState, t("Plate, car or order number")),
        ),
        _car_filter(),
        live_list(ClientOrdersState, order_cards(ClientOrdersState), empty),
        here="/orders",
    )


def _car_filter() -> rx.Component:
    """Return the choice of one car, where there is one."""
    state: Any = ClientOrdersState
    cars = select(
        "vehicle",
        option(t("All cars"), ""),
        rx.foreach(state.cars, lambda car: option(car.name, car.id)),
        key=state.vehicle + "/" + state.cars.length().to_string(),
        default_value=state.vehicle,
        on_change=state.filter_car,
        aria_label=t("Car"),
    )
    return rx.cond(state.cars.length() > 0, rx.el.div(cars, class_name="mb-6 max-w-md"))


def _has_more_than_a_page() -> rx.Var[bool]:
    state = ClientOrdersState
    return rx.Var.create(state.next_url != "") | (state.previous_url != "")

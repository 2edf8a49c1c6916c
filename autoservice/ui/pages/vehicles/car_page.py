"""One car: what it is, its odometer, and what was done to it."""

from dataclasses import dataclass
from typing import Any

import reflex as rx

from autoservice.modules.notifications.topics import ORDERS, client_topic
from autoservice.modules.notifications.topics import VEHICLES as TOPIC
from autoservice.modules.orders.schemas import OrdersFilter
from autoservice.modules.orders.vehicles.errors import VehicleNotFound
from autoservice.runtime.current import read_only
from autoservice.shared.access import Actor, Permission
from autoservice.shared.i18n import N_
from autoservice.ui.access import chained_only, requires_permission
from autoservice.ui.current import Viewer
from autoservice.ui.engine.live import LiveView, watch
from autoservice.ui.engine.page import page
from autoservice.ui.engine.snapshots import Values, live_vars
from autoservice.ui.entities.vehicle import (
    VEHICLES,
    ReadingViewModel,
    VehicleViewModel,
    reading_view_model,
    vehicle_view_model,
)
from autoservice.ui.features.edit_vehicle import EditVehicleState, edit_vehicle_form, removal_question
from autoservice.ui.features.read_odometer import ReadOdometerState, read_odometer_form
from autoservice.ui.kit.content import card, definition_list, number_plate, page_title
from autoservice.ui.kit.feedback import badge, empty_state, skeleton
from autoservice.ui.kit.forms import button, link_button
from autoservice.ui.kit.i18n import t
from autoservice.ui.kit.layout import layout
from autoservice.ui.kit.missing import when_read
from autoservice.ui.kit.path import CURRENT_PATH, id_of
from autoservice.ui.kit.theme import ViewModelVar
from autoservice.ui.kit.viewer import ViewerState, may
from autoservice.ui.widgets.deferred_work import DeferredWorkState, deferred_work_card
from autoservice.ui.widgets.order_list.cards import order_cards
from autoservice.ui.widgets.order_list.components import live_list
from autoservice.ui.widgets.order_list.state import OrderListMixin, live_orders


@requires_permission(Permission.MANAGE_VEHICLES)
@live_vars("car", "readings")
class CarState(rx.State):
    """The car as it is now, beside the form that is typed in."""

    car: VehicleViewModel = VehicleViewModel()
    readings: list[ReadingViewModel] = []

    @rx.event
    @chained_only
    async def open(self) -> None:
        """Join the room of the cars."""
        watch(self, CarLiveView(TOPIC, id_of(self.router.url.path)))


@dataclass(frozen=True)
class CarLiveView(LiveView):
    """One car with its readings."""

    topic: str
    vehicle_id: int
    state = CarState

    async def render(self, reading: Any, viewer: Viewer) -> Values:
        """Return the car's view model, an empty one if there is none."""
        try:
            async with read_only(viewer.actor) as unit:
                found = await unit.services.vehicles.get_vehicle(self.vehicle_id)
        except VehicleNotFound:
            return {"car": VehicleViewModel(), "readings": []}
        readings = [reading_view_model(one, found.odometer_unit, viewer) for one in found.readings]
        return {"car": vehicle_view_model(found, viewer), "readings": readings}


@requires_permission(Permission.MANAGE_VEHICLES)
@live_orders
class CarOrdersState(OrderListMixin, rx.State):
    """The orders of the car; for the shop under all its owners."""

    def _topic(self, actor: Actor) -> str:
        return ORDERS if actor.may(Permission.READ_ALL_ORDERS) else client_topic(actor.user_id)

    def _query(self) -> OrdersFilter:
        # No car has the id of an address without one.
        vehicle_id = id_of(self.router.url.path) or 2**31 - 1
        return super()._query().model_copy(update={"vehicle": vehicle_id})


@page(f"{VEHICLES}/new", "New car", [EditVehicleState.open_new])
def new_car() -> rx.Component:
    """An empty form."""
    is_open = EditVehicleState.path == CURRENT_PATH
    return layout(
        page_title(t("New car")),
        rx.cond(is_open, edit_vehicle_form(draft="car"), skeleton(6)),
        here=VEHICLES,
    )


@page(
    f"{VEHICLES}/[vehicle_id]",
    EditVehicleState.title,
    [
        ReadOdometerState.clear,
        EditVehicleState.open,
        CarState.open,
        DeferredWorkState.open,
        CarOrdersState.open,
    ],
)
def car_page() -> rx.Component:
    """The car, or a message that there is none."""
    missing = empty_state(
        t("There is no such car."),
        t("It may belong to another account, or have been removed."),
        link_button(t("Go to my page"), ViewerState.home),
        whole_page=True,
    )
    return layout(when_read(EditVehicleState, _car(), missing), here=VEHICLES)


def _car() -> rx.Component:
    car: ViewModelVar = CarState.car
    order = link_button(t("Order a service"), car.order_url)
    return rx.fragment(
        page_title(
            EditVehicleState.title,
            rx.el.span(
                number_plate(car.plate),
                rx.cond(car.is_archived, badge(t("Archived"))),
                class_name="space-x-2",
            ),
            rx.cond(may(Permission.CREATE_ORDER), order),
            button(t("Remove"), "secondary", on_click=EditVehicleState.ask),
        ),
        rx.el.div(
            edit_vehicle_form(),
            _odometer(),
            class_name="grid grid-cols-1 items-start gap-6 lg:grid-cols-2",
        ),
        deferred_work_card(),
        rx.el.h2(t(N_("History")), class_name="mt-8 mb-4 text-lg font-bold"),
        live_list(
            CarOrdersState,
            order_cards(CarOrdersState),
            empty_state(t("No orders yet"), t("What is done to this car is listed here.")),
        ),
        removal_question(),
    )


def _odometer() -> rx.Component:
    car: ViewModelVar = CarState.car
    readings = rx.el.ul(
        rx.foreach(
            CarState.readings,
            lambda one: rx.el.li(
                rx.el.span(one.value, class_name="font-medium"),
                rx.el.span(one.at, " · ", one.by, class_name="text-sm text-muted wrap-anywhere"),
                class_name="flex flex-wrap items-baseline justify-between gap-x-4 py-2",
            ),
        ),
        aria_label=t("Earlier readings"),
        class_name="mt-6 divide-y divide-border border-t border-border empty:hidden",
    )
    owner = rx.cond(
        may(Permission.READ_ALL_ORDERS),
        rx.el.div(definition_list((t("Client"), car.owner)), class_name="mb-6"),
    )
    shown = rx.cond(car.odometer != "", car.odometer, t("Not known yet"))
    now = rx.el.p(shown, class_name="mb-4 text-xl font-bold")
    return card(owner, now, read_odometer_form(), readings, title=t("Odometer"))

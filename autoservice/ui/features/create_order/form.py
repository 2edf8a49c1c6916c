"""The order form: the service beside its price and stages, the car below.

It goes over the browser's retry queue: an order that was placed without a network is sent when it is back,
exactly once.
"""

from typing import Any, Final

import reflex as rx

from autoservice.shared.access import Permission
from autoservice.ui.entities.service import ServiceVar
from autoservice.ui.entities.vehicle import VehicleVar
from autoservice.ui.features.create_order.prices import price_now, price_text
from autoservice.ui.features.create_order.state import ANOTHER, CreateOrderState
from autoservice.ui.kit.content import card, definition_list
from autoservice.ui.kit.forms import button, field, form_error, option, select, text_area, text_input
from autoservice.ui.kit.i18n import t
from autoservice.ui.kit.queue import queued_form
from autoservice.ui.kit.theme import Text, has_text
from autoservice.ui.kit.viewer import may

_STATE: Final[Any] = CreateOrderState
# The classes of the choice of a car, and of its options that are cars of the client's own.
CHOICE, KNOWN = "car-choice", "known-car"
# What is chosen until the client's cars are read.
UNREAD: Final = "unread"


def create_order_form(action: Text = "/api/orders", client_id: Text = "") -> rx.Component:
    """Return the whole form; its input stays after an error. With a ``client_id`` it is for that client."""
    of_client = rx.el.input(type="hidden", name="client_id", value=client_id, read_only=True)
    return queued_form(
        of_client if has_text(client_id) else rx.fragment(),
        rx.el.div(_service(), _car(), class_name="grid grid-cols-1 gap-6 lg:grid-cols-2"),
        rx.el.div(form_error(), class_name="mt-6"),
        # Until there is something to order; what is sent earlier could not be corrected here.
        button(
            t("Place the order"),
            disabled=_STATE.services.length() == 0,
            class_name="mt-6 w-full sm:w-auto",
        ),
        action=action,
        label=t("New order"),
        drafted=True,
        then="/orders/{id}",
    )


def _service() -> rx.Component:
    return card(
        field(
            t("Service"),
            select(
                "service_id",
                rx.foreach(_STATE.services, _service_option),
                # The browser's own choice: without a network, too, it is what was chosen.
                default_value=_STATE.chosen,
                key=_STATE.opening,
                on_change=_STATE.choose(_STATE.opening),
                custom_attrs={"data-stays": "", "data-in-address": "service"},
            ),
        ),
        _chosen_service(),
        _shown_price(),
        title=t("What is to be done"),
    )


def _chosen_service() -> rx.Component:
    """Return what the chosen service costs, how long it takes and its stages."""
    chosen = _STATE.chosen_service
    return rx.fragment(
        rx.el.div(
            definition_list(
                (t("Price from"), price_text(chosen.id, chosen.price)),
                (t("The work takes"), chosen.duration),
            ),
            class_name="mt-5",
        ),
        rx.el.p(t("Stages"), class_name="mt-5 text-sm text-muted"),
        rx.el.ol(
            rx.foreach(
                chosen.stages,
                lambda stage: rx.el.li(stage, class_name="rounded-md bg-sunken px-2 py-1 text-sm"),
            ),
            # Two lines of them move nothing as they come.
            class_name="mt-1 flex min-h-16 flex-wrap content-start gap-2",
        ),
    )


def _shown_price() -> rx.Component:
    """Return the price that the order refers to: with another one nothing is ordered."""
    chosen = _STATE.chosen_service
    return rx.el.input(
        type="hidden", name="price_minor", value=price_now(chosen.id, chosen.price_minor), read_only=True
    )


def _service_option(service: ServiceVar) -> rx.Component:
    return option(service.name, service.id)


def _known_cars() -> rx.Component:
    """Return the choice among the client's own cars and another one, in its place before they are read."""
    is_read = _STATE.services.length() > 0
    choice = select(
        "vehicle_id",
        rx.cond(is_read, None, rx.el.option("…", value=UNREAD, class_name=KNOWN)),
        rx.foreach(_STATE.cars, _known_car),
        option(t("Another car"), ""),
        default_value=rx.cond(is_read, rx.cond(_STATE.car == ANOTHER, "", _STATE.car), UNREAD),
        key=_STATE.opening,
        on_change=_STATE.choose_car(_STATE.opening),
        custom_attrs={"data-stays": "", "data-in-address": "vehicle"},
    )
    is_asked = ~is_read | (_STATE.cars.length() > 0)
    return rx.el.div(rx.cond(is_asked, field(t("Car"), choice)), class_name=f"{CHOICE} empty:hidden")


def _known_car(car: VehicleVar) -> rx.Component:
    return rx.el.option(car.label, value=car.id, class_name=KNOWN)


def _another_car() -> rx.Component:
    """Return the fields of a car that is not known yet, shown when no known one is chosen."""
    return rx.el.div(
        field(t("Number plate"), text_input("plate", class_name="uppercase", auto_complete="off")),
        rx.el.div(
            field(t("Make"), text_input("make", placeholder="Lada")),
            field(t("Model"), text_input("model", placeholder="Vesta")),
            class_name="grid grid-cols-1 gap-4 sm:grid-cols-2",
        ),
        class_name=f"space-y-5 [.{CHOICE}:has(option.{KNOWN}:checked)+&]:hidden",
    )


def _car() -> rx.Component:
    return card(
        rx.el.div(
            _known_cars(),
            _another_car(),
            field(
                t("What should we know?"),
                text_area("note", rows=3),
                hint=t("Optional"),
            ),
            class_name="space-y-5",
        ),
        title=rx.cond(may(Permission.MANAGE_CLIENTS), t("Car"), t("Your car")),
    )

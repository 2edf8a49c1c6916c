"""The order form: the car, the services, the wished day, and what it comes to.

It goes over the browser's retry queue: an order that was placed without a network is sent when it is back,
exactly once.
"""

from typing import Any, Final

import reflex as rx

from autoservice.modules.progress.rules import MOST_REQUEST_PHOTOS
from autoservice.shared.access import Permission
from autoservice.ui.entities.service.choice import service_picker, shown_prices
from autoservice.ui.entities.vehicle import VehicleVar
from autoservice.ui.features.create_order.state import ANOTHER, CreateOrderState
from autoservice.ui.kit.content import card, definition_list
from autoservice.ui.kit.forms import button, field, form_error, option, select, text_area, text_input
from autoservice.ui.kit.i18n import t
from autoservice.ui.kit.photo_chooser import photo_chooser
from autoservice.ui.kit.queue import queued_form
from autoservice.ui.kit.theme import MUTED, STICKY, Text, classes, has_text
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
        rx.el.div(
            rx.el.div(
                _car(), _services(), _wishes(), _photos(), class_name="min-w-0 space-y-6 lg:col-span-2"
            ),
            rx.el.div(_summary(), class_name="min-w-0"),
            class_name="grid grid-cols-1 gap-6 lg:grid-cols-3",
        ),
        shown_prices(_STATE),
        action=action,
        label=t("New order"),
        drafted=True,
        photos=True,
        then="/orders/{id}",
        files_to="/api/orders/{id}/attachments",
        files_label=t("Photo for the order"),
    )


def _known_cars() -> rx.Component:
    """Return the choice among the client's own cars and another one, in its place before they are read."""
    is_read = _STATE.groups.length() > 0
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
    title = rx.cond(may(Permission.MANAGE_CLIENTS), t("Car"), t("Your car"))
    return card(rx.el.div(_known_cars(), _another_car(), class_name="space-y-5"), title=title)


def _services() -> rx.Component:
    return card(service_picker(_STATE, _STATE.first_day != ""), title=t("What is to be done"))


def _wishes() -> rx.Component:
    day = text_input("wished_on", type="date", min=_STATE.first_day, max=_STATE.last_day)
    return card(
        rx.el.div(
            field(t("Wished day"), day, hint=t("Optional. The shop will confirm the time.")),
            field(t("What should we know?"), text_area("note", rows=3), hint=t("Optional")),
            class_name="space-y-5",
        ),
        title=t("When, and what matters"),
    )


def _photos() -> rx.Component:
    """Return the choice of photos; unlike what is typed they are gone with the page, which says so."""
    return card(
        rx.el.p(
            t("Optional: up to 5, of what is to be looked at. They are sent right after the order."),
            " ",
            t("If you close or reload this page before, choose them again."),
            class_name=f"{MUTED} mb-3",
        ),
        photo_chooser(most=str(MOST_REQUEST_PHOTOS)),
        title=t("Photos"),
    )


def _summary() -> rx.Component:
    """Return what is chosen and what it comes to, with the button."""
    summary = _STATE.summary
    facts = definition_list((t("Price from"), summary.total), (t("The work takes"), summary.duration))
    return card(
        rx.el.div(
            rx.el.p(summary.count, class_name="font-semibold"),
            rx.el.p(summary.names, class_name="mt-1 text-sm text-muted wrap-anywhere empty:hidden"),
            rx.cond(summary.total != "", rx.el.div(facts, class_name="mt-4")),
            role="status",
            class_name="min-h-6",
        ),
        rx.el.div(form_error(), class_name="mt-4"),
        # Until there is something to order; what is sent earlier could not be corrected here.
        button(t("Place the order"), disabled=_STATE.prices.length() == 0, class_name="mt-4 w-full"),
        title=t("Order"),
        class_name=classes(STICKY, "lg:top-24"),
    )

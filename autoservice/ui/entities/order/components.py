"""Components of an order."""

import reflex as rx

from autoservice.ui.entities.order.view_models import OrderVar
from autoservice.ui.kit.content import number_plate
from autoservice.ui.kit.feedback import badge
from autoservice.ui.kit.i18n import t
from autoservice.ui.kit.progress import progress_line
from autoservice.ui.kit.theme import Text


def status_badge(order: OrderVar) -> rx.Component:
    """Return the order's status in words, with its colour."""
    return badge(order.status_label, order.status_tone)


def progress_of(order: OrderVar, class_name: Text = "") -> rx.Component:
    """Return the order's progress in one line of a list, where its name tells it from the others'."""
    return progress_line(order.progress, t("Progress") + ": " + t("No.") + " " + order.number, class_name)


def car_line(order: OrderVar) -> rx.Component:
    """Return the car and its number plate."""
    return rx.el.span(
        order.car,
        " ",
        number_plate(order.plate),
        class_name="wrap-anywhere",
    )

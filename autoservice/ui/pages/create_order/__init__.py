"""Ordering a service."""

import reflex as rx

from autoservice.ui.features.create_order import CreateOrderState, create_order_form
from autoservice.ui.shared.content import page_title
from autoservice.ui.shared.i18n import t
from autoservice.ui.shared.layout import page
from autoservice.ui.shared.screen import screen


@screen("/orders/new", "New order", [CreateOrderState.load])
def create_order() -> rx.Component:
    """The order form."""
    return page(page_title(t("New order")), create_order_form(), here="/orders/new")

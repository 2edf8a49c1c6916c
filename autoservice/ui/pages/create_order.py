"""Ordering a service."""

import reflex as rx

from autoservice.ui.engine.page import page
from autoservice.ui.features.create_order import CreateOrderState, create_order_form
from autoservice.ui.kit.content import page_title
from autoservice.ui.kit.i18n import t
from autoservice.ui.kit.layout import layout


@page("/orders/new", "New order", [CreateOrderState.load])
def create_order() -> rx.Component:
    """The order form."""
    return layout(page_title(t("New order")), create_order_form(), here="/orders/new")

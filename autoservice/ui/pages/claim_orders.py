"""Claiming orders that the shop entered before the client had an account."""

import reflex as rx

from autoservice.ui.engine.page import page
from autoservice.ui.features.claim_orders import ClaimOrdersState, claim_orders_form
from autoservice.ui.kit.content import page_title
from autoservice.ui.kit.i18n import t
from autoservice.ui.kit.layout import layout


@page("/orders/claim", "My earlier orders", [ClaimOrdersState.clear, ClaimOrdersState.load])
def claim_orders() -> rx.Component:
    """The form, and what became of the latest claim."""
    why = t("Were you here before you had an account? Tell us what proves that an order is yours.")
    return layout(
        page_title(t("My earlier orders"), why),
        rx.el.div(claim_orders_form(), class_name="max-w-2xl"),
        here="/orders",
    )

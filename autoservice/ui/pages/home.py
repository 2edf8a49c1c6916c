"""The landing page."""

import reflex as rx

from autoservice.ui.engine.page import page
from autoservice.ui.kit.forms import link_button
from autoservice.ui.kit.i18n import t
from autoservice.ui.kit.layout import layout
from autoservice.ui.kit.viewer import ViewerState
from autoservice.ui.widgets.service_list import ServiceListState, service_list


@page("/", "Car repair you can watch", [ServiceListState.load])
def home() -> rx.Component:
    """The headline and the catalog."""
    return layout(
        rx.el.section(
            rx.el.h1(
                t("See what is happening to your car, right now"),
                class_name="max-w-3xl text-3xl font-bold leading-tight tracking-tight sm:text-5xl",
            ),
            rx.el.p(
                t(
                    "Order a service and watch every stage as the mechanic completes it: "
                    "progress, comments, photos."
                ),
                class_name="mt-4 max-w-2xl text-lg text-muted",
            ),
            rx.el.div(_call_to_action(), class_name="mt-6 flex flex-wrap gap-3"),
            class_name="pb-10 sm:py-14",
        ),
        rx.el.section(
            rx.el.h2(t("Services and prices"), class_name="mb-6 text-2xl font-bold tracking-tight"),
            service_list(),
            id="services",
        ),
        here="/",
    )


def _call_to_action() -> rx.Component:
    mine = link_button(t("Go to my page"), ViewerState.home)
    guest = rx.fragment(
        link_button(t("Order a service"), "/orders/new"),
        link_button(t("Sign in"), "/sign-in", "secondary"),
    )
    return rx.cond(ViewerState.signed_in, mine, guest)

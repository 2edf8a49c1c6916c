"""The form of a claim, and what became of the latest one."""

import reflex as rx

from autoservice.ui.features.claim_orders.state import ClaimOrdersState
from autoservice.ui.kit.content import card
from autoservice.ui.kit.feedback import form_notice, message, region
from autoservice.ui.kit.forms import button, field, link_button, socket_form, text_input
from autoservice.ui.kit.i18n import t
from autoservice.ui.kit.theme import Text


def claim_orders_form() -> rx.Component:
    """Return the form; its input stays after an error and after a reload."""
    state = ClaimOrdersState
    return card(
        region(_outcome(), class_name="not-empty:mb-6"),
        socket_form(
            rx.el.div(
                _field(t("Number plate"), "plate", "", class_name="uppercase"),
                _field(t("Order number"), "number", t("It stands on the papers of the shop.")),
                _field(
                    t("The last 6 characters of the VIN"),
                    "vin_end",
                    t("Instead of the order's number"),
                    class_name="uppercase",
                ),
                class_name="space-y-5",
            ),
            form_notice(state.errors, "not-empty:mt-6"),
            button(t("Find my orders"), class_name="mt-6 w-full sm:w-auto"),
            on_submit=state.claim_orders,
            refused=state.refused,
            draft="claim",
            accepted=state.accepted,
        ),
    )


def _field(label: Text, name: str, hint: Text, class_name: str = "") -> rx.Component:
    control = text_input(name, id=f"claim_{name}", auto_complete="off", class_name=class_name)
    return field(label, control, hint=hint, errors=ClaimOrdersState.errors)


def _outcome() -> rx.Component:
    waiting = t(
        "Your request is sent. If the shop knows you by your e-mail address or phone number, it answers here "
        "and by e-mail."
    )
    refused = t("The shop could not see that these orders are yours. Ask at the shop if they are.")
    granted = message(
        t("Your earlier orders are in your account"),
        "success",
        link_button(t("Show my orders"), "/orders", "secondary"),
    )
    return rx.match(
        ClaimOrdersState.state,
        ("waiting", message(waiting, "info")),
        ("refused", message(refused, "warning")),
        ("granted", granted),
        rx.fragment(),
    )

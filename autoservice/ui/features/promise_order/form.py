"""The form in which a time is promised, on the order's page."""

from typing import Final

import reflex as rx

from autoservice.modules.orders.promises.rules import PromiseReason
from autoservice.shared.i18n import N_
from autoservice.ui.entities.order.view_models import OrderVar
from autoservice.ui.features.promise_order.state import PromiseOrderState
from autoservice.ui.kit.content import card, folded_on_phone
from autoservice.ui.kit.feedback import form_notice, message, region
from autoservice.ui.kit.forms import button, field, option, select, socket_form, text_input
from autoservice.ui.kit.i18n import t

LABELS: Final = {
    PromiseReason.PARTS: N_("Waiting for parts"),
    PromiseReason.APPROVAL: N_("Waiting for the client's approval"),
    PromiseReason.CLIENT: N_("Waiting for the client"),
    PromiseReason.SUBLET: N_("Work at another shop"),
    PromiseReason.BAY: N_("No bay is free"),
    PromiseReason.LONGER: N_("The work takes longer"),
}


def promise_order_card(order: OrderVar) -> rx.Component:
    """Return the card, for those who may promise; folded on phones."""
    return rx.cond(
        order.completion.can_promise, card(folded_on_phone(t("Promise to the client"), _form(order)))
    )


def _form(order: OrderVar) -> rx.Component:
    state, completion = PromiseOrderState, order.completion
    # Another promise makes the fields new ones; what else changes on the page leaves the input alone.
    at = text_input(
        "at",
        type="datetime-local",
        id="promise_at",
        default_value=completion.at,
        key="at" + completion.at,
    )
    reason = select(
        "reason",
        option(t("Not later"), ""),
        *(option(t(label), reason.value) for reason, label in LABELS.items()),
        id="promise_reason",
        key="reason" + completion.at,
    )
    asked = field(t("If it is later: why"), reason, hint=t("The client reads it."), errors=state.errors)
    return socket_form(
        rx.el.input(type="hidden", name="version", value=completion.version, read_only=True),
        rx.el.div(
            field(t("Ready by"), at, hint=t("The time at the shop."), errors=state.errors),
            rx.cond(completion.at != "", asked),
            class_name="space-y-4 lg:mt-4",
        ),
        form_notice(state.errors, "not-empty:mt-4"),
        region(rx.cond(state.saved, message(t("Saved."), "success")), class_name="not-empty:mt-4"),
        button(t("Promise"), "secondary", class_name="mt-4"),
        on_submit=state.promise_order,
        refused=state.refused,
    )

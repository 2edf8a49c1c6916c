"""The form in which a discount is given, on the order's page."""

import reflex as rx

from autoservice.modules.orders.discounts.rules import REASON_LENGTH
from autoservice.ui.entities.order.estimate import AMOUNT, PERCENT, EstimateVar
from autoservice.ui.features.discount_order.state import DiscountOrderState
from autoservice.ui.kit.feedback import form_notice, message, region
from autoservice.ui.kit.forms import button, field, option, select, socket_form, text_input
from autoservice.ui.kit.i18n import t
from autoservice.ui.kit.theme import BUTTON, VARIANTS, Text, classes


def discount_order_form(estimate: EstimateVar, version: Text) -> rx.Component:
    """Return the form behind its button, for those who may give a discount on that version of the order."""
    summary = rx.el.summary(
        t("Discount"),
        class_name=classes(BUTTON, VARIANTS["secondary"], "min-h-12 w-full cursor-pointer list-none"),
    )
    form = rx.el.details(summary, rx.el.div(_form(estimate, version), class_name="mt-4"), class_name="mt-4")
    return rx.cond(estimate.can_discount, form)


def _form(estimate: EstimateVar, version: Text) -> rx.Component:
    state = DiscountOrderState
    return socket_form(
        rx.el.input(type="hidden", name="version", value=version, read_only=True),
        rx.el.div(*_fields(estimate), class_name="space-y-4"),
        form_notice(state.errors, "not-empty:mt-4"),
        region(rx.cond(state.saved, message(t("Saved."), "success")), class_name="not-empty:mt-4"),
        button(t("Save the discount"), "secondary", class_name="mt-4 min-h-12 w-full"),
        on_submit=state.discount_order,
        refused=state.refused,
    )


def _fields(estimate: EstimateVar) -> tuple[rx.Component, ...]:
    # Another discount makes the fields new ones; what else changes on the page leaves the input alone.
    given, errors = estimate.unit + estimate.value, DiscountOrderState.errors
    value = text_input(
        "value",
        id="discount_value",
        input_mode="decimal",
        auto_complete="off",
        default_value=estimate.value,
        key="value" + given,
    )
    unit = select(
        "unit",
        option(t("Percent"), PERCENT),
        option(t("Amount"), AMOUNT),
        id="discount_unit",
        default_value=estimate.unit,
        key="unit" + given,
    )
    reason = text_input(
        "reason",
        id="discount_reason",
        max_length=REASON_LENGTH,
        auto_complete="off",
        default_value=estimate.reason,
        key="reason" + given + estimate.reason,
    )
    return (
        field(t("Off the whole order"), value, hint=t("Leave it empty for no discount."), errors=errors),
        field(t("Given as"), unit, errors=errors),
        field(t("What for"), reason, hint=t("Optional. The client reads it."), errors=errors),
    )

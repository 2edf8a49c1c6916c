"""The forms of a receipt and of a correction."""

from typing import Any

import reflex as rx

from autoservice.ui.features.move_stock.state import CorrectStockState, ReceiveStockState
from autoservice.ui.kit.feedback import form_notice, message, region
from autoservice.ui.kit.forms import button, field, socket_form, text_input
from autoservice.ui.kit.i18n import t
from autoservice.ui.kit.theme import Text, ViewModelVar


def receipt_form(item: ViewModelVar) -> rx.Component:
    """Return the form that receives stock of an item."""
    state = ReceiveStockState
    return _form(
        state,
        item,
        t("Receive"),
        field(
            (t("Quantity") + ", " + item.unit).to(str),
            text_input("quantity", id="receipt-quantity", input_mode="decimal", auto_complete="off"),
            errors=state.errors,
        ),
        field(
            t("Cost of one unit"),
            text_input("unit_cost_minor", id="receipt-cost", input_mode="decimal", auto_complete="off"),
            errors=state.errors,
        ),
        on_submit=state.receive_stock,
        draft="receive_stock",
    )


def correction_form(item: ViewModelVar) -> rx.Component:
    """Return the form that corrects the book of an item."""
    state = CorrectStockState
    return _form(
        state,
        item,
        t("Correct"),
        field(
            (t("Difference") + ", " + item.unit).to(str),
            # Keypads of decimals have no minus.
            text_input("quantity", id="correction-quantity", auto_complete="off"),
            hint=t("With a minus if there is less, such as -2"),
            errors=state.errors,
        ),
        field(
            t("Reason"),
            text_input("reason", id="correction-reason", auto_complete="off"),
            errors=state.errors,
        ),
        on_submit=state.correct_stock,
        draft="correct_stock",
    )


def _form(
    state: Any, item: ViewModelVar, label: Text, *fields: rx.Component, on_submit: Any, draft: str
) -> rx.Component:
    return socket_form(
        rx.el.input(type="hidden", name="item_id", value=item.id, read_only=True),
        rx.el.div(*fields, class_name="grid grid-cols-1 items-end gap-4 sm:grid-cols-2"),
        form_notice(state.errors, "not-empty:mt-4"),
        button(label, class_name="mt-4 w-full sm:w-auto"),
        region(rx.cond(state.done, message(t("Saved."), "success")), class_name="not-empty:mt-4"),
        on_submit=on_submit,
        refused=state.refused,
        draft=draft,
        accepted=state.accepted,
    )

"""The form for a new part or consumable, folded away."""

from collections.abc import Mapping
from typing import Any

import reflex as rx

from autoservice.modules.catalog.inventory.labels import KINDS, UNITS
from autoservice.ui.features.add_item.state import AddItemState, field_id
from autoservice.ui.kit.feedback import form_notice, message, region
from autoservice.ui.kit.forms import button, field, link, option, select, socket_form, text_input
from autoservice.ui.kit.i18n import t
from autoservice.ui.kit.icons import icon
from autoservice.ui.kit.theme import SURFACE, Text


def add_item_card() -> rx.Component:
    """Return the folded form."""
    summary = rx.el.summary(
        icon("plus"),
        rx.el.span(t("New part or consumable")),
        class_name=(
            "flex min-h-14 items-center gap-3 px-4 py-3 font-bold list-none sm:px-6 "
            "[&::-webkit-details-marker]:hidden"
        ),
    )
    body = rx.el.div(_form(), class_name="border-t border-border p-4 sm:p-6")
    return rx.el.details(summary, body, class_name=f"{SURFACE} mb-6")


def _form() -> rx.Component:
    state = AddItemState
    return socket_form(
        rx.el.div(
            _text("article", t("Article")),
            _text("maker", t("Maker")),
            _choice("kind", t("Kind"), KINDS),
            _choice("unit", t("Unit"), UNITS),
            _text("name_ru", t("Name in Russian")),
            _text("name_en", t("Name in English"), placeholder=t("Left empty, it is the same.")),
            _text("price_minor", t("Price of one unit"), input_mode="decimal"),
            _text("minimum", t("Minimum"), input_mode="decimal"),
            _text("place", t("Place")),
            _text("supplier", t("Supplier")),
            class_name="grid grid-cols-1 items-end gap-4 sm:grid-cols-2 lg:grid-cols-4",
        ),
        form_notice(state.errors, "not-empty:mt-4"),
        button(t("Add"), class_name="mt-4 w-full sm:w-auto"),
        region(rx.cond(state.added != "", _added()), class_name="not-empty:mt-4"),
        on_submit=state.add_item,
        refused=state.refused,
        draft="add_item",
        accepted=state.accepted,
    )


def _added() -> rx.Component:
    receive = link(
        t("Receive stock"),
        href=AddItemState.added_url + "#receipt",
        class_name="inline-flex min-h-11 items-center font-semibold underline underline-offset-4",
    )
    return message(t("Added") + ": " + AddItemState.added, "success", receive)


def _text(name: str, label: Text, **props: Any) -> rx.Component:
    control = text_input(name, id=field_id(name), auto_complete="off", **props)
    return field(label, control, errors=AddItemState.errors)


def _choice(name: str, label: Text, labels: Mapping[Any, str]) -> rx.Component:
    options = [option(t(text), value.value) for value, text in labels.items()]
    return field(label, select(name, *options, id=field_id(name)), errors=AddItemState.errors)

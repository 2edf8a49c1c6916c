"""The card with the parts and consumables of a service."""

from typing import Any

import reflex as rx

from autoservice.shared.validation import SEARCH_LENGTH
from autoservice.ui.features.edit_service.parts import SEARCH, PartLineVar, ServicePartsState
from autoservice.ui.kit.content import card
from autoservice.ui.kit.feedback import form_notice
from autoservice.ui.kit.forms import button, text_input
from autoservice.ui.kit.i18n import t
from autoservice.ui.kit.icons import icon
from autoservice.ui.kit.row_buttons import row_button
from autoservice.ui.kit.theme import MUTED, classes

TYPING_MS = 300
# Reflex types a State's events as what they return.
_STATE: Any = ServicePartsState


def service_parts_card() -> rx.Component:
    """Return the parts with their quantities, and a search for what can be added."""
    none = rx.el.p(t("This service takes no parts by default."), class_name=MUTED)
    lines = rx.el.ul(rx.foreach(_STATE.lines, _line), class_name="divide-y divide-border")
    return card(
        rx.cond(_STATE.lines.length() > 0, lines, none),
        form_notice(_STATE.errors, "mt-3"),
        _search(),
        title=t("Parts and consumables"),
    )


def _line(line: PartLineVar) -> rx.Component:
    quantity = text_input(
        "quantity",
        input_mode="decimal",
        auto_complete="off",
        default_value=line.quantity,
        key=line.id + line.quantity,
        on_blur=lambda text: _STATE.set_quantity(line.id, text),
        aria_label=(t("Quantity") + ": " + line.label).to(str),
        class_name="text-right tabular-nums",
    )
    return rx.el.li(
        rx.el.span(line.label, class_name="min-w-0 flex-1 wrap-anywhere max-sm:basis-full"),
        rx.el.span(quantity, class_name="w-24 shrink-0"),
        rx.el.span(line.unit, class_name="w-8 shrink-0 max-sm:flex-1"),
        row_button("trash", t("Remove"), line.label, _STATE.remove(line.id)),
        key=line.id,
        class_name="flex items-center gap-x-3 py-2 max-sm:flex-wrap",
    )


def _search() -> rx.Component:
    field = text_input(
        "part",
        id=SEARCH,
        type="search",
        placeholder=t("Add: name, maker or article"),
        aria_label=t("Find a part or consumable to add"),
        auto_complete="off",
        max_length=SEARCH_LENGTH,
        on_change=_STATE.search.debounce(TYPING_MS),
    )
    nothing = rx.el.p(t("Nothing found"), class_name=classes(MUTED, "mt-2"))
    found = rx.el.ul(rx.foreach(_STATE.found, _choice), class_name="mt-2 space-y-1")
    results = rx.cond(_STATE.found.length() > 0, found, rx.cond(_STATE.searched != "", nothing))
    return rx.el.div(field, rx.el.div(results, role="status"), class_name="mt-4")


def _choice(line: PartLineVar) -> rx.Component:
    add = button(
        rx.fragment(icon("plus"), line.label),
        "ghost",
        on_click=_STATE.add(line.id),
        class_name="w-full justify-start text-left wrap-anywhere",
    )
    return rx.el.li(add, key=line.id)

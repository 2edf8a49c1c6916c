"""The form that finds a part and adds it: a search, its results as one choice, quantity and price."""

from typing import Any, Final

import reflex as rx

from autoservice.modules.catalog.inventory.labels import UNITS
from autoservice.shared.validation import SEARCH_LENGTH
from autoservice.ui.kit.feedback import form_notice, message, region
from autoservice.ui.kit.forms import button, field, option, select, socket_form, text_input
from autoservice.ui.kit.i18n import t
from autoservice.ui.kit.theme import MUTED, Child, ViewModelVar, classes
from autoservice.ui.widgets.inventory_picker.scanner import scan_button, scan_dialog
from autoservice.ui.widgets.inventory_picker.state import FIELDS, FREE, FoundVar, InventoryPickerState

TYPING_MS: Final = 300
# Reflex types a State's events as what they return.
_STATE: Final[Any] = InventoryPickerState
CHOICE: Final = (
    "flex min-h-12 cursor-pointer items-center gap-3 rounded-lg px-3 py-2 hover:bg-sunken "
    "has-[:checked]:bg-sunken has-[:focus-visible]:outline-2"
)


def inventory_picker(jobs: ViewModelVar) -> rx.Component:
    """Return the form; ``jobs`` are there for a choice, if the order has several."""
    form = socket_form(
        _search(),
        scan_button(),
        rx.cond(_STATE.searched != "", _results()),
        rx.el.div(
            _quantity(), _unit(), _price(), class_name="mt-4 grid grid-cols-1 items-end gap-4 sm:grid-cols-3"
        ),
        rx.cond(jobs.length() > 0, _jobs(jobs)),
        form_notice(_STATE.errors, "not-empty:mt-4"),
        button(t("Add the part"), "secondary", class_name="mt-4 w-full sm:w-auto"),
        region(rx.cond(_STATE.added != "", message(_STATE.added, "success")), class_name="not-empty:mt-4"),
        on_submit=_STATE.add_part,
        refused=_STATE.refused,
        accepted=_STATE.accepted,
    )
    return rx.fragment(form, scan_dialog(FIELDS["name"]))


def _search() -> rx.Component:
    return field(
        t("Find a part"),
        text_input(
            "name",
            id=FIELDS["name"],
            type="search",
            auto_complete="off",
            max_length=SEARCH_LENGTH,
            on_change=_STATE.search.debounce(TYPING_MS),
        ),
        hint=t("Name, article or maker"),
        errors=_STATE.errors,
    )


def _results() -> rx.Component:
    """Return what was found as radio buttons, which arrows move between, and the choice of none of it."""
    free = _choice(
        FREE, rx.el.span(t("Not from the stock") + ": " + _STATE.searched, class_name="wrap-anywhere")
    )
    more = button(t("Show more"), "ghost", on_click=_STATE.read_more, class_name="min-h-11 w-full")
    return rx.el.fieldset(
        rx.el.legend(t("Which part?"), class_name="sr-only"),
        rx.el.div(
            rx.foreach(_STATE.found, _item),
            free,
            rx.cond(_STATE.following != "", more),
            class_name="mt-2 max-h-80 space-y-1 overflow-y-auto rounded-lg border border-border p-1",
        ),
    )


def _item(item: FoundVar) -> rx.Component:
    stock = rx.cond(item.is_there, t("in stock:") + " " + item.stock, t("none in stock"))
    return _choice(
        item.id,
        rx.el.span(
            rx.el.span(item.name, class_name="block wrap-anywhere"),
            rx.el.span(item.label, class_name=classes(MUTED, "block wrap-anywhere")),
            class_name="min-w-0 flex-1",
        ),
        rx.el.span(stock, class_name=classes("shrink-0 text-sm", rx.cond(item.is_there, "", "text-muted"))),
    )


def _choice(value: Any, *content: Child) -> rx.Component:
    radio = rx.el.input(type="radio", name="item_id", value=value, class_name="size-5 shrink-0 accent-accent")
    return rx.el.label(radio, *content, key=value, class_name=CHOICE)


def _quantity() -> rx.Component:
    control = text_input(
        "quantity", id=FIELDS["quantity"], input_mode="decimal", auto_complete="off", default_value="1"
    )
    return field(t("Quantity"), control, errors=_STATE.errors)


def _unit() -> rx.Component:
    """Return the choice of a unit, for a part that is not kept in stock."""
    options = (option(t(label), unit.value) for unit, label in UNITS.items())
    return field(t("Unit, for a part that is not in stock"), select("unit", *options))


def _price() -> rx.Component:
    control = text_input("price_minor", id=FIELDS["price_minor"], input_mode="decimal", auto_complete="off")
    return field(t("Price of one unit"), control, hint=t("Empty: included in the work"), errors=_STATE.errors)


def _jobs(jobs: ViewModelVar) -> rx.Component:
    control = select("job_id", rx.foreach(jobs, lambda job: option(job.name, job.id)))
    return rx.el.div(field(t("For which work"), control), class_name="mt-4")

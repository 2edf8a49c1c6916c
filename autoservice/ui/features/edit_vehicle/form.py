"""The form of one car, and the question before it is removed."""

from typing import Any

import reflex as rx

from autoservice.modules.orders.vehicles.labels import UNITS
from autoservice.ui.features.edit_vehicle.state import EditVehicleState
from autoservice.ui.kit.content import card
from autoservice.ui.kit.feedback import form_notice, message, region
from autoservice.ui.kit.forms import button, field, option, select, socket_form, text_input
from autoservice.ui.kit.i18n import t
from autoservice.ui.kit.modal import question_dialog
from autoservice.ui.kit.theme import Text


def edit_vehicle_form(draft: str = "") -> rx.Component:
    """Return the form; its input stays after an error, and with a ``draft`` after a reload."""
    state = EditVehicleState
    return card(
        socket_form(
            rx.el.input(type="hidden", name="version", value=state.values["version"], read_only=True),
            rx.el.div(*_fields(), class_name="space-y-5"),
            form_notice(state.errors, "not-empty:mt-6"),
            rx.cond(
                state.outdated,
                button(
                    t("Show the present values"), "secondary", on_click=state.show_present, class_name="mt-3"
                ),
            ),
            region(rx.cond(state.saved, message(t("Saved."), "success")), class_name="not-empty:mt-6"),
            button(
                rx.cond(state.vehicle_id != "", t("Save"), t("Add the car")),
                class_name="mt-6 w-full sm:w-auto",
            ),
            on_submit=state.save,
            refused=state.refused,
            draft=draft,
            accepted=state.accepted,
        )
    )


def _fields() -> tuple[rx.Component, ...]:
    doubt = message(t("A VIN has no letters I, O and Q. Is there a 1 or a 0 in their place?"), "info")
    optional = t("Optional")
    return (
        _field(t("Number plate"), _text("plate", class_name="uppercase")),
        _pair(_field(t("Make"), _text("make")), _field(t("Model"), _text("model"))),
        _field(t("VIN or frame number"), _text("vin", class_name="uppercase"), hint=optional),
        region(rx.cond(EditVehicleState.is_doubtful, doubt), class_name="empty:hidden"),
        _pair(
            _field(t("Year"), _text("year", input_mode="numeric"), hint=optional),
            _field(t("The odometer counts"), _units(), hint=t("Kilometres or miles")),
        ),
    )


def _pair(*fields: rx.Component) -> rx.Component:
    return rx.el.div(*fields, class_name="grid grid-cols-1 gap-5 sm:grid-cols-2 sm:gap-4")


def _field(label: Text, control: rx.Component, *, hint: Text = "") -> rx.Component:
    return field(label, control, hint=hint, errors=EditVehicleState.errors)


def _props(name: str) -> dict[str, Any]:
    state = EditVehicleState
    return {"id": f"car_{name}", "default_value": state.values[name], "key": state.form_key + name}


def _text(name: str, **props: Any) -> rx.Component:
    return text_input(name, auto_complete="off", **_props(name), **props)


def _units() -> rx.Component:
    options = [option(t(label), unit.value) for unit, label in UNITS.items()]
    return select("odometer_unit", *options, **_props("odometer_unit"))


def removal_question() -> rx.Component:
    """Return the question before a car is removed."""
    state = EditVehicleState
    return question_dialog(
        t("Remove this car?"),
        t("Its orders stay. It is no longer offered for new ones."),
        button(t("Cancel"), "secondary", on_click=state.cancel),
        button(t("Yes, remove"), "danger", on_click=state.remove),
        shown=state.is_asked,
        on_cancel=state.cancel,
        id="remove-car-question",
    )

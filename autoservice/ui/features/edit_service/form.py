"""The form of one service: names, descriptions, category, template, hours and price."""

from typing import Any

import reflex as rx

from autoservice.ui.features.edit_service.choices import CatalogChoicesState, choice_option
from autoservice.ui.features.edit_service.state import EditServiceState
from autoservice.ui.kit.content import card
from autoservice.ui.kit.feedback import form_notice, message, region
from autoservice.ui.kit.forms import button, field, select, socket_form, text_area, text_input
from autoservice.ui.kit.i18n import t
from autoservice.ui.kit.theme import Text


def edit_service_form(draft: str = "") -> rx.Component:
    """Return the form; its input stays after an error, and with a ``draft`` after a reload."""
    state = EditServiceState
    return socket_form(
        rx.el.input(type="hidden", name="version", value=state.values["version"], read_only=True),
        rx.el.div(_names(), _work(), class_name="grid grid-cols-1 items-start gap-6 lg:grid-cols-2"),
        form_notice(state.errors, "mt-6"),
        rx.cond(
            state.outdated,
            button(t("Show the present values"), "secondary", on_click=state.show_present, class_name="mt-3"),
        ),
        region(rx.cond(state.saved, message(t("Saved."), "success")), class_name="not-empty:mt-6"),
        button(
            rx.cond(state.service_id != "", t("Save"), t("Add the service")),
            class_name="mt-6 w-full sm:w-auto",
        ),
        on_submit=state.save,
        refused=state.refused,
        draft=draft,
        accepted=state.accepted,
    )


def _names() -> rx.Component:
    return card(
        _field(t("Name in Russian"), _text("name_ru"), hint=t("One language is enough.")),
        _field(t("Name in English"), _text("name_en")),
        _field(t("Description in Russian"), _area("description_ru"), hint=t("Optional")),
        _field(t("Description in English"), _area("description_en"), hint=t("Optional")),
        title=t("What guests read"),
        class_name="space-y-5",
    )


def _work() -> rx.Component:
    state, choices = EditServiceState, CatalogChoicesState
    rate = rx.cond(
        (state.values["price"] == "") & (state.values["asked"] != ""),
        t("Empty: hours x rate.") + " " + t("Now:") + " " + state.values["asked"],
        t("Empty: hours x rate."),
    )
    return card(
        _field(t("Category"), _choice("category_id", choices.category_choices)),
        _field(
            t("Repair template"),
            _choice("template_id", choices.template_choices),
            hint=t("The stages that an order goes through. Running orders keep theirs."),
        ),
        _field(t("Labour hours"), _number("hours"), hint=t("Such as 0.6, 1:30 or 40 min")),
        _field(t("Price"), _number("price"), hint=rate),
        title=t("The work and its price"),
        class_name="space-y-5",
    )


def _field(label: Text, control: rx.Component, *, hint: Text = "") -> rx.Component:
    return field(label, control, hint=hint, errors=EditServiceState.errors)


def _props(name: str) -> dict[str, Any]:
    return {
        "id": f"service_{name}",
        "default_value": EditServiceState.values[name],
        "key": EditServiceState.form_key + name,
    }


def _text(name: str) -> rx.Component:
    return text_input(name, max_length=200, auto_complete="off", **_props(name))


def _area(name: str) -> rx.Component:
    return text_area(name, max_length=2000, **_props(name))


def _number(name: str) -> rx.Component:
    return text_input(name, input_mode="decimal", auto_complete="off", **_props(name))


def _choice(name: str, choices: Any) -> rx.Component:
    options: Any = rx.foreach(choices, choice_option)
    return select(name, options, **_props(name))

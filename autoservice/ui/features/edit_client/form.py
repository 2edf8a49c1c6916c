"""The form of one client, and who may be the same person."""

from typing import Any, Final

import reflex as rx

from autoservice.ui.entities.user.clients import KIND_LABELS, ClientVar
from autoservice.ui.features.edit_client.state import EditClientState
from autoservice.ui.kit.content import card
from autoservice.ui.kit.feedback import badge, form_notice, message, region
from autoservice.ui.kit.forms import (
    button,
    field,
    link,
    link_button,
    option,
    select,
    socket_form,
    text_area,
    text_input,
)
from autoservice.ui.kit.i18n import t
from autoservice.ui.kit.language import LANGUAGES
from autoservice.ui.kit.theme import MUTED, Text

_STATE: Final[Any] = EditClientState


def edit_client_form(draft: str = "") -> rx.Component:
    """Return the form; its input stays after an error, and with a ``draft`` after a reload."""
    state = EditClientState
    return card(
        socket_form(
            rx.el.input(type="hidden", name="version", value=state.values["version"], read_only=True),
            rx.cond(state.claimed, rx.fragment(), rx.el.div(*_person(), class_name="mb-5 space-y-5")),
            _company(),
            _field(
                t("Notes"),
                text_area("remark", rows=3, **_props("remark")),
                hint=t("For the shop. The client reads them in the copy of their data only."),
            ),
            form_notice(state.errors, "not-empty:mt-6"),
            rx.cond(_STATE.doubles.length() > 0, _doubles()),
            rx.cond(
                state.outdated,
                button(
                    t("Show the present values"), "secondary", on_click=state.show_present, class_name="mt-3"
                ),
            ),
            region(rx.cond(state.saved, message(t("Saved."), "success")), class_name="not-empty:mt-6"),
            button(_label(), class_name="mt-6 w-full sm:w-auto"),
            on_submit=state.save,
            refused=state.refused,
            draft=draft,
            accepted=state.accepted,
        )
    )


def _label() -> rx.Component:
    state = EditClientState
    new = rx.cond(_STATE.doubles.length() > 0, t("It is somebody else: enter them"), t("Enter the client"))
    return rx.cond(state.client_id != "", t("Save"), new)


def _person() -> tuple[rx.Component, ...]:
    languages = [option(name, locale) for locale, (_, name) in LANGUAGES.items()]
    return (
        _field(t("Name"), _text("name")),
        rx.el.div(
            _field(t("Phone"), _text("phone", type="tel", input_mode="tel"), hint=t("Or an e-mail address")),
            _field(t("E-mail address"), _text("email", type="email"), hint=t("Or a phone number")),
            class_name="grid grid-cols-1 gap-5 sm:grid-cols-2 sm:gap-4",
        ),
        _field(t("Language"), select("locale", *languages, **_props("locale"))),
    )


def _company() -> rx.Component:
    kinds = [option(t(label), kind.value) for kind, label in KIND_LABELS.items()]
    doubt = message(t("The check digits of this tax number do not fit. Is it right?"), "info")
    return rx.el.div(
        rx.el.div(
            _field(t("Client"), select("kind", *kinds, **_props("kind"))),
            _field(t("Tax number (INN)"), _text("tax_number", input_mode="numeric"), hint=t("Of a company")),
            class_name="grid grid-cols-1 gap-5 sm:grid-cols-2 sm:items-end sm:gap-4",
        ),
        region(rx.cond(_STATE.is_doubtful, doubt), class_name="empty:hidden"),
        class_name="mb-5 space-y-5",
    )


def _field(label: Text, control: rx.Component, *, hint: Text = "") -> rx.Component:
    return field(label, control, hint=hint, errors=EditClientState.errors)


def _props(name: str) -> dict[str, Any]:
    state = EditClientState
    return {"id": f"client_{name}", "default_value": state.values[name], "key": state.form_key + name}


def _text(name: str, **props: Any) -> rx.Component:
    return text_input(name, auto_complete="off", **_props(name), **props)


def _doubles() -> rx.Component:
    return rx.el.ul(
        rx.foreach(_STATE.doubles, _double),
        aria_label=t("Known clients"),
        class_name="mt-4 divide-y divide-border rounded-lg border border-border px-4",
    )


def _double(client: ClientVar) -> rx.Component:
    return rx.el.li(
        rx.el.div(
            link(
                client.name,
                href=client.url,
                class_name="font-semibold underline underline-offset-4 wrap-anywhere",
            ),
            rx.cond(client.claimed, None, rx.el.span(" ", badge(t("Not registered")))),
            rx.el.p(client.phone, class_name=f"{MUTED} empty:hidden"),
            rx.el.p(client.email, class_name=f"{MUTED} wrap-anywhere empty:hidden"),
            class_name="min-w-0",
        ),
        link_button(
            t("Order for this client"),
            client.order_url,
            "secondary",
            custom_attrs={"aria-label": (t("Order for this client") + ": " + client.name).to(str)},
        ),
        class_name="flex flex-wrap items-center justify-between gap-3 py-3",
    )

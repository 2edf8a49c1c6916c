"""The card of a client's further contacts."""

from typing import Any, Final

import reflex as rx

from autoservice.ui.features.edit_contacts.state import EditContactsState
from autoservice.ui.kit.anchor import anchor
from autoservice.ui.kit.content import card
from autoservice.ui.kit.feedback import form_notice
from autoservice.ui.kit.forms import button, field, socket_form, text_input
from autoservice.ui.kit.i18n import t
from autoservice.ui.kit.theme import MUTED, Text, ViewModelVar

_STATE: Final[Any] = EditContactsState


def contacts_card() -> rx.Component:
    """Return the contacts and the form for another one."""
    rows = rx.el.ul(
        rx.foreach(_STATE.contacts, _contact),
        aria_label=t("Further contacts"),
        class_name="mb-6 divide-y divide-border empty:hidden",
    )
    return card(rows, _form(), title=t("Further contacts"))


def _contact(contact: ViewModelVar) -> rx.Component:
    line = f"{MUTED} flex min-h-11 items-center wrap-anywhere sm:min-h-0"
    return rx.el.li(
        rx.el.div(
            rx.el.p(
                rx.el.span(contact.name, class_name="font-semibold"),
                rx.cond(contact.role != "", rx.el.span(" · ", contact.role)),
                class_name="wrap-anywhere",
            ),
            rx.cond(contact.phone != "", anchor(contact.phone, href="tel:" + contact.phone, class_name=line)),
            rx.cond(
                contact.email != "", anchor(contact.email, href="mailto:" + contact.email, class_name=line)
            ),
            class_name="min-w-0",
        ),
        button(
            t("Remove"),
            "secondary",
            on_click=_STATE.remove(contact.id),
            aria_label=(t("Remove") + ": " + contact.name).to(str),
        ),
        class_name="flex flex-wrap items-center justify-between gap-3 py-3",
    )


def _form() -> rx.Component:
    return socket_form(
        rx.el.div(
            _field(t("Contact person"), "name"),
            _field(t("Position"), "role"),
            _field(t("The contact's phone"), "phone", type="tel"),
            _field(t("The contact's e-mail address"), "email", type="email"),
            class_name="grid grid-cols-1 gap-4 sm:grid-cols-2",
        ),
        form_notice(_STATE.errors, "not-empty:mt-6"),
        button(t("Add a contact"), "secondary", class_name="mt-6 w-full sm:w-auto"),
        on_submit=_STATE.add,
        refused=_STATE.refused,
        draft="contact",
        accepted=_STATE.accepted,
    )


def _field(label: Text, name: str, **props: Any) -> rx.Component:
    control = text_input(name, id=f"contact_{name}", auto_complete="off", **props)
    return field(label, control, errors=_STATE.errors)

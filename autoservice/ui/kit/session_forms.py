"""Forms that ``assets/forms`` sends over REST: passwords and codes never pass a State."""

from collections.abc import Mapping
from typing import Any, Literal

import reflex as rx
from reflex_components_core.el.elements.base import BaseHTML

from autoservice.ui.kit.forms import field, field_error, native_form, text_input, unsent_text
from autoservice.ui.kit.i18n import t
from autoservice.ui.kit.icons import icon
from autoservice.ui.kit.theme import Child, Text, classes, has_text


class WhenToken(BaseHTML):
    """The custom element of ``assets/link_token.js`` for pages that emails lead to."""

    tag = "WhenToken"
    alias = "when-token"


def session_form(
    *children: Child,
    action: Text,
    then: Literal["next", "home", "reload", "done"],
    method: Literal["POST", "PUT", "PATCH", "DELETE"] = "POST",
    class_name: Text = "space-y-5",
    custom: Mapping[str, Any] = {},
) -> rx.Component:
    """Return a form that ``assets/forms/session_form.js`` sends as JSON, with its attributes.

    Errors are shown in its ``form_error()`` and beside the fields.
    """
    attributes = {
        "data-session-form": then,
        "data-method": method,
        "data-text-required": t("This field is required."),
        "data-text-email": t("Enter a valid e-mail address."),
        "data-text-unsent": unsent_text(),
        "data-text-offline": t("The server does not answer. Please try again."),
    }
    return native_form(*children, action=action, class_name=class_name, **attributes, **custom)


def when_done(*children: Child, class_name: Text = "") -> rx.Component:
    """Return the content that replaces a ``session_form`` with ``then="done"``; inside or beside the form."""
    return rx.el.div(
        *children,
        hidden=True,
        class_name=classes("outline-none", class_name),
        custom_attrs={"data-when-done": ""},
    )


def link_token() -> rx.Component:
    """Return the field that has the token of the page's link (``/path#token=...``)."""
    return rx.el.input(type="hidden", name="token", custom_attrs={"data-from-hash": "token"})


def when_token(*children: Child, missing: bool = False) -> rx.Component:
    """Return content that is shown while the page has its link's token, or while that is ``missing``."""
    return WhenToken.create(*children, class_name="block", custom_attrs={"missing": ""} if missing else {})


def when_query(name: str, *children: Child, class_name: Text = "") -> rx.Component:
    """Return content that is shown from the first paint where the address's query has ``name``."""
    return WhenToken.create(*children, class_name=classes("block", class_name), custom_attrs={"query": name})


def password_field(
    label: Text,
    name: str = "password",
    *,
    id: str = "",
    hint: Text = "",
    auto_complete: str = "current-password",
    **props: Any,
) -> rx.Component:
    """Return a labelled password field with a button that shows it; ``id`` is unique in the page."""
    id = id or name
    described = {"aria_describedby": f"{id}-hint"} if has_text(hint) else {}
    control = text_input(
        name,
        type="password",
        id=id,
        auto_complete=auto_complete,
        required=True,
        class_name="pr-12",
        custom_attrs={"data-password": ""},
        **described,
        **props,
    )
    return rx.el.div(
        rx.el.label(label, html_for=id, class_name="block font-semibold"),
        rx.el.p(hint, id=f"{id}-hint", class_name="text-sm text-muted") if has_text(hint) else None,
        rx.el.div(control, _show_password(label), class_name="relative mt-1.5"),
        field_error(),
        custom_attrs={"data-field": ""},
    )


def new_password_field(label: Text, **props: Any) -> rx.Component:
    """Return the field of a new password."""
    hint = t("At least 12 characters; a few words are easy to remember.")
    return password_field(label, hint=hint, auto_complete="new-password", **props)


def code_field(
    label: Text, *, hint: Text = "", with_letters: bool = False, class_name: Text = "", **props: Any
) -> rx.Component:
    """Return the field of a one-time code; one ``with_letters`` needs more than a keyboard of digits."""
    letters = {"auto_capitalize": "none", "spell_check": False}
    code = text_input(
        "code",
        auto_complete="one-time-code",
        required=True,
        class_name=classes("font-mono tracking-widest", class_name),
        **(letters if with_letters else {"input_mode": "numeric"}),
        **props,
    )
    return field(label, code, hint=hint)


def _show_password(label: Text) -> rx.Component:
    return rx.el.button(
        icon("eye"),
        type="button",
        aria_label=t("Show the password") + ": " + rx.Var.create(label).to(str),
        aria_pressed="false",
        class_name=(
            "absolute inset-y-0 right-0 grid w-12 place-items-center rounded-lg text-muted hover:text-text "
            "aria-pressed:text-accent"
        ),
        custom_attrs={"data-show-password": ""},
    )

"""Buttons, links, fields and forms. Forms post natively or are sent by the scripts in ``assets``."""

from typing import Any, Final

import reflex as rx
from reflex_components_core.el.elements.base import BaseHTML
from reflex_components_core.react_router.dom import ReactRouterLink

from autoservice.ui.kit.i18n import t
from autoservice.ui.kit.theme import BUTTON, CONTROL, VARIANTS, Child, Text, Variant, classes, has_text

FILE: Final = (
    "block min-h-11 w-full cursor-pointer text-sm file:mr-3 file:min-h-11 file:cursor-pointer "
    "file:rounded-lg file:border file:border-control file:bg-surface file:px-4 file:text-base "
    "file:font-semibold file:text-text hover:file:bg-sunken"
)


class NativeForm(BaseHTML):
    """A form that the browser submits; Reflex's form always prevents that."""

    tag = "form"

    action: rx.Var[str]
    method: rx.Var[str]
    enc_type: rx.Var[str]
    auto_complete: rx.Var[str]
    no_validate: rx.Var[bool]


class FormError(BaseHTML):
    """The custom element that ``assets/forms/errors.js`` fills with the form's error."""

    tag = "FormError"
    alias = "form-error"


def native_form(
    *children: Child,
    action: Text,
    method: Text = "post",
    class_name: Text = "",
    **custom: Any,
) -> rx.Component:
    """Return a form to ``action``; ``custom`` has attributes with dashes: ``**{"data-queued": ""}``."""
    return NativeForm.create(
        *children, action=action, method=method, class_name=class_name, custom_attrs=custom
    )


def socket_form(
    *children: Child,
    on_submit: Any,
    refused: rx.Var[int] | int,
    draft: str = "",
    accepted: rx.Var[int] | int = 0,
    class_name: Text = "",
) -> rx.Component:
    """Return a form that goes over the socket to a ``FormMixin``; the input stays.

    ``refused`` counts the answers with errors: each one focuses the first wrong field. With a name for its
    ``draft`` the input survives a reload, until ``accepted`` has counted one more.
    """
    drafted = {"data-draft": draft, "data-accepted": accepted} if draft else {}
    return rx.el.form(
        *children,
        _unsent(),
        on_submit=on_submit,
        reset_on_submit=False,
        no_validate=True,
        class_name=class_name,
        custom_attrs={"data-refused": refused, "data-text-unsent": unsent_text(), **drafted},
    )


def unsent_text() -> rx.Var[str]:
    """Return what a form says while it could not be sent."""
    return t("Not sent yet: no connection. What you typed stays here.")


def _unsent() -> rx.Component:
    """Return the place where ``assets/page_life/unsent.js`` says so."""
    return rx.el.p(
        role="alert",
        class_name="mt-3 font-medium text-danger empty:hidden",
        custom_attrs={"data-unsent": ""},
    )


def form_error() -> rx.Component:
    """Return the element of a session form's error, empty without one."""
    return FormError.create(custom_attrs={"role": "alert"})


def button(
    label: Child, variant: Variant = "primary", *, class_name: Text = "", **props: Any
) -> rx.Component:
    """Return a button; it submits its form unless given ``type="button"`` or ``on_click``."""
    props.setdefault("type", "button" if "on_click" in props else "submit")
    return rx.el.button(label, class_name=classes(BUTTON, VARIANTS[variant], class_name), **props)


def link(*children: Child, href: Text, **props: Any) -> rx.Component:
    """Return a link inside the site, which does not load the program anew."""
    return ReactRouterLink.create(*children, to=href, **props)


def link_button(
    label: Child, href: Text, variant: Variant = "primary", *, class_name: Text = "", **props: Any
) -> rx.Component:
    """Return a link that looks like a button."""
    return link(label, href=href, class_name=classes(BUTTON, VARIANTS[variant], class_name), **props)


def field(label: Text, control: rx.Component, *, hint: Text = "", errors: Any = None) -> rx.Component:
    """Return a labelled ``control`` with the error of its name in ``errors``, if there is one.

    With ``errors`` the control's id, or else its name, must be the only one of the page.
    """
    message = None if errors is None else _error(errors, control)
    return rx.el.div(
        rx.el.label(
            rx.el.span(label, class_name="block font-semibold"),
            rx.el.span(hint, class_name="block text-sm text-muted") if has_text(hint) else None,
            rx.el.span(control, class_name="mt-1.5 block"),
            class_name="block",
        ),
        message,
        field_error(),
        custom_attrs={"data-field": ""},
    )


def field_error() -> rx.Component:
    """Return the element of a field's error in a session form, empty without one."""
    return rx.el.p(
        role="alert",
        class_name="mt-1.5 text-sm font-medium text-danger empty:hidden",
        custom_attrs={"data-field-error": ""},
    )


def _error(errors: Any, control: Any) -> rx.Component:
    base = control.name if control.id is None else control.id
    id = str(base).strip('"') + "-error"
    wrong = errors.contains(control.name)
    control.custom_attrs |= {
        "aria-invalid": rx.cond(wrong, "true", "false"),
        "aria-describedby": rx.cond(wrong, id, None),
    }
    message = rx.el.p(
        errors[control.name],
        id=id,
        role="alert",
        class_name="mt-1.5 text-sm font-medium text-danger",
    )
    return rx.cond(wrong, message)


def text_input(name: str, *, type: str = "text", class_name: Text = "", **props: Any) -> rx.Component:
    """Return a one-line field; give ``default_value``, not ``value``: the scripts reset forms natively."""
    return rx.el.input(name=name, type=type, class_name=classes(CONTROL, class_name), **props)


def file_input(accept: str) -> rx.Component:
    """Return the choice of a file, as the form's ``file``."""
    return rx.el.input(type="file", name="file", accept=accept, required=True, class_name=FILE)


def text_area(name: str, *, rows: int = 4, class_name: Text = "", **props: Any) -> rx.Component:
    """Return a field of several lines, which grows downwards."""
    return rx.el.textarea(
        name=name, rows=str(rows), class_name=classes(CONTROL, "resize-y", class_name), **props
    )


def select(name: str, *options: rx.Component, class_name: Text = "", **props: Any) -> rx.Component:
    """Return a choice of one; ``options`` are ``option()`` or an ``rx.foreach`` of them."""
    return rx.el.select(*options, name=name, class_name=classes(CONTROL, "pr-9", class_name), **props)


def option(label: Text, value: Text) -> rx.Component:
    """Return one choice of a ``select``."""
    return rx.el.option(label, value=value)

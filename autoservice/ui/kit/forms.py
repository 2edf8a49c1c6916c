"""Buttons, links, fields and forms. Forms post natively or are sent by the scripts in ``assets``."""

from typing import Any

import reflex as rx
from reflex_components_core.el.elements.base import BaseHTML
from reflex_components_core.react_router.dom import ReactRouterLink

from autoservice.ui.kit.theme import BUTTON, CONTROL, VARIANTS, Child, Text, Variant, classes, given


class NativeForm(BaseHTML):
    """A form whose submit is the browser's own; Reflex's always prevents it."""

    tag = "form"

    action: rx.Var[str]
    method: rx.Var[str]
    enc_type: rx.Var[str]
    auto_complete: rx.Var[str]
    no_validate: rx.Var[bool]


class FormError(BaseHTML):
    """The custom element that ``assets/forms/errors.js`` fills with what went wrong."""

    tag = "FormError"
    alias = "form-error"


def native_form(
    *children: Child,
    action: Text,
    method: Text = "post",
    class_name: Text = "",
    **custom: Any,
) -> rx.Component:
    """A form to ``action``; ``custom`` holds attributes with dashes: ``**{"data-queued": ""}``."""
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
    """A form that goes over the socket to a ``FormMixin``; what was typed stays.

    ``refused`` counts the answers with errors: with each the first wrong field gets the focus.
    With a name for its ``draft`` what is typed survives a reload, until ``accepted`` has counted one more.
    """
    drafted = {"data-draft": draft, "data-accepted": accepted} if draft else {}
    return rx.el.form(
        *children,
        on_submit=on_submit,
        reset_on_submit=False,
        no_validate=True,
        class_name=class_name,
        custom_attrs={"data-refused": refused, **drafted},
    )


def form_error() -> rx.Component:
    """The place of a session form's error; empty until then."""
    return FormError.create(custom_attrs={"role": "alert"})


def button(
    label: Child, variant: Variant = "primary", *, class_name: Text = "", **props: Any
) -> rx.Component:
    """A button. It submits its form unless given ``type="button"`` or ``on_click``."""
    props.setdefault("type", "button" if "on_click" in props else "submit")
    return rx.el.button(label, class_name=classes(BUTTON, VARIANTS[variant], class_name), **props)


def link(*children: Child, href: Text, **props: Any) -> rx.Component:
    """A link inside the site: goes there without loading the program anew."""
    return ReactRouterLink.create(*children, to=href, **props)


def link_button(
    label: Child, href: Text, variant: Variant = "primary", *, class_name: Text = "", **props: Any
) -> rx.Component:
    """A link that looks like a button."""
    return link(label, href=href, class_name=classes(BUTTON, VARIANTS[variant], class_name), **props)


def field(label: Text, control: rx.Component, *, hint: Text = "", errors: Any = None) -> rx.Component:
    """A labelled ``control``; its name's sentence in ``errors`` is announced and marks the control.

    With ``errors`` the control's id, or else its name, must be the only one of the page.
    """
    message = None if errors is None else _error(errors, control)
    return rx.el.div(
        rx.el.label(
            rx.el.span(label, class_name="block font-semibold"),
            rx.el.span(hint, class_name="block text-sm text-muted") if given(hint) else None,
            rx.el.span(control, class_name="mt-1.5 block"),
            class_name="block",
        ),
        message,
        field_error(),
        class_name="group/field",
        custom_attrs={"data-field": ""},
    )


def field_error() -> rx.Component:
    """The place of a field's error in a session form; empty until then."""
    return rx.el.p(
        role="alert",
        class_name="mt-1.5 text-sm font-medium text-danger empty:hidden",
        custom_attrs={"data-field-error": ""},
    )


def _error(errors: Any, control: Any) -> rx.Component:
    own = control.name if control.id is None else control.id
    id = str(own).strip('"') + "-error"
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
        custom_attrs={"data-invalid": ""},
    )
    return rx.cond(wrong, message)


def text_input(name: str, *, type: str = "text", class_name: Text = "", **props: Any) -> rx.Component:
    """A one-line field. Give ``default_value``, not ``value``: the scripts reset forms natively."""
    if props.get("auto_focus"):
        # For ``assets/first_paint.js``: a page that is still hidden does not give the focus to any field.
        props["custom_attrs"] = {**props.get("custom_attrs", {}), "data-auto-focus": ""}
    return rx.el.input(name=name, type=type, class_name=classes(CONTROL, class_name), **props)


def text_area(name: str, *, rows: int = 4, class_name: Text = "", **props: Any) -> rx.Component:
    """A field of several lines, which grows downwards."""
    return rx.el.textarea(
        name=name, rows=str(rows), class_name=classes(CONTROL, "resize-y", class_name), **props
    )


def select(name: str, *options: rx.Component, class_name: Text = "", **props: Any) -> rx.Component:
    """A choice of one; ``options`` are ``option()`` or an ``rx.foreach`` of them."""
    return rx.el.select(*options, name=name, class_name=classes(CONTROL, "pr-9", class_name), **props)


def option(label: Text, value: Text) -> rx.Component:
    """One choice of a ``select``."""
    return rx.el.option(label, value=value)

"""The confirmation of a registration by code or by link, with a button: mail scanners open links too."""

import reflex as rx

from autoservice.ui.entities.user.auth_pages import email_field, phone_login_field
from autoservice.ui.kit.forms import button, form_error
from autoservice.ui.kit.i18n import t
from autoservice.ui.kit.session_forms import code_field, link_token, session_form
from autoservice.ui.kit.theme import Child, Text


def confirm_by_code_form() -> rx.Component:
    """Return the form for the e-mail address and the code that was sent to it."""
    code = code_field(t("Code from the e-mail"), auto_focus=True)
    return _form(email_field(passed_on=True), code, label=t("Confirm my address"))


def confirm_by_link_form() -> rx.Component:
    """Return the form of the link, with one button."""
    said = rx.el.p(t("One more step, and you can sign in."))
    return _form(said, link_token(), label=t("Confirm my address"))


def confirm_by_sms_form() -> rx.Component:
    """Return the form for the phone number and the code that was sent to it."""
    code = code_field(t("Code from the SMS"), auto_focus=True)
    return _form(phone_login_field(passed_on=True), code, label=t("Confirm the number"))


def _form(*children: Child, label: Text) -> rx.Component:
    return session_form(
        *children,
        form_error(),
        button(label, class_name="w-full"),
        action="/api/auth/confirm",
        then="next",
        custom={"data-next": "/sign-in?confirmed", "data-keep-next": ""},
    )

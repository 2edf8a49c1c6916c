"""The confirmation of a registration by code or by link, with a button: mail scanners open links too."""

import reflex as rx

from autoservice.ui.entities.user.auth_pages import email_field, phone_login_field
from autoservice.ui.kit.forms import button, form_error
from autoservice.ui.kit.i18n import t
from autoservice.ui.kit.session_forms import code_field, link_token, session_form
from autoservice.ui.kit.theme import Child


def confirm_by_code_form() -> rx.Component:
    """Return the form for the e-mail address and the code that was sent to it."""
    return _form(email_field(passed_on=True), code_field(t("Code from the e-mail"), auto_focus=True))


def confirm_by_link_form() -> rx.Component:
    """Return the form of the link, with one button."""
    return _form(rx.el.p(t("One more step, and you can sign in.")), link_token())


def confirm_by_sms_form() -> rx.Component:
    """Return the form for the phone number and the code that was sent to it."""
    return _form(phone_login_field(passed_on=True), code_field(t("Code from the SMS"), auto_focus=True))


def _form(*children: Child) -> rx.Component:
    return session_form(
        *children,
        form_error(),
        button(t("Confirm"), class_name="w-full"),
        action="/api/auth/confirm",
        then="next",
        custom={"data-next": "/sign-in?confirmed", "data-keep-next": ""},
    )

"""The form to create an account."""

import reflex as rx

from autoservice.ui.entities.user.auth_pages import login_field
from autoservice.ui.kit.forms import button, field, form_error, text_input
from autoservice.ui.kit.i18n import t
from autoservice.ui.kit.session_forms import new_password_field, session_form
from autoservice.ui.kit.viewer import ViewerState


def register_form() -> rx.Component:
    """Return the fields for name, login and password; the answer leads to the confirmation or to sign-in."""
    phones = rx.cond(
        ViewerState.sends_sms,
        t("A code comes to it: by e-mail or by SMS."),
        t("With a phone number alone a lost password cannot be replaced: this shop sends no SMS."),
    )
    return session_form(
        field(t("Your name"), text_input("name", auto_complete="name", required=True, auto_focus=True)),
        login_field(hint=phones, passed_on=True),
        new_password_field(t("Password")),
        form_error(),
        button(t("Create an account"), class_name="w-full"),
        action="/api/auth/register",
        then="next",
        custom={
            "data-next-by": "confirmation",
            "data-next-email": "/confirm",
            "data-next-sms": "/confirm-phone",
            "data-next-nothing": "/sign-in?ready",
            "data-keep-next": "",
        },
    )

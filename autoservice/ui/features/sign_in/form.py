"""The sign-in form. It goes over REST, because only an HTTP answer can set an HttpOnly cookie."""

import reflex as rx

from autoservice.ui.shared.forms import button, field, form_error, native_form, text_input
from autoservice.ui.shared.i18n import t
from autoservice.ui.shared.theme import Text


def sign_in_form(next_path: Text) -> rx.Component:
    """E-mail address and password; leads to ``next_path``, a path of this site."""
    return native_form(
        field(
            t("E-mail address"),
            text_input("email", type="email", auto_complete="username", required=True, auto_focus=True),
        ),
        field(
            t("Password"),
            text_input("password", type="password", auto_complete="current-password", required=True),
        ),
        form_error(),
        button(t("Sign in"), class_name="w-full"),
        action="/api/auth/login",
        class_name="space-y-5",
        **{
            "data-session-form": "next",
            "data-next": next_path,
            "data-text-offline": t("The server does not answer. Please try again."),
        },
    )

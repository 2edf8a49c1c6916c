"""The form of a new password, by the link of an e-mail."""

import reflex as rx

from autoservice.ui.kit.forms import button, form_error
from autoservice.ui.kit.i18n import t
from autoservice.ui.kit.session_forms import link_token, new_password_field, session_form


def reset_password_form() -> rx.Component:
    """Return the form, which revokes all sessions of the account and leads to the sign-in page."""
    return session_form(
        link_token(),
        new_password_field(t("New password"), auto_focus=True),
        form_error(),
        button(t("Set the new password"), class_name="w-full"),
        action="/api/auth/password-reset/confirm",
        then="next",
        custom={"data-next": "/sign-in?reset"},
    )

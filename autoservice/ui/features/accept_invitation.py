"""The form to accept an invitation, whose token is in the e-mail's link."""

import reflex as rx

from autoservice.ui.kit.forms import button, field, form_error, text_input
from autoservice.ui.kit.i18n import t
from autoservice.ui.kit.session_forms import link_token, new_password_field, session_form


def accept_invitation_form() -> rx.Component:
    """Return the form for name and password, which leads to the sign-in page."""
    dead = t("This invitation is no longer valid. Ask whoever invited you for a new one.")
    return session_form(
        link_token(),
        field(t("Your name"), text_input("name", auto_complete="name", required=True, auto_focus=True)),
        new_password_field(t("Password")),
        form_error(),
        button(t("Create my account"), class_name="w-full"),
        action="/api/auth/invitation",
        then="next",
        custom={"data-next": "/sign-in?invited", "data-text-dead-link": dead},
    )

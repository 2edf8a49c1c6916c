"""The forms to change the e-mail address: request an e-mail to the new address, then enter its code."""

import reflex as rx

from autoservice.ui.entities.user.components import current_password_field
from autoservice.ui.kit.forms import button, field, form_error, text_input
from autoservice.ui.kit.i18n import t
from autoservice.ui.kit.session_forms import code_field, session_form
from autoservice.ui.kit.theme import Text


def change_email_form(next_path: Text) -> rx.Component:
    """Return the form for the new address, to which an e-mail with a code is sent."""
    return session_form(
        field(
            t("New e-mail address"),
            text_input("email", type="email", auto_complete="email", required=True),
        ),
        current_password_field("email-proof"),
        form_error(),
        button(t("Send an e-mail with a code"), class_name="w-full sm:w-auto"),
        action="/api/profile/email",
        then="next",
        custom={"data-next": next_path, "data-draft": ""},
    )


def confirm_email_form(next_path: Text) -> rx.Component:
    """Return the form for the code from the e-mail."""
    return session_form(
        code_field(t("Code from the e-mail"), auto_focus=True),
        form_error(),
        button(t("Confirm the address"), class_name="w-full sm:w-auto"),
        action="/api/profile/email/confirm",
        then="next",
        custom={"data-next": next_path},
    )

"""The form to change the password."""

import reflex as rx

from autoservice.ui.entities.user.components import current_password_field
from autoservice.ui.kit.forms import button, form_error
from autoservice.ui.kit.i18n import t
from autoservice.ui.kit.session_forms import new_password_field, session_form
from autoservice.ui.kit.theme import Text


def change_password_form(login: Text, next_path: Text) -> rx.Component:
    """Return the fields for both passwords; password managers store the new one under ``login``."""
    return session_form(
        rx.el.input(type="text", auto_complete="username", default_value=login, hidden=True, read_only=True),
        current_password_field("password-proof"),
        new_password_field(t("New password")),
        form_error(),
        button(t("Change the password"), class_name="w-full sm:w-auto"),
        action="/api/profile/password",
        then="next",
        custom={"data-next": next_path},
    )

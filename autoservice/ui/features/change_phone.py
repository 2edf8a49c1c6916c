"""The form to set or remove the phone number."""

import reflex as rx

from autoservice.ui.entities.user.components import current_password_field
from autoservice.ui.kit.forms import button, field, form_error, text_input
from autoservice.ui.kit.i18n import t
from autoservice.ui.kit.session_forms import session_form
from autoservice.ui.kit.theme import MUTED, Text


def change_phone_form(phone: Text, next_path: Text) -> rx.Component:
    """Return the fields for ``phone`` and the password; an empty number removes the present one."""
    return session_form(
        rx.el.p(
            t(
                "You can sign in with it, but it is not confirmed: codes by SMS are not available yet, "
                "so it cannot be used to reset the password."
            ),
            class_name=MUTED,
        ),
        field(
            t("Phone number"),
            text_input("phone", type="tel", auto_complete="tel", default_value=phone),
            hint=t("Leave it empty to remove the number."),
        ),
        current_password_field("phone-proof"),
        form_error(),
        button(t("Save"), class_name="w-full sm:w-auto"),
        action="/api/profile/phone",
        then="next",
        custom={"data-next": next_path, "data-draft": ""},
    )

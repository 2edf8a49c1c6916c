"""The forms to set or remove the phone number: request a code to it by SMS, then enter that."""

import reflex as rx

from autoservice.ui.entities.user.components import current_password_field
from autoservice.ui.kit.forms import button, field, form_error, text_input
from autoservice.ui.kit.i18n import t
from autoservice.ui.kit.session_forms import code_field, session_form
from autoservice.ui.kit.theme import MUTED, Text
from autoservice.ui.kit.viewer import ViewerState


def change_phone_form(phone: Text, asked_path: Text) -> rx.Component:
    """Return the fields for ``phone`` and the password, after which a code is sent to it."""
    return session_form(
        rx.el.p(
            rx.cond(
                ViewerState.sends_sms,
                t("A code is sent to it by SMS. Then you can sign in with it and get messages there."),
                t(
                    "You can sign in with it, but it is not confirmed: this shop sends no SMS, "
                    "so it cannot be used to reset the password."
                ),
            ),
            class_name=MUTED,
        ),
        field(
            t("Phone number"),
            text_input("phone", type="tel", auto_complete="tel", default_value=phone, required=True),
        ),
        current_password_field("phone-proof"),
        form_error(),
        button(
            rx.cond(ViewerState.sends_sms, t("Send a code by SMS"), t("Save")), class_name="w-full sm:w-auto"
        ),
        action="/api/profile/phone",
        then="next",
        custom={"data-next": asked_path, "data-draft": ""},
    )


def remove_phone_form(next_path: Text) -> rx.Component:
    """Return the form that takes the number away."""
    return session_form(
        rx.el.input(type="hidden", name="phone", value=""),
        current_password_field("phone-removal-proof"),
        form_error(),
        button(t("Remove the number"), "secondary", class_name="w-full sm:w-auto"),
        action="/api/profile/phone",
        then="next",
        custom={"data-next": next_path},
    )


def confirm_phone_form(next_path: Text) -> rx.Component:
    """Return the form for the code from the SMS."""
    return session_form(
        code_field(t("Code from the SMS"), auto_focus=True),
        form_error(),
        button(t("Confirm the number"), class_name="w-full sm:w-auto"),
        action="/api/profile/phone/confirm",
        then="next",
        custom={"data-next": next_path},
    )

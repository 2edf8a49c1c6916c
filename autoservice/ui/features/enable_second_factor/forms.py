"""Two steps: get a secret for the app, then prove with a code that the app has it."""

import reflex as rx

from autoservice.ui.entities.user.drawing import own_password
from autoservice.ui.shared.forms import button, field, form_error, text_input
from autoservice.ui.shared.i18n import t
from autoservice.ui.shared.session_forms import session_form


def start_enrolment_form() -> rx.Component:
    """The answer brings the secret, which ``shared_secret`` shows."""
    return session_form(
        own_password("enrolment-proof"),
        form_error(),
        button(t("Begin"), class_name="w-full sm:w-auto"),
        action="/api/profile/second-factor/enrolment",
        then="done",
    )


def confirm_enrolment_form() -> rx.Component:
    """The answer brings the recovery codes, which the page's panel for them shows."""
    code = text_input(
        "code",
        input_mode="numeric",
        auto_complete="one-time-code",
        required=True,
        class_name="max-w-48 font-mono tracking-widest",
    )
    return session_form(
        field(t("Code from the app"), code),
        form_error(),
        button(t("Switch on"), class_name="w-full sm:w-auto"),
        action="/api/profile/second-factor/enrolment/confirm",
        then="done",
    )

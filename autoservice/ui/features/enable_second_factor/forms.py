"""Two steps: get a secret for the app, then prove with a code that the app has it."""

import reflex as rx

from autoservice.ui.entities.user.components import own_password
from autoservice.ui.kit.forms import button, form_error
from autoservice.ui.kit.i18n import t
from autoservice.ui.kit.session_forms import code_field, session_form


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
    return session_form(
        code_field(t("Code from the app"), class_name="max-w-48"),
        form_error(),
        button(t("Switch on"), class_name="w-full sm:w-auto"),
        action="/api/profile/second-factor/enrolment/confirm",
        then="done",
    )

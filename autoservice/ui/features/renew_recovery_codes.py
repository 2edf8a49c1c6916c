"""The form to replace the recovery codes; the answer's codes appear in ``recovery_codes_panel``."""

import reflex as rx

from autoservice.ui.entities.user.components import current_password_field
from autoservice.ui.kit.forms import button, form_error
from autoservice.ui.kit.i18n import t
from autoservice.ui.kit.session_forms import session_form


def renew_recovery_codes_form() -> rx.Component:
    """Return the form with the current password and a button."""
    return session_form(
        rx.el.p(t("You get new codes; the old ones stop working.")),
        current_password_field("renew-proof"),
        form_error(),
        button(t("Make new codes"), class_name="w-full sm:w-auto"),
        action="/api/profile/second-factor/recovery-codes",
        then="done",
    )

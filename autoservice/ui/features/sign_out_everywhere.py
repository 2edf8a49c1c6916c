"""The form to revoke all sessions, over REST, because this browser's cookies are removed too."""

import reflex as rx

from autoservice.ui.kit.forms import button, form_error
from autoservice.ui.kit.i18n import t
from autoservice.ui.kit.session_forms import session_form


def sign_out_everywhere_form() -> rx.Component:
    """Return a warning and a button."""
    return session_form(
        rx.el.p(t("All devices will be signed out at once, this one included.")),
        form_error(),
        button(t("Sign out everywhere"), "danger", class_name="w-full sm:w-auto"),
        action="/api/auth/sessions",
        method="DELETE",
        then="home",
    )

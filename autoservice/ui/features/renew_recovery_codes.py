"""The password; the answer's codes are shown by the page's panel for them."""

import reflex as rx

from autoservice.ui.entities.user.components import own_password
from autoservice.ui.kit.forms import button, form_error
from autoservice.ui.kit.i18n import t
from autoservice.ui.kit.session_forms import session_form


def renew_recovery_codes_form() -> rx.Component:
    """New codes instead of the old ones."""
    return session_form(
        rx.el.p(t("You get new codes; the old ones stop working.")),
        own_password("renew-proof"),
        form_error(),
        button(t("Make new codes"), class_name="w-full sm:w-auto"),
        action="/api/profile/second-factor/recovery-codes",
        then="done",
    )

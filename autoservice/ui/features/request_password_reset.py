"""The form to request a password reset; the answer does not disclose whether the login has an account."""

import reflex as rx

from autoservice.ui.entities.user.auth_pages import demo_mailbox_notice, login_field
from autoservice.ui.kit.feedback import notice
from autoservice.ui.kit.forms import button, form_error
from autoservice.ui.kit.i18n import t
from autoservice.ui.kit.session_forms import session_form, when_done
from autoservice.ui.kit.theme import MUTED


def request_password_reset_form() -> rx.Component:
    """Return the form for the login, and its success message."""
    phones = t("Codes by SMS are not available yet: the e-mail goes to the account's address.")
    return rx.el.div(
        session_form(
            login_field(hint=phones, passed_on=True, auto_focus=True),
            form_error(),
            button(t("Send the e-mail"), class_name="w-full"),
            action="/api/auth/password-reset",
            then="done",
        ),
        when_done(
            notice(t("If there is such an account, an e-mail is on its way."), "success"),
            rx.el.p(t("The link in it works for 30 minutes.")),
            rx.el.p(
                t("No e-mail? Look among the unwanted mail. An account without an e-mail address gets none."),
                class_name=MUTED,
            ),
            demo_mailbox_notice(),
            class_name="space-y-4",
        ),
    )

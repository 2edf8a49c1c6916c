"""The form to request a password reset; the answer does not disclose whether the login has an account."""

import reflex as rx

from autoservice.ui.entities.user.auth_pages import demo_mailbox_notice, login_field
from autoservice.ui.kit.feedback import notice
from autoservice.ui.kit.forms import button, form_error
from autoservice.ui.kit.i18n import t
from autoservice.ui.kit.session_forms import session_form, when_done
from autoservice.ui.kit.theme import MUTED
from autoservice.ui.kit.viewer import ViewerState


def request_password_reset_form() -> rx.Component:
    """Return the form for the login, and its success message."""
    sms = ViewerState.sends_sms
    phones = rx.cond(
        sms,
        t("With a confirmed phone number the link comes by SMS, else by e-mail."),
        t("This shop sends no SMS: the e-mail goes to the account's address."),
    )
    without = t("No e-mail? Look among the unwanted mail. An account without an e-mail address gets none.")
    neither = t(
        "Nothing came? Look among the unwanted mail. By SMS it comes only to a number that was confirmed."
    )
    return rx.el.div(
        session_form(
            login_field(hint=phones, passed_on=True, auto_focus=True),
            form_error(),
            button(rx.cond(sms, t("Send the link"), t("Send the e-mail")), class_name="w-full"),
            action="/api/auth/password-reset",
            then="done",
        ),
        when_done(
            notice(
                rx.cond(
                    sms,
                    t("If there is such an account, the link is on its way: by e-mail or by SMS."),
                    t("If there is such an account, an e-mail is on its way."),
                ),
                "success",
            ),
            rx.el.p(t("The link works for 30 minutes.")),
            rx.el.p(rx.cond(sms, neither, without), class_name=MUTED),
            demo_mailbox_notice(),
            class_name="space-y-4",
        ),
    )

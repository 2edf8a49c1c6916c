"""The confirmation of a new e-mail address by link, with a button: mail scanners open links too."""

import reflex as rx

from autoservice.ui.kit.feedback import notice
from autoservice.ui.kit.forms import button, form_error, link_button
from autoservice.ui.kit.i18n import t
from autoservice.ui.kit.session_forms import link_token, session_form, when_done


def confirm_email_by_link_form() -> rx.Component:
    """Return the form of one button, and its success message."""
    return rx.el.div(
        session_form(
            rx.el.p(t("Press the button, and from then on you sign in with the new address.")),
            link_token(),
            form_error(),
            button(t("Confirm the new address"), class_name="w-full"),
            action="/api/profile/email/confirm",
            then="done",
        ),
        when_done(
            notice(t("Your new address is confirmed."), "success"),
            link_button(t("To my profile"), "/profile", class_name="w-full"),
            class_name="space-y-5",
        ),
    )

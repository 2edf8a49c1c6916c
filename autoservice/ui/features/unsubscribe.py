"""The end of a group's e-mails by the link of one, with a button: mail scanners open links too."""

import reflex as rx

from autoservice.ui.kit.feedback import notice
from autoservice.ui.kit.forms import button, form_error, link_button
from autoservice.ui.kit.i18n import t
from autoservice.ui.kit.session_forms import link_token, session_form, when_done


def unsubscribe_form() -> rx.Component:
    """Return the form of one button, and its success message."""
    return rx.el.div(
        session_form(
            rx.el.p(
                t(
                    "Press the button, and you receive no more e-mails of this kind. "
                    "Codes and what concerns the security of your account still come."
                )
            ),
            link_token(),
            form_error(),
            button(t("Send me no more of them"), class_name="w-full"),
            action="/api/unsubscribe",
            then="done",
        ),
        when_done(
            notice(t("You receive no more e-mails of this kind."), "success"),
            link_button(t("To my profile"), "/profile", class_name="w-full"),
            class_name="space-y-5",
        ),
    )

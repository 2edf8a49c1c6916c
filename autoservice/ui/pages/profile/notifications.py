"""The card of notifications."""

import reflex as rx

from autoservice.ui.features.choose_notifications import NotificationsState, notifications_form, push_device
from autoservice.ui.kit.content import card
from autoservice.ui.kit.feedback import notice
from autoservice.ui.kit.i18n import t


def notifications_card() -> rx.Component:
    """What one is told, by which channel, and when not."""
    state = NotificationsState
    return card(
        rx.el.p(
            t("Codes and what concerns the security of your account come in any case."),
            class_name="mb-4 text-muted",
        ),
        rx.cond(
            state.has_email | ~state.loaded,
            rx.fragment(),
            rx.el.div(
                notice(t("Without an e-mail address no e-mails can come."), "warning"), class_name="mb-4"
            ),
        ),
        rx.cond(state.loaded, _about_sms()),
        notifications_form(),
        rx.cond(state.loaded, push_device(state.has_push)),
        title=t("Notifications"),
    )


def _about_sms() -> rx.Component:
    """Why no SMS come, if that is so."""
    state = NotificationsState
    text = rx.cond(
        ~state.has_sms,
        t("The shop sends no SMS."),
        rx.cond(
            ~state.has_phone,
            t("SMS come once your phone number is confirmed, under Personal data."),
            rx.cond(
                state.sms_stopped,
                t("Your number has answered STOP and gets no SMS but codes. Answer START to get them again."),
                "",
            ),
        ),
    )
    return rx.cond(text != "", rx.el.p(text, class_name="mb-4 text-muted"))

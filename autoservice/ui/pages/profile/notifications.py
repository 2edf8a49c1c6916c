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
        notifications_form(),
        rx.cond(state.loaded, push_device(state.has_push)),
        title=t("Notifications"),
    )

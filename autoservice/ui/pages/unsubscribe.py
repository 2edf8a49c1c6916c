"""Where the link at the end of an e-mail leads."""

import reflex as rx

from autoservice.ui.engine.page import page
from autoservice.ui.features.unsubscribe import unsubscribe_form
from autoservice.ui.kit.content import card, page_title
from autoservice.ui.kit.forms import link_button
from autoservice.ui.kit.i18n import t
from autoservice.ui.kit.layout import narrow_layout
from autoservice.ui.kit.session_forms import when_token


@page("/unsubscribe", "Receive no more e-mails")
def unsubscribe() -> rx.Component:
    """By the link that led here."""
    lost = t("Open the link from the e-mail once more, or choose in your profile what you want to be told.")
    return narrow_layout(
        page_title(t("Receive no more e-mails")),
        when_token(card(unsubscribe_form())),
        when_token(
            card(
                rx.el.p(lost, class_name="mb-5"),
                link_button(t("To my profile"), "/profile", class_name="w-full"),
            ),
            missing=True,
        ),
    )

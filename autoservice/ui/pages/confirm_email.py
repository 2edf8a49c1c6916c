"""Where the e-mail about a new e-mail address leads."""

import reflex as rx

from autoservice.ui.engine.page import page
from autoservice.ui.features.confirm_email import confirm_email_by_link_form
from autoservice.ui.kit.content import card, page_title
from autoservice.ui.kit.forms import link_button
from autoservice.ui.kit.i18n import t
from autoservice.ui.kit.layout import narrow_layout
from autoservice.ui.kit.session_forms import when_token


@page("/confirm-email", "Confirm the new address")
def confirm_email() -> rx.Component:
    """By the link that led here."""
    lost = t("Open the link from the e-mail once more, or enter its code in your profile.")
    return narrow_layout(
        page_title(t("Confirm the new address")),
        when_token(card(confirm_email_by_link_form())),
        when_token(
            card(
                rx.el.p(lost, class_name="mb-5"),
                link_button(t("To my profile"), "/profile", class_name="w-full"),
            ),
            missing=True,
        ),
    )

"""Confirming the address of a new account."""

import reflex as rx

from autoservice.ui.engine.page import page
from autoservice.ui.entities.user.auth_pages import (
    AuthPageState,
    demo_mailbox_notice,
    secondary_link,
    secondary_links,
)
from autoservice.ui.features.confirm_registration import confirm_by_code_form, confirm_by_link_form
from autoservice.ui.kit.content import card, page_title
from autoservice.ui.kit.i18n import t
from autoservice.ui.kit.layout import narrow_layout
from autoservice.ui.kit.session_forms import when_token


@page("/confirm", "Confirm your address", [AuthPageState.load])
def confirm() -> rx.Component:
    """By the link that led here, or by the code of the same e-mail."""
    sent = t("An e-mail with a code is on its way to you. Enter the code here, or follow the e-mail's link.")
    return narrow_layout(
        page_title(t("Confirm your address")),
        when_token(card(confirm_by_link_form())),
        when_token(
            card(rx.el.p(sent, class_name="mb-5"), confirm_by_code_form()),
            rx.el.p(
                t("No e-mail? Look among the unwanted mail. A code is good for 24 hours."),
                class_name="mt-6 text-center text-sm text-muted",
            ),
            missing=True,
        ),
        secondary_links(
            secondary_link(t("Send another e-mail"), "/register"),
            secondary_link(t("Sign in"), "/sign-in"),
        ),
        # It comes later, and below all else it moves nothing.
        when_token(rx.el.div(demo_mailbox_notice(), class_name="mt-6 empty:hidden"), missing=True),
    )

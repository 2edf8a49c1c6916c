"""Confirming the phone number of a new account."""

import reflex as rx

from autoservice.ui.engine.page import page
from autoservice.ui.entities.user.auth_pages import AuthPageState, secondary_link, secondary_links
from autoservice.ui.features.confirm_registration import confirm_by_sms_form
from autoservice.ui.kit.content import card, page_title
from autoservice.ui.kit.i18n import t
from autoservice.ui.kit.layout import narrow_layout


@page("/confirm-phone", "Confirm your phone number", [AuthPageState.load])
def confirm_phone() -> rx.Component:
    """By the code that came by SMS."""
    return narrow_layout(
        page_title(t("Confirm your phone number")),
        card(
            rx.el.p(t("A code is on its way to your phone by SMS. Enter it here."), class_name="mb-5"),
            confirm_by_sms_form(),
        ),
        rx.el.p(
            t("No SMS? A code is good for 15 minutes; check the number and ask for another one."),
            class_name="mt-6 text-center text-sm text-muted",
        ),
        secondary_links(
            secondary_link(t("Send another code"), "/register"),
            secondary_link(t("Sign in"), "/sign-in"),
        ),
    )

"""Creating an account."""

import reflex as rx

from autoservice.ui.engine.page import page
from autoservice.ui.entities.user.auth_pages import AuthPageState, secondary_link, secondary_links
from autoservice.ui.features.register import register_form
from autoservice.ui.kit.content import card, page_title
from autoservice.ui.kit.i18n import t
from autoservice.ui.kit.layout import narrow_layout


@page("/register", "Create an account", [AuthPageState.redirect_signed_in, AuthPageState.load])
def register() -> rx.Component:
    """The form to create an account, and a link to sign-in."""
    return narrow_layout(
        page_title(t("Create an account"), t("Order a repair and watch every stage of it.")),
        card(register_form()),
        secondary_links(secondary_link(t("I have an account already"), "/sign-in")),
    )

"""Creating an account."""

import reflex as rx

from autoservice.ui.engine.screen import screen
from autoservice.ui.entities.user.entry import EntryState, quiet_link, quiet_links
from autoservice.ui.features.register import register_form
from autoservice.ui.kit.content import card, page_title
from autoservice.ui.kit.i18n import t
from autoservice.ui.kit.layout import narrow_page


@screen("/register", "Create an account", [EntryState.send_on, EntryState.load])
def register() -> rx.Component:
    """The form, and the way for those who have an account."""
    return narrow_page(
        page_title(t("Create an account"), t("Order a repair and watch every stage of it.")),
        card(register_form()),
        quiet_links(quiet_link(t("I have an account already"), "/sign-in")),
    )

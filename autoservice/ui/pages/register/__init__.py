"""Creating an account."""

import reflex as rx

from autoservice.ui.features.register import register_form
from autoservice.ui.shared.content import card, page_title
from autoservice.ui.shared.entry import EntryState, quiet_link, quiet_links
from autoservice.ui.shared.i18n import t
from autoservice.ui.shared.layout import narrow_page
from autoservice.ui.shared.screen import screen


@screen("/register", "Create an account", [EntryState.send_on, EntryState.load])
def register() -> rx.Component:
    """The form, and the way for those who have an account."""
    return narrow_page(
        page_title(t("Create an account"), t("Order a repair and watch every stage of it.")),
        card(register_form()),
        quiet_links(quiet_link(t("I have an account already"), "/sign-in")),
    )

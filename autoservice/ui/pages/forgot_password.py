"""For somebody who has forgotten the password."""

import reflex as rx

from autoservice.ui.engine.screen import screen
from autoservice.ui.entities.user.entry import EntryState, quiet_link, quiet_links
from autoservice.ui.features.request_password_reset import request_password_reset_form
from autoservice.ui.kit.content import card, page_title
from autoservice.ui.kit.i18n import t
from autoservice.ui.kit.layout import narrow_page


@screen("/password/forgot", "Forgot your password?", [EntryState.load])
def forgot_password() -> rx.Component:
    """The form in the middle."""
    return narrow_page(
        page_title(t("Forgot your password?"), t("We mail you a link to set a new one.")),
        card(request_password_reset_form()),
        quiet_links(quiet_link(t("Back to sign-in"), "/sign-in")),
    )

"""For somebody who has forgotten the password."""

import reflex as rx

from autoservice.ui.features.request_password_reset import request_password_reset_form
from autoservice.ui.shared.content import card, page_title
from autoservice.ui.shared.entry import EntryState, quiet_link, quiet_links
from autoservice.ui.shared.i18n import t
from autoservice.ui.shared.layout import narrow_page
from autoservice.ui.shared.screen import screen


@screen("/password/forgot", "Forgot your password?", [EntryState.load])
def forgot_password() -> rx.Component:
    """The form in the middle."""
    return narrow_page(
        page_title(t("Forgot your password?"), t("We mail you a link to set a new one.")),
        card(request_password_reset_form()),
        quiet_links(quiet_link(t("Back to sign-in"), "/sign-in")),
    )

"""Where the letter for a lost password leads."""

import reflex as rx

from autoservice.ui.features.reset_password import reset_password_form
from autoservice.ui.shared.content import card, page_title
from autoservice.ui.shared.entry import quiet_link, quiet_links
from autoservice.ui.shared.forms import link_button
from autoservice.ui.shared.i18n import t
from autoservice.ui.shared.layout import narrow_page
from autoservice.ui.shared.screen import screen
from autoservice.ui.shared.session_forms import when_token


@screen("/password/reset", "Set a new password")
def reset_password() -> rx.Component:
    """The form for who came by the link; else the way to such a link."""
    lost = t("This page is opened by the link from a letter. Open it once more, or ask for a new letter.")
    another = "/password/forgot"
    return narrow_page(
        page_title(t("Set a new password")),
        when_token(
            rx.el.p(
                t("All devices that are signed in to the account are signed out then."), class_name="mb-6"
            ),
            card(reset_password_form()),
            quiet_links(quiet_link(t("Ask for a new letter"), another)),
        ),
        when_token(
            card(
                rx.el.p(lost, class_name="mb-5"),
                link_button(t("Ask for a new letter"), another, class_name="w-full"),
            ),
            missing=True,
        ),
    )

"""Where the e-mail for a lost password leads."""

import reflex as rx

from autoservice.ui.engine.page import page
from autoservice.ui.entities.user.auth_pages import secondary_link, secondary_links
from autoservice.ui.features.reset_password import reset_password_form
from autoservice.ui.kit.content import card, page_title
from autoservice.ui.kit.forms import link_button
from autoservice.ui.kit.i18n import t
from autoservice.ui.kit.layout import narrow_layout
from autoservice.ui.kit.session_forms import when_token


@page("/password/reset", "Set a new password")
def reset_password() -> rx.Component:
    """The form for who came by the link; else the way to such a link."""
    lost = t("This page is opened by the link that was sent to you. Open it once more, or ask for a new one.")
    another = "/password/forgot"
    return narrow_layout(
        page_title(t("Set a new password")),
        when_token(
            rx.el.p(
                t("All devices that are signed in to the account are signed out then."), class_name="mb-6"
            ),
            card(reset_password_form()),
            secondary_links(secondary_link(t("Ask for a new link"), another)),
        ),
        when_token(
            card(
                rx.el.p(lost, class_name="mb-5"),
                link_button(t("Ask for a new link"), another, class_name="w-full"),
            ),
            missing=True,
        ),
    )

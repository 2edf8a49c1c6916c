"""The page to request a password reset."""

import reflex as rx

from autoservice.ui.engine.page import page
from autoservice.ui.entities.user.auth_pages import AuthPageState, secondary_link, secondary_links
from autoservice.ui.features.request_password_reset import request_password_reset_form
from autoservice.ui.kit.content import card, page_title
from autoservice.ui.kit.i18n import t
from autoservice.ui.kit.layout import narrow_layout


@page("/password/forgot", "Forgot your password?", [AuthPageState.load])
def forgot_password() -> rx.Component:
    """Return the form in the middle."""
    return narrow_layout(
        page_title(t("Forgot your password?"), t("We send you a link to set a new one.")),
        card(request_password_reset_form()),
        secondary_links(secondary_link(t("Back to sign-in"), "/sign-in")),
    )

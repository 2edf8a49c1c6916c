"""Signing in."""

import reflex as rx

from autoservice.ui.engine.page import page
from autoservice.ui.entities.user.auth_pages import AuthPageState, secondary_link, secondary_links
from autoservice.ui.features.sign_in import sign_in_form
from autoservice.ui.kit.content import card, page_title
from autoservice.ui.kit.feedback import notice
from autoservice.ui.kit.i18n import t
from autoservice.ui.kit.layout import narrow_layout
from autoservice.ui.kit.session_forms import when_query


@page("/sign-in", "Sign in", [AuthPageState.redirect_signed_in, AuthPageState.load])
def sign_in() -> rx.Component:
    """The form in the middle."""
    return narrow_layout(
        page_title(t("Sign in")),
        _news(),
        card(sign_in_form()),
        secondary_links(
            secondary_link(t("Forgot your password?"), "/password/forgot"),
            secondary_link(t("Create an account"), "/register"),
        ),
    )


def _news() -> rx.Component:
    """What the person has just done on another page."""
    texts = {
        "confirmed": t("Your address is confirmed. You can sign in now."),
        "ready": t(
            "Your account is ready. You can sign in now. Add an e-mail address in your profile: "
            "there are no codes by SMS yet, and without an address a lost password cannot be replaced."
        ),
        "reset": t("Your password is changed. Sign in with the new one."),
        "invited": t("Your account is ready. You can sign in now."),
    }
    return rx.fragment(
        *(when_query(name, notice(text, "success"), class_name="mb-6") for name, text in texts.items())
    )

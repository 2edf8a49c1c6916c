"""Signing in."""

import reflex as rx

from autoservice.ui.engine.screen import screen
from autoservice.ui.entities.user.entry import EntryState, quiet_link, quiet_links
from autoservice.ui.features.sign_in import sign_in_form
from autoservice.ui.kit.content import card, page_title
from autoservice.ui.kit.feedback import notice
from autoservice.ui.kit.i18n import t
from autoservice.ui.kit.layout import narrow_page


@screen("/sign-in", "Sign in", [EntryState.send_on, EntryState.load])
def sign_in() -> rx.Component:
    """The form in the middle."""
    return narrow_page(
        page_title(t("Sign in")),
        _news(),
        card(sign_in_form()),
        quiet_links(
            quiet_link(t("Forgot your password?"), "/password/forgot"),
            quiet_link(t("Create an account"), "/register"),
        ),
    )


def _news() -> rx.Component:
    """What the person has just done on another page."""
    said = {
        "confirmed": t("Your address is confirmed. You can sign in now."),
        "ready": t(
            "Your account is ready. You can sign in now. Add an e-mail address in your profile: "
            "there are no codes by SMS yet, and without an address a lost password cannot be replaced."
        ),
        "reset": t("Your password is changed. Sign in with the new one."),
        "invited": t("Your account is ready. You can sign in now."),
    }
    notices = ((name, rx.el.div(notice(text, "success"), class_name="mb-6")) for name, text in said.items())
    return rx.match(EntryState.news, *notices, rx.fragment())

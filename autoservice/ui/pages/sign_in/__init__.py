"""Signing in."""

from typing import Any

import reflex as rx

from autoservice.ui.features.sign_in import sign_in_form
from autoservice.ui.shared.content import card, page_title
from autoservice.ui.shared.feedback import skeleton
from autoservice.ui.shared.gate import EVERYBODY, HOMES, current_viewer, opens_to
from autoservice.ui.shared.i18n import t
from autoservice.ui.shared.layout import narrow_page
from autoservice.ui.shared.screen import screen
from autoservice.ui.shared.viewer import safe_path


@opens_to(*EVERYBODY)
class SignInState(rx.State):
    """Where to go after signing in."""

    next_path: str = "/"
    ready: bool = False

    @rx.event
    async def load(self) -> Any:
        """Follow only paths of this site; who is signed in already goes there at once."""
        actor = current_viewer().actor
        wanted = safe_path(self.router.url.query_parameters.get("next", ""))
        if actor.signed_in:
            return rx.redirect(wanted or HOMES[actor.role], replace=True)
        # Without a wish one comes back here, and is sent to the role's own start page.
        self.next_path = wanted or "/sign-in"
        self.ready = True
        return None


@screen("/sign-in", "Sign in", [SignInState.load])
def sign_in() -> rx.Component:
    """The form in the middle."""
    return narrow_page(
        page_title(t("Sign in")),
        card(rx.cond(SignInState.ready, sign_in_form(SignInState.next_path), skeleton(4))),
    )

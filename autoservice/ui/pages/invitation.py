"""Where an invitation leads."""

import reflex as rx

from autoservice.ui.engine.page import page
from autoservice.ui.features.accept_invitation import accept_invitation_form
from autoservice.ui.kit.content import card, page_title
from autoservice.ui.kit.i18n import t
from autoservice.ui.kit.layout import narrow_layout
from autoservice.ui.kit.session_forms import when_token


@page("/invitation", "Your invitation")
def invitation() -> rx.Component:
    """The form for who came by the link; else where to find it."""
    lost = t(
        "This page is opened by the link from your invitation. Open it once more; after 7 days, or once you "
        "have used it, ask whoever invited you for a new one."
    )
    return narrow_layout(
        page_title(t("Your invitation")),
        when_token(
            rx.el.p(t("Welcome! Tell us your name and choose a password."), class_name="mb-6"),
            card(accept_invitation_form()),
        ),
        when_token(card(rx.el.p(lost)), missing=True),
    )

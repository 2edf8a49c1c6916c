"""The layout of the profile page."""

import reflex as rx

from autoservice.ui.engine.page import page
from autoservice.ui.features.choose_notifications import NotificationsState
from autoservice.ui.features.rename import RenameState
from autoservice.ui.features.revoke_session import RevokeSessionState
from autoservice.ui.kit.content import page_title
from autoservice.ui.kit.feedback import outcome_notice, skeleton
from autoservice.ui.kit.i18n import t
from autoservice.ui.kit.layout import layout
from autoservice.ui.pages.profile.data import data_card, password_card
from autoservice.ui.pages.profile.leaving import leaving_card
from autoservice.ui.pages.profile.notifications import notifications_card
from autoservice.ui.pages.profile.sessions import sessions_card
from autoservice.ui.pages.profile.state import ProfileState, SessionsState
from autoservice.ui.pages.profile.two_step import two_step_card
from autoservice.ui.widgets.recovery_codes import hidden_by_recovery_codes, recovery_codes_panel

ON_LOAD = (
    RenameState.clear,
    RevokeSessionState.clear,
    NotificationsState.clear,
    SessionsState.load,
    NotificationsState.load,
    ProfileState.load,
)
WIDTH = "mx-auto w-full max-w-3xl px-4 sm:px-6"


@page("/profile", "Profile", ON_LOAD)
def profile() -> rx.Component:
    """A card for each part of the account."""
    cards = (
        data_card(),
        notifications_card(),
        password_card(),
        two_step_card(),
        sessions_card(),
        leaving_card(),
    )
    return layout(
        recovery_codes_panel(),
        hidden_by_recovery_codes(
            page_title(t("Profile")),
            _done(),
            rx.cond(
                ProfileState.loaded,
                rx.el.div(*cards, class_name="space-y-6"),
                skeleton(12),
            ),
        ),
        here="/profile",
        width=WIDTH,
    )


def _done() -> rx.Component:
    texts = {
        "password": t("The password is changed. All other devices were signed out."),
        "email": t("The e-mail address is changed."),
        "phone": t("The phone number is saved."),
        "second-factor": t("Two-step sign-in is off."),
    }
    return outcome_notice(ProfileState.done, texts, "not-empty:mb-6")

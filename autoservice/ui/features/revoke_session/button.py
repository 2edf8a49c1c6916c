"""A button beside a session, and the status line after it."""

from typing import Any

import reflex as rx

from autoservice.ui.entities.user.view_models import SessionVar
from autoservice.ui.features.revoke_session.state import STATUS_LINE, RevokeSessionState
from autoservice.ui.kit.feedback import status_line
from autoservice.ui.kit.forms import button
from autoservice.ui.kit.i18n import t


def revoke_session_button(session: SessionVar, then: Any) -> rx.Component:
    """Return the button that revokes the session; ``then`` is the event that reads the list anew."""
    return button(
        t("Sign out"),
        "secondary",
        on_click=[RevokeSessionState.revoke_session(session.id), then],  # type: ignore[operator]
        aria_label=t("Sign out") + ": " + session.browser + ", " + t("signed in") + " " + session.created,
    )


def session_revoked() -> rx.Component:
    """Return the status line of the revocation, which takes the focus of the removed button."""
    text = rx.cond(RevokeSessionState.revoked, t("The device is signed out."), "")
    return status_line(text, id=STATUS_LINE)

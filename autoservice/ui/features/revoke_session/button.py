"""A button beside the device."""

from typing import Any

import reflex as rx

from autoservice.ui.entities.user.rows import SessionVar
from autoservice.ui.features.revoke_session.state import RevokeSessionState
from autoservice.ui.shared.forms import button
from autoservice.ui.shared.i18n import t


def revoke_session_button(session: SessionVar, then: Any) -> rx.Component:
    """Sign the device out; ``then`` is the event that reads the list anew."""
    return button(
        t("Sign out"),
        "secondary",
        on_click=[RevokeSessionState.revoke_session(session.id), then],  # type: ignore[operator]
        aria_label=t("Sign out") + ": " + session.device,
    )

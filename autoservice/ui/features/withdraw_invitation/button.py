"""A button beside the invitation."""

from typing import Any

import reflex as rx

from autoservice.ui.entities.user.rows import InvitationVar
from autoservice.ui.features.withdraw_invitation.state import WithdrawInvitationState
from autoservice.ui.shared.forms import button
from autoservice.ui.shared.i18n import t


def withdraw_invitation_button(invitation: InvitationVar, then: Any) -> rx.Component:
    """Take it back; ``then`` is the event that reads the list anew."""
    return button(
        t("Withdraw"),
        "secondary",
        on_click=[WithdrawInvitationState.withdraw_invitation(invitation.id), then],  # type: ignore[operator]
        aria_label=t("Withdraw") + ": " + invitation.email,
    )

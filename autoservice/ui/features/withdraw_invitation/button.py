"""A button beside the invitation, and the status line after it."""

from typing import Any

import reflex as rx

from autoservice.ui.entities.user.view_models import InvitationVar
from autoservice.ui.features.withdraw_invitation.state import STATUS_LINE, WithdrawInvitationState
from autoservice.ui.kit.feedback import status_line
from autoservice.ui.kit.forms import button
from autoservice.ui.kit.i18n import t


def withdraw_invitation_button(invitation: InvitationVar, then: Any) -> rx.Component:
    """Return the button that withdraws the invitation; ``then`` is the event that reads the list anew."""
    return button(
        t("Withdraw"),
        "secondary",
        on_click=[WithdrawInvitationState.withdraw_invitation(invitation.id), then],  # type: ignore[operator]
        aria_label=t("Withdraw") + ": " + invitation.email,
    )


def invitation_withdrawn() -> rx.Component:
    """Return the status line of the withdrawal, which takes the focus of the removed button."""
    text = rx.cond(WithdrawInvitationState.withdrawn, t("The invitation is withdrawn."), "")
    return status_line(text, id=STATUS_LINE)

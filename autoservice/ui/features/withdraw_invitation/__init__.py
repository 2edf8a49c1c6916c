"""The feature to withdraw an invitation."""

from autoservice.ui.features.withdraw_invitation.button import (
    invitation_withdrawn,
    withdraw_invitation_button,
)
from autoservice.ui.features.withdraw_invitation.state import WithdrawInvitationState

__all__ = ["WithdrawInvitationState", "invitation_withdrawn", "withdraw_invitation_button"]

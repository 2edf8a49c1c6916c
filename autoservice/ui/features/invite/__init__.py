"""The feature to invite a colleague."""

from autoservice.ui.features.invite.form import invite_form
from autoservice.ui.features.invite.state import InviteState

__all__ = ["InviteState", "invite_form"]

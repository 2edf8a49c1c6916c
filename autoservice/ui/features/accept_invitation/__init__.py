"""Accepting an invitation to work here."""

from autoservice.ui.features.accept_invitation.form import accept_invitation_form

__all__ = ["accept_invitation_form"]

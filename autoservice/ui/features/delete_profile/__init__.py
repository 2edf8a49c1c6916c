"""Leaving for good."""

from autoservice.ui.features.delete_profile.form import delete_profile_form

__all__ = ["delete_profile_form"]

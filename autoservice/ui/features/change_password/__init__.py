"""Changing one's own password."""

from autoservice.ui.features.change_password.form import change_password_form

__all__ = ["change_password_form"]

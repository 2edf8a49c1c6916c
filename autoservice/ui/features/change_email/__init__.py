"""Changing one's own e-mail address."""

from autoservice.ui.features.change_email.form import change_email_form, confirm_email_form

__all__ = ["change_email_form", "confirm_email_form"]

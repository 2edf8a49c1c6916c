"""Setting a new password instead of a lost one."""

from autoservice.ui.features.reset_password.form import reset_password_form

__all__ = ["reset_password_form"]

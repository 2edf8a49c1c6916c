"""Asking for a letter with which a lost password is replaced."""

from autoservice.ui.features.request_password_reset.form import request_password_reset_form

__all__ = ["request_password_reset_form"]

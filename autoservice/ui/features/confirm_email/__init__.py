"""Confirming a new e-mail address of an account."""

from autoservice.ui.features.confirm_email.form import confirm_email_form

__all__ = ["confirm_email_form"]

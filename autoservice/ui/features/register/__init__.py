"""Creating an account for oneself."""

from autoservice.ui.features.register.form import register_form

__all__ = ["register_form"]

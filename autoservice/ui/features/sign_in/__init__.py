"""Signing in."""

from autoservice.ui.features.sign_in.form import sign_in_form

__all__ = ["sign_in_form"]

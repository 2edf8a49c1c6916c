"""Replacing one's own recovery codes."""

from autoservice.ui.features.renew_recovery_codes.form import renew_recovery_codes_form

__all__ = ["renew_recovery_codes_form"]

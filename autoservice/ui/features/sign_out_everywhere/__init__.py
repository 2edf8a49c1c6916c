"""Ending all of one's own sessions."""

from autoservice.ui.features.sign_out_everywhere.form import sign_out_everywhere_form

__all__ = ["sign_out_everywhere_form"]

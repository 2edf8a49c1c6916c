"""Switching one's own second factor off."""

from autoservice.ui.features.disable_second_factor.form import disable_second_factor_form

__all__ = ["disable_second_factor_form"]

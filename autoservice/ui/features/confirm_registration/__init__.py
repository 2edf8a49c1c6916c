"""Confirming the address of a new account."""

from autoservice.ui.features.confirm_registration.form import confirm_by_code_form, confirm_by_link_form

__all__ = ["confirm_by_code_form", "confirm_by_link_form"]

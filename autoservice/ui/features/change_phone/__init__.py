"""Setting or removing one's own phone number."""

from autoservice.ui.features.change_phone.form import change_phone_form

__all__ = ["change_phone_form"]

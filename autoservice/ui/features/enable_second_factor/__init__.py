"""Setting one's own second factor up."""

from autoservice.ui.features.enable_second_factor.forms import confirm_enrolment_form, start_enrolment_form
from autoservice.ui.features.enable_second_factor.secret import shared_secret

__all__ = ["confirm_enrolment_form", "shared_secret", "start_enrolment_form"]

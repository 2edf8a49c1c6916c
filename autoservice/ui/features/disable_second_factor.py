"""The form to disable the second factor."""

import reflex as rx

from autoservice.ui.entities.user.components import current_password_field
from autoservice.ui.kit.forms import button, form_error
from autoservice.ui.kit.i18n import t
from autoservice.ui.kit.session_forms import session_form
from autoservice.ui.kit.theme import Text


def disable_second_factor_form(next_path: Text) -> rx.Component:
    """Return the form with the current password and a button."""
    return session_form(
        rx.el.p(t("After that the password alone is enough to sign in. The recovery codes stop working.")),
        current_password_field("disable-proof"),
        form_error(),
        button(t("Switch off"), "danger", class_name="w-full sm:w-auto"),
        action="/api/profile/second-factor/disable",
        then="next",
        custom={"data-next": next_path},
    )

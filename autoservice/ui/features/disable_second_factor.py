"""The password, and off it is."""

import reflex as rx

from autoservice.ui.entities.user.components import own_password
from autoservice.ui.kit.forms import button, form_error
from autoservice.ui.kit.i18n import t
from autoservice.ui.kit.session_forms import session_form
from autoservice.ui.kit.theme import Text


def disable_second_factor_form(next_path: Text) -> rx.Component:
    """From then on the password alone is enough."""
    return session_form(
        rx.el.p(t("After that the password alone is enough to sign in. The recovery codes stop working.")),
        own_password("disable-proof"),
        form_error(),
        button(t("Switch off"), "danger", class_name="w-full sm:w-auto"),
        action="/api/profile/second-factor/disable",
        then="next",
        custom={"data-next": next_path},
    )

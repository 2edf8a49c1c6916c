"""The sign-in form, over REST, because only an HTTP answer can set an HttpOnly cookie."""

from typing import Any, Final

import reflex as rx

from autoservice.shared.access import ACCOUNT_ROLES, Actor, Role
from autoservice.ui.access import home_of
from autoservice.ui.entities.user.auth_pages import login_field
from autoservice.ui.kit.forms import button, form_error
from autoservice.ui.kit.i18n import t
from autoservice.ui.kit.session_forms import code_field, password_field, session_form

# Where the page's own "next" says, else to the start page of the role.
AFTERWARDS: Final[dict[str, Any]] = {
    "data-follow-next": "",
    "data-next-by": "user.role",
    **{f"data-next-{role.value}": home_of(Actor(role)) for role in (*ACCOUNT_ROLES, Role.ENROLLING)},
}


def sign_in_form() -> rx.Component:
    """Return the form for login and password, followed by the code where the account requires it."""
    return rx.fragment(_first_step(), _second_step())


def _first_step() -> rx.Component:
    return session_form(
        login_field(passed_on=True, auto_focus=True),
        password_field(t("Password")),
        form_error(),
        button(t("Sign in"), class_name="w-full"),
        action="/api/auth/login",
        then="next",
        custom={"data-first-form": "", **AFTERWARDS},
    )


def _second_step() -> rx.Component:
    # Recovery codes have letters.
    hint = t("From your authenticator app, or one of your recovery codes.")
    return session_form(
        rx.el.input(type="hidden", name="challenge"),
        code_field(t("Code"), hint=hint, with_letters=True),
        form_error(),
        button(t("Continue"), class_name="w-full"),
        button(t("Back"), "ghost", type="button", class_name="w-full", custom_attrs={"data-first-step": ""}),
        action="/api/auth/second-factor",
        then="next",
        custom={
            "hidden": True,
            "data-second-step": "",
            "data-text-expired": t("That took too long. Please sign in again."),
            **AFTERWARDS,
        },
    )

"""The layout of the page that sets the second factor up."""

import reflex as rx

from autoservice.shared.access import Permission
from autoservice.ui.engine.page import page
from autoservice.ui.features.enable_second_factor import (
    confirm_enrolment_form,
    shared_secret,
    start_enrolment_form,
)
from autoservice.ui.kit.content import card, page_title
from autoservice.ui.kit.feedback import notice, skeleton
from autoservice.ui.kit.forms import link_button
from autoservice.ui.kit.i18n import t
from autoservice.ui.kit.layout import layout
from autoservice.ui.kit.viewer import ViewerState, may
from autoservice.ui.pages.second_factor.state import SecondFactorState
from autoservice.ui.widgets.recovery_codes import hidden_by_recovery_codes, recovery_codes_panel

WIDTH = "mx-auto w-full max-w-2xl px-4 sm:px-6"


@page("/profile/second-factor", "Two-step sign-in", [SecondFactorState.load])
def second_factor() -> rx.Component:
    """A secret for the app, a code from it, and recovery codes."""
    state = SecondFactorState
    return layout(
        recovery_codes_panel(),
        hidden_by_recovery_codes(
            page_title(t("Two-step sign-in")),
            rx.cond(~state.loaded, skeleton(6)),
            # Part of the page all along, only hidden: who comes back from the app may have to
            # connect anew, and must find the code's field and what was shown as they were.
            rx.el.div(_set_up(), hidden=~state.loaded | state.enabled),
            rx.cond(state.loaded & state.enabled, _is_on()),
        ),
        here="/profile",
        width=WIDTH,
    )


def _is_on() -> rx.Component:
    return card(
        notice(t("Two-step sign-in is already on."), "success"),
        link_button(t("To the profile"), "/profile", "secondary", class_name="mt-4 w-full sm:w-auto"),
    )


def _set_up() -> rx.Component:
    return rx.el.div(
        rx.cond(
            ViewerState.signed_in & ~may(Permission.READ_ORDERS),
            notice(
                t("This shop requires two-step sign-in for your role. Your pages open when it is set up."),
                "warning",
            ),
        ),
        _beginning(),
        rx.el.div(
            card(shared_secret(), title=t("1. Add this shop to the app")),
            card(confirm_enrolment_form(), title=t("2. Type the code that the app shows")),
            hidden=True,
            tab_index=-1,
            class_name="space-y-6 outline-none",
            custom_attrs={"data-shown-with": "secret"},
        ),
        class_name="space-y-6",
    )


def _beginning() -> rx.Component:
    return card(
        rx.el.p(
            t(
                "From then on signing in asks for the password and for a code from an authenticator app, "
                "which your phone makes by itself, also without a network."
            )
        ),
        rx.el.div(
            rx.el.p(t("Install an authenticator app on your phone first, then begin."), class_name="my-4"),
            start_enrolment_form(),
            custom_attrs={"data-hidden-with": "secret"},
        ),
    )

"""The card of two-step sign-in."""

import reflex as rx

from autoservice.ui.features.disable_second_factor import disable_second_factor_form
from autoservice.ui.features.renew_recovery_codes import renew_recovery_codes_form
from autoservice.ui.kit.content import card
from autoservice.ui.kit.feedback import badge, notice
from autoservice.ui.kit.forms import link_button
from autoservice.ui.kit.i18n import t
from autoservice.ui.pages.profile.parts import unfolding
from autoservice.ui.pages.profile.state import ProfileState

FEW = 3


def two_step_card() -> rx.Component:
    """The state of the second factor and the forms that change it."""
    return card(rx.cond(ProfileState.second_factor, _on(), _off()), title=t("Two-step sign-in"))


def _off() -> rx.Component:
    return rx.el.div(
        badge(t("Off"), "neutral"),
        rx.el.p(
            t(
                "With it a password alone is not enough to sign in: "
                "a code from an app on your phone is asked for too."
            )
        ),
        link_button(t("Set up"), "/profile/second-factor", "secondary", class_name="w-full sm:w-auto"),
        class_name="space-y-4",
    )


def _on() -> rx.Component:
    return rx.el.div(
        badge(t("On"), "success"),
        rx.el.p(t("Recovery codes left:"), " ", rx.el.strong(ProfileState.recovery_codes)),
        rx.cond(
            ProfileState.recovery_codes < FEW,
            notice(t("Make new recovery codes before you run out of them."), "warning"),
        ),
        unfolding(t("New recovery codes"), renew_recovery_codes_form()),
        rx.cond(
            ProfileState.required,
            rx.el.p(t("This shop requires two-step sign-in for your role."), class_name="text-muted"),
            unfolding(t("Switch off"), disable_second_factor_form("/profile?done=second-factor")),
        ),
        class_name="space-y-4",
    )

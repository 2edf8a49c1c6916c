"""The select of a role and the switch that disables an account, in a list."""

import reflex as rx

from autoservice.ui.entities.user.components import called, role_options
from autoservice.ui.entities.user.view_models import UserVar
from autoservice.ui.features.update_user.state import UpdateUserState
from autoservice.ui.kit.forms import select
from autoservice.ui.kit.i18n import t
from autoservice.ui.kit.theme import classes


def role_select(user: UserVar) -> rx.Component:
    """Return the select that changes the role."""
    return select(
        "role",
        *role_options(),
        value=user.role,
        on_change=lambda role: UpdateUserState.change_role(  # type: ignore[operator]
            user.id, user.name, user.role, role
        ),
        aria_label=t("Role") + ": " + called(user),
        class_name="min-w-44 max-w-64",
    )


def active_switch(user: UserVar) -> rx.Component:
    """Return the switch that disables and enables the account."""
    knob = rx.el.span(
        class_name=classes(
            "block size-5 rounded-full bg-surface shadow transition-transform",
            "forced-colors:bg-[ButtonText]",
            rx.cond(user.active, "translate-x-5 forced-colors:bg-[HighlightText]", "translate-x-0"),
        )
    )
    return rx.el.button(
        rx.el.span(
            knob,
            class_name=classes(
                "block h-6 w-11 shrink-0 rounded-full p-0.5 transition-colors forced-colors:outline",
                rx.cond(user.active, "bg-accent forced-colors:bg-[Highlight]", "bg-control"),
            ),
        ),
        rx.cond(user.active, t("Active"), t("Disabled")),
        type="button",
        role="switch",
        aria_checked=user.active,
        aria_label=t("Can sign in") + ": " + called(user),
        on_click=UpdateUserState.switch(user.id, user.name, user.role, ~user.active),  # type: ignore[operator]
        class_name="inline-flex min-h-11 items-center gap-2 rounded-lg text-sm font-medium whitespace-nowrap",
    )

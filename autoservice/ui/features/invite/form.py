"""The form to invite a colleague."""

from typing import Any

import reflex as rx

from autoservice.shared.access import Role
from autoservice.ui.entities.user.components import role_options
from autoservice.ui.features.invite.state import EMAIL, NAME, ROLE, InviteState
from autoservice.ui.kit.feedback import form_notice, message, region
from autoservice.ui.kit.forms import button, field, select, socket_form, text_input
from autoservice.ui.kit.i18n import t


def invite_form(then: Any) -> rx.Component:
    """Return the form for e-mail address, name and role; ``then`` reloads the list of invitations."""
    return socket_form(
        rx.el.div(
            field(
                t("E-mail address"),
                text_input("email", type="email", id=EMAIL, auto_complete="off"),
                errors=InviteState.errors,
            ),
            field(
                t("Name"),
                text_input("name", id=NAME, auto_complete="off"),
                errors=InviteState.errors,
            ),
            field(
                t("Role"),
                select("role", *role_options((Role.MECHANIC, Role.ADMINISTRATOR)), id=ROLE),
                errors=InviteState.errors,
            ),
            class_name="grid grid-cols-1 gap-4 sm:grid-cols-3",
        ),
        form_notice(InviteState.errors, "empty:mb-0"),
        button(t("Send the invitation"), class_name="w-full sm:w-auto"),
        region(
            rx.cond(
                InviteState.sent_to != "",
                message(t("The invitation is on its way to") + " " + InviteState.sent_to, "success"),
            )
        ),
        on_submit=[InviteState.invite, then],
        refused=InviteState.refused,
        draft="invite",
        accepted=InviteState.accepted,
        class_name="space-y-4",
    )

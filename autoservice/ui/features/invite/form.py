"""Address, name and role of a colleague to be."""

from typing import Any

import reflex as rx

from autoservice.shared.access import Role
from autoservice.ui.entities.user.components import role_options
from autoservice.ui.features.invite.state import EMAIL, NAME, InviteState
from autoservice.ui.kit.feedback import notice
from autoservice.ui.kit.forms import button, field, select, socket_form, text_input
from autoservice.ui.kit.i18n import t


def invite_form(then: Any) -> rx.Component:
    """``then`` is the event that reads the invitations anew."""
    return socket_form(
        rx.el.div(
            field(
                t("E-mail address"),
                text_input("email", type="email", id=EMAIL, auto_complete="off"),
                error=InviteState.email_error,
            ),
            field(
                t("Name"),
                text_input("name", id=NAME, auto_complete="off"),
                error=InviteState.name_error,
            ),
            field(t("Role"), select("role", *role_options((Role.MECHANIC, Role.ADMINISTRATOR)))),
            class_name="grid gap-4 sm:grid-cols-3",
        ),
        rx.cond(InviteState.error != "", notice(InviteState.error, "danger")),
        button(t("Send the invitation"), class_name="w-full sm:w-auto"),
        rx.cond(
            InviteState.sent_to != "",
            notice(t("The invitation is on its way to") + " " + InviteState.sent_to, "success"),
        ),
        on_submit=[InviteState.invite, then],
        refused=InviteState.refused,
        class_name="space-y-4",
    )

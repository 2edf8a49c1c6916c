"""One row for each account."""

from collections.abc import Sequence

import reflex as rx

from autoservice.ui.entities.user.view_models import UserVar
from autoservice.ui.features.update_user import active_switch, role_select
from autoservice.ui.kit.anchor import anchor
from autoservice.ui.kit.content import data_table
from autoservice.ui.kit.feedback import badge
from autoservice.ui.kit.i18n import t
from autoservice.ui.kit.theme import MUTED, Child, classes
from autoservice.ui.pages.admin_users.state import UsersState


def users_table() -> rx.Component:
    """Name and addresses, and what can be changed at once."""
    headers = [t("Name"), t("Role"), t("Two-step sign-in"), t("State"), t("Since")]
    return data_table(headers, UsersState.users, _cells)


def _cells(user: UserVar) -> Sequence[Child]:
    then = UsersState.reload
    return [
        _person(user),
        role_select(user, then),
        rx.cond(user.second_factor, badge(t("On"), "success"), badge(t("Off"))),
        active_switch(user, then),
        rx.el.span(user.created, class_name="whitespace-nowrap"),
    ]


def _person(user: UserVar) -> rx.Component:
    # On a line each; high enough for a thumb where it is not a table.
    line = classes(MUTED, "flex min-h-11 items-center justify-end wrap-anywhere lg:min-h-0 lg:justify-start")
    return rx.el.div(
        rx.el.p(
            rx.el.span(user.name, class_name="wrap-anywhere"),
            rx.cond(user.is_viewer, badge(t("You"), "info")),
            class_name="flex flex-wrap items-center justify-end gap-x-2 font-semibold lg:justify-start",
        ),
        rx.cond(user.email != "", anchor(user.email, href="mailto:" + user.email, class_name=line)),
        rx.cond(user.phone != "", anchor(user.phone, href="tel:" + user.phone, class_name=line)),
        class_name="min-w-0",
    )

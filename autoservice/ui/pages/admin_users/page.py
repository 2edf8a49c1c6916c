"""The layout of the accounts page."""

import reflex as rx

from autoservice.ui.engine.page import page
from autoservice.ui.engine.paging import paged_list
from autoservice.ui.entities.user.components import role_options
from autoservice.ui.features.invite import InviteState
from autoservice.ui.features.update_user import UpdateUserState, update_user_question
from autoservice.ui.features.withdraw_invitation import WithdrawInvitationState
from autoservice.ui.kit.content import page_title
from autoservice.ui.kit.feedback import empty_state, outcome, skeleton
from autoservice.ui.kit.forms import option, select, text_input
from autoservice.ui.kit.i18n import t
from autoservice.ui.kit.layout import layout
from autoservice.ui.pages.admin_users.invitations import invitations_card
from autoservice.ui.pages.admin_users.state import InvitationsState, UsersState
from autoservice.ui.pages.admin_users.table import users_table

TYPING_MS = 300


ON_LOAD = (
    UpdateUserState.clear,
    InviteState.clear,
    WithdrawInvitationState.clear,
    UsersState.open,
    InvitationsState.load,
)


@page("/admin/users", "People", ON_LOAD)
def admin_users() -> rx.Component:
    """The invitations, and a table with a search."""
    state = UsersState
    filled = paged_list(state, t("People"), users_table())
    empty = empty_state(
        t("Nobody found"),
        t("There is no account like that. Try how a name begins, or a number's last digits."),
    )
    return layout(
        page_title(t("People"), state.summary),
        invitations_card(),
        _filters(),
        outcome(state.summary, state.answered),
        rx.cond(state.loaded, rx.cond(state.total > 0, filled, empty), skeleton(8)),
        update_user_question(state.reload),
        here="/admin/users",
    )


def _filters() -> rx.Component:
    return rx.el.div(
        text_input(
            "text",
            type="search",
            placeholder=t("Name, e-mail address or phone"),
            aria_label=t("Search"),
            auto_complete="off",
            default_value=UsersState.text,
            key=UsersState.field_key,
            on_change=UsersState.search.debounce(TYPING_MS),  # type: ignore[attr-defined]
        ),
        select(
            "role",
            option(t("All roles"), ""),
            *role_options(),
            value=UsersState.role,
            on_change=UsersState.filter_role,
            aria_label=t("Role"),
            class_name="sm:w-auto",
        ),
        role="search",
        class_name="my-6 flex flex-col gap-3 sm:flex-row",
    )

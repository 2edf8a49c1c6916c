"""The layout of the accounts page."""

from typing import Any

import reflex as rx

from autoservice.ui.engine.page import page
from autoservice.ui.entities.user.view_models import ROLE_LABELS
from autoservice.ui.features.answer_claim import AnswerClaimState, claims_card
from autoservice.ui.features.invite import InviteState
from autoservice.ui.features.set_skills import SetSkillsState, set_skills_dialog
from autoservice.ui.features.update_user import UpdateUserState, update_user_question
from autoservice.ui.features.withdraw_invitation import WithdrawInvitationState
from autoservice.ui.kit.content import page_title
from autoservice.ui.kit.feedback import announcement, empty_state
from autoservice.ui.kit.forms import link_button
from autoservice.ui.kit.i18n import t
from autoservice.ui.kit.layout import layout
from autoservice.ui.pages.admin_users.invitations import invitations_card
from autoservice.ui.pages.admin_users.state import InvitationsState, UsersState
from autoservice.ui.widgets.data_table import data_table, table_filter

ON_LOAD = (
    UpdateUserState.clear,
    SetSkillsState.clear,
    InviteState.clear,
    WithdrawInvitationState.clear,
    UsersState.open,
    InvitationsState.load,
    AnswerClaimState.load,
)


@page("/admin/users", "People", ON_LOAD)
def admin_users() -> rx.Component:
    """The invitations, and a table with a search."""
    state = UsersState
    empty = empty_state(
        t("Nobody found"),
        t("There is no account like that. Try how a name begins, or a number's last digits."),
    )
    roles = table_filter(
        state,
        "role",
        t("Role"),
        t("All roles"),
        *((t(label), role.value) for role, label in ROLE_LABELS.items()),
    )
    return layout(
        page_title(
            t("People"),
            state.summary,
            link_button(t("Sent messages"), "/admin/deliveries", "secondary"),
            link_button(t("Texts of messages"), "/admin/texts", "secondary"),
            link_button(t("New client"), "/admin/clients/new", "secondary"),
        ),
        invitations_card(),
        claims_card(),
        rx.el.div(
            data_table(
                state,
                t("People"),
                search=t("Name, e-mail address or phone"),
                filters=(roles,),
                empty=empty,
                nothing_found=empty,
            ),
            class_name="mt-6",
        ),
        update_user_question(),
        set_skills_dialog(),
        _outcome(),
        here="/admin/users",
    )


def _outcome() -> rx.Component:
    """Return what the last change of a row said, in one place: two messages would cover each other."""
    account: Any = UpdateUserState
    skills: Any = SetSkillsState
    refused = rx.cond(skills.is_open, "", skills.errors.get("", ""))
    return announcement(
        rx.cond(account.saved != "", account.saved, skills.saved),
        rx.cond(account.errors.contains(""), account.errors.get("", ""), refused),
        [account.dismiss, skills.dismiss],
    )

"""Inviting colleagues, and who was invited already."""

import reflex as rx

from autoservice.ui.engine.paging import paged_list
from autoservice.ui.entities.user.auth_pages import demo_mailbox_notice
from autoservice.ui.entities.user.view_models import InvitationVar
from autoservice.ui.features.invite import InviteState, invite_form
from autoservice.ui.features.withdraw_invitation import invitation_withdrawn, withdraw_invitation_button
from autoservice.ui.kit.feedback import badge
from autoservice.ui.kit.i18n import t
from autoservice.ui.kit.icons import icon
from autoservice.ui.kit.theme import MUTED, SURFACE
from autoservice.ui.pages.admin_users.state import InvitationsState


def invitations_card() -> rx.Component:
    """Folded away: the form, and the invitations that wait to be accepted."""
    state = InvitationsState
    return rx.el.details(
        rx.el.summary(
            icon("plus"),
            rx.el.span(t("Invite a colleague"), class_name="flex-1"),
            rx.cond(state.invitations, badge(state.summary, "info")),
            # On a phone there is room for the second line that the badge takes when it comes.
            class_name=(
                "flex min-h-18 sm:min-h-14 flex-wrap items-center gap-x-3 gap-y-2 px-4 py-3 "
                "font-bold list-none sm:px-6 [&::-webkit-details-marker]:hidden"
            ),
        ),
        rx.el.div(
            rx.el.p(t("The e-mail has a link that is good for seven days."), class_name="mb-4 text-muted"),
            invite_form(state.load),
            rx.cond(InviteState.sent_to != "", rx.el.div(demo_mailbox_notice(), class_name="mt-4")),
            invitation_withdrawn(),
            rx.cond(state.invitations, _waiting()),
            class_name="border-t border-border p-4 sm:p-6",
        ),
        class_name=SURFACE,
    )


def _waiting() -> rx.Component:
    return rx.el.div(
        rx.el.h2(t("Waiting to be accepted"), class_name="font-bold"),
        paged_list(
            InvitationsState,
            t("Waiting to be accepted"),
            rx.el.ul(
                rx.foreach(InvitationsState.invitations, _invitation), class_name="divide-y divide-border"
            ),
        ),
        class_name="mt-6 border-t border-border pt-6",
    )


def _invitation(invitation: InvitationVar) -> rx.Component:
    return rx.el.li(
        rx.el.div(
            rx.el.p(invitation.name, " · ", invitation.role, class_name="font-semibold wrap-anywhere"),
            rx.el.p(
                invitation.email,
                " · ",
                t("good until"),
                " ",
                invitation.expires,
                class_name=f"{MUTED} wrap-anywhere",
            ),
            class_name="min-w-0",
        ),
        withdraw_invitation_button(invitation, InvitationsState.load),
        key=invitation.id,
        class_name="flex flex-wrap items-center justify-between gap-3 py-3",
    )

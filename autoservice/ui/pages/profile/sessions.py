"""Where one is signed in."""

import reflex as rx

from autoservice.ui.engine.paging import paged_list
from autoservice.ui.entities.user.view_models import SessionVar
from autoservice.ui.features.revoke_session import revoke_session_button, session_revoked
from autoservice.ui.features.sign_out_everywhere import sign_out_everywhere_form
from autoservice.ui.kit.content import card
from autoservice.ui.kit.feedback import badge
from autoservice.ui.kit.i18n import t
from autoservice.ui.kit.theme import MUTED
from autoservice.ui.pages.profile.parts import unfolding
from autoservice.ui.pages.profile.state import SessionsState


def sessions_card() -> rx.Component:
    """Every session, with a way to end each and a way to end all."""
    state = SessionsState
    return card(
        rx.el.p(
            t("If you do not know one of them, sign it out and change the password."),
            class_name="mb-2 text-muted",
        ),
        session_revoked(),
        paged_list(
            state,
            t("Devices"),
            rx.el.ul(rx.foreach(state.sessions, _session), class_name="divide-y divide-border"),
        ),
        rx.el.div(unfolding(t("Sign out everywhere"), sign_out_everywhere_form()), class_name="mt-4"),
        title=t("Devices"),
    )


def _session(session: SessionVar) -> rx.Component:
    name = rx.el.p(
        session.browser,
        rx.cond(session.current, badge(t("This device"), "success")),
        class_name="flex flex-wrap items-center gap-x-3 gap-y-1 font-semibold",
    )
    facts = rx.el.p(
        rx.cond(session.ip_address != "", session.ip_address + " · ", ""),
        t("last seen"),
        " ",
        session.seen,
        " · ",
        t("signed in"),
        " ",
        session.created,
        class_name=MUTED,
    )
    return rx.el.li(
        rx.el.div(name, facts, class_name="min-w-0"),
        rx.cond(~session.current, revoke_session_button(session, SessionsState.reload)),
        key=session.id,
        class_name="flex flex-wrap items-center justify-between gap-3 py-3",
    )

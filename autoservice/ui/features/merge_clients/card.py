"""What a merge would move, and the button that does it."""

from typing import Any, Final

import reflex as rx

from autoservice.ui.entities.user.clients import ClientVar
from autoservice.ui.features.merge_clients.state import MergeClientsState
from autoservice.ui.kit.content import card, definition_list
from autoservice.ui.kit.feedback import badge, form_notice
from autoservice.ui.kit.forms import button, link
from autoservice.ui.kit.i18n import t
from autoservice.ui.kit.theme import MUTED, Text

_STATE: Final[Any] = MergeClientsState


def merge_preview() -> rx.Component:
    """Return both clients, what moves, and the button."""
    counts = _STATE.counts
    swapped = t("This client signs in, so this account is kept.")
    return card(
        rx.el.div(
            _who(t("Stays"), _STATE.kept),
            _who(t("Is closed"), _STATE.closed),
            class_name="grid grid-cols-1 gap-6 sm:grid-cols-2",
        ),
        rx.cond(_STATE.is_swapped, rx.el.p(swapped, class_name="mt-4 text-sm")),
        rx.el.div(
            definition_list(
                (t("Orders"), counts["orders"].to_string()),
                (t("Cars"), counts["vehicles"].to_string()),
                (t("Cars that both have"), counts["same_vehicles"].to_string()),
                (t("Comments"), counts["comments"].to_string()),
                (t("Photos"), counts["photos"].to_string()),
            ),
            class_name="mt-6",
        ),
        rx.el.p(
            t(
                "All this moves to the account that stays. The other one is closed: nobody signs in to it "
                "any more, and its address leads here. This cannot be undone."
            ),
            class_name="mt-6",
        ),
        form_notice(_STATE.errors, "not-empty:mt-6"),
        button(t("Merge the accounts"), "danger", on_click=_STATE.merge, class_name="mt-6 w-full sm:w-auto"),
        title=t("What moves"),
    )


def _who(label: Text, client: ClientVar) -> rx.Component:
    return rx.el.div(
        badge(label),
        rx.el.p(
            link(
                client.name,
                href=client.url,
                class_name="font-bold underline underline-offset-4 wrap-anywhere",
            ),
            rx.cond(client.claimed, badge(t("Registered"), "success"), badge(t("Not registered"))),
            class_name="mt-2 flex flex-wrap items-center gap-2",
        ),
        rx.el.p(client.phone, class_name=f"{MUTED} empty:hidden"),
        rx.el.p(client.email, class_name=f"{MUTED} wrap-anywhere empty:hidden"),
        rx.el.p(t("Since"), " ", client.since, class_name=MUTED),
        class_name="min-w-0",
    )

"""A search field for clients, and who was found."""

from collections.abc import Callable
from typing import Any

import reflex as rx

from autoservice.shared.validation import SEARCH_LENGTH
from autoservice.ui.entities.user.clients import ClientVar
from autoservice.ui.features.find_client.state import FindClientState
from autoservice.ui.kit.feedback import badge, region
from autoservice.ui.kit.forms import button, text_input
from autoservice.ui.kit.i18n import t
from autoservice.ui.kit.theme import MUTED, SURFACE, classes

Draw = Callable[[ClientVar], rx.Component]


def find_client(action: Draw) -> rx.Component:
    """Return the search; ``action`` draws what can be done with a client who was found."""
    state: Any = FindClientState
    nobody = rx.el.p(t("Nobody found"), class_name=f"{MUTED} mt-4")
    more = rx.el.p(t("There are more. Type more of the name or the number."), class_name=f"{MUTED} mt-3")
    shown = rx.el.ul(
        rx.foreach(state.found, lambda client: _client(client, action)),
        aria_label=t("Clients"),
        class_name="mt-4 divide-y divide-border empty:hidden",
    )
    return rx.el.div(
        rx.el.form(
            text_input(
                "client",
                type="search",
                placeholder=t("Name, e-mail address or phone"),
                aria_label=t("Name, e-mail address or phone"),
                auto_complete="off",
                enter_key_hint="search",
                max_length=SEARCH_LENGTH,
                class_name="min-w-0 flex-1",
            ),
            button(t("Find"), "secondary"),
            on_submit=state.search,
            reset_on_submit=False,
            role="search",
            class_name="flex gap-2",
        ),
        shown,
        region(rx.cond((state.text != "") & (state.found.length() == 0), nobody), rx.cond(state.more, more)),
        class_name=classes(SURFACE, "p-4 sm:p-6"),
    )


def _client(client: ClientVar, action: Draw) -> rx.Component:
    return rx.el.li(
        rx.el.div(
            rx.el.p(
                rx.el.span(client.name, class_name="font-semibold wrap-anywhere"),
                rx.cond(client.claimed, None, badge(t("Not registered"))),
                class_name="flex flex-wrap items-center gap-2",
            ),
            rx.el.p(client.phone, class_name=f"{MUTED} empty:hidden"),
            rx.el.p(client.email, class_name=f"{MUTED} wrap-anywhere empty:hidden"),
            class_name="min-w-0",
        ),
        action(client),
        class_name="flex flex-wrap items-center justify-between gap-3 py-3",
    )

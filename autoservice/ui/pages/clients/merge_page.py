"""Merging a client with another one who is the same person."""

import reflex as rx

from autoservice.ui.engine.page import page
from autoservice.ui.entities.user.clients import CLIENTS
from autoservice.ui.features.find_client import FindClientState, find_client
from autoservice.ui.features.merge_clients import MergeClientsState, merge_preview
from autoservice.ui.kit.content import page_title
from autoservice.ui.kit.feedback import form_notice
from autoservice.ui.kit.forms import link, link_button
from autoservice.ui.kit.i18n import t
from autoservice.ui.kit.layout import layout
from autoservice.ui.kit.missing import when_read


@page(f"{CLIENTS}/[client_id]/merge", "Merge clients", [FindClientState.clear, MergeClientsState.load])
def merge_clients() -> rx.Component:
    """The search for the other one; with one in the address, what would move."""
    return layout(when_read(MergeClientsState, _merge()), here="/admin/users")


def _merge() -> rx.Component:
    state = MergeClientsState
    client = state.client
    merge_with = t("Merge")
    found = find_client(
        lambda other: rx.cond(
            other.id != client.id,
            link_button(
                merge_with,
                client.url + "/merge?with=" + other.id,
                "secondary",
                custom_attrs={"aria-label": (merge_with + ": " + other.name).to(str)},
            ),
        )
    )
    back = link(client.name, href=client.url, class_name="underline underline-offset-4 wrap-anywhere")
    return rx.fragment(
        page_title(t("Merge clients"), back),
        rx.el.div(
            rx.el.h2(t("Find the client's other account"), class_name="text-lg font-bold"),
            found,
            rx.cond(state.closed.id == "", form_notice(state.errors)),
            rx.cond(state.closed.id != "", merge_preview()),
            class_name="max-w-3xl space-y-6",
        ),
    )

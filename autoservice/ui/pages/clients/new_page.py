"""Entering a client who walked in or called."""

import reflex as rx

from autoservice.ui.engine.page import page
from autoservice.ui.entities.user.clients import CLIENTS
from autoservice.ui.features.edit_client import EditClientState, edit_client_form
from autoservice.ui.kit.content import page_title
from autoservice.ui.kit.feedback import skeleton
from autoservice.ui.kit.i18n import t
from autoservice.ui.kit.layout import layout
from autoservice.ui.kit.path import CURRENT_PATH


@page(f"{CLIENTS}/new", "New client", [EditClientState.open_new])
def new_client() -> rx.Component:
    """An empty form."""
    is_open = EditClientState.path == CURRENT_PATH
    return layout(
        page_title(t("New client")),
        rx.cond(is_open, edit_client_form(draft="client"), skeleton(6)),
        here="/admin/users",
    )

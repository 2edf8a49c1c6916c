"""The pages of one service, and of a new one."""

from typing import Any

import reflex as rx

from autoservice.ui.engine.page import page
from autoservice.ui.features.edit_service import (
    CatalogChoicesState,
    EditServiceState,
    ServiceCommandsState,
    ServicePartsState,
    edit_service_form,
    service_outcome,
    service_parts_card,
)
from autoservice.ui.features.service_picture import ServicePictureState, service_picture_card
from autoservice.ui.kit.content import page_title
from autoservice.ui.kit.feedback import badge, empty_state, skeleton
from autoservice.ui.kit.forms import button, link_button
from autoservice.ui.kit.i18n import t
from autoservice.ui.kit.layout import layout
from autoservice.ui.kit.missing import when_read
from autoservice.ui.kit.path import CURRENT_PATH
from autoservice.ui.widgets.catalog_tabs import CATALOG, SERVICES, catalog_tabs

# Reflex types a State's events as what they return.
_COMMANDS: Any = ServiceCommandsState
BEGIN = (ServiceCommandsState.clear, CatalogChoicesState.open)


@page(f"{SERVICES}/new", "New service", [*BEGIN, EditServiceState.open_new])
def new_service() -> rx.Component:
    """An empty form."""
    # Without its options a select would begin with none of them.
    is_open = (EditServiceState.path == CURRENT_PATH) & CatalogChoicesState.loaded
    return layout(
        page_title(t("New service")),
        catalog_tabs(SERVICES),
        rx.cond(is_open, edit_service_form(draft="service"), skeleton(8)),
        here=CATALOG,
    )


@page(
    f"{SERVICES}/[service_id]",
    EditServiceState.title,
    [*BEGIN, ServicePartsState.load, ServicePictureState.load, EditServiceState.open],
)
def service_form() -> rx.Component:
    """The form of a service, or a message that there is none."""
    state = EditServiceState
    missing = empty_state(
        t("There is no such service in the catalog."),
        t("It may have been deleted."),
        link_button(t("All services"), SERVICES),
        whole_page=True,
    )
    # Without its options a select would begin with none of them.
    shown = rx.cond(CatalogChoicesState.loaded, when_read(state, _service(), missing), skeleton(8))
    return layout(shown, service_outcome(), here=CATALOG)


def _service() -> rx.Component:
    state = EditServiceState
    return rx.fragment(
        page_title(
            state.title,
            rx.cond(state.active, badge(t("Offered"), "success"), badge(t("Archived"))),
            *_actions(),
        ),
        catalog_tabs(SERVICES),
        edit_service_form(),
        rx.el.div(
            service_parts_card(),
            service_picture_card(state.title),
            class_name="mt-6 grid grid-cols-1 items-start gap-6 lg:grid-cols-2",
        ),
    )


def _actions() -> tuple[rx.Component, ...]:
    state, commands = EditServiceState, _COMMANDS
    one = [state.service_id]
    switch = rx.cond(
        state.active,
        button(t("Archive"), "secondary", on_click=[commands.switch(one, False), state.reread]),
        button(t("Put on offer again"), "secondary", on_click=[commands.switch(one, True), state.reread]),
    )
    copy = button(t("Copy"), "secondary", on_click=commands.copy_service(state.service_id))
    return (switch, copy)

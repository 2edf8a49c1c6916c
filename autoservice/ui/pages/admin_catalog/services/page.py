"""The page with the table of services."""

from typing import Any, Final

import reflex as rx

from autoservice.ui.engine.page import page
from autoservice.ui.features.edit_service import (
    CatalogChoicesState,
    ServiceCommandsState,
    bulk_actions,
    removal_question,
    service_actions,
    service_outcome,
)
from autoservice.ui.features.edit_service.choices import choice_option
from autoservice.ui.kit.content import page_title
from autoservice.ui.kit.feedback import empty_state, skeleton
from autoservice.ui.kit.forms import link_button, option, select
from autoservice.ui.kit.i18n import t
from autoservice.ui.kit.icons import icon
from autoservice.ui.kit.layout import layout
from autoservice.ui.kit.theme import WIDE, Child
from autoservice.ui.pages.admin_catalog.services.state import ARCHIVED, ServicesState
from autoservice.ui.widgets.catalog_tabs import CATALOG, SERVICES, catalog_tabs
from autoservice.ui.widgets.data_table import Editing, data_table, table_filter

EDITING: Final = Editing(cells="/api/admin/catalog/services/cells", move="/api/admin/catalog/service-moves")
ON_LOAD: Final = (ServiceCommandsState.clear, CatalogChoicesState.open, ServicesState.open)


@page(CATALOG, "Catalog", [rx.redirect(SERVICES, replace=True)])
def catalog() -> rx.Component:
    """The short address, which leads to the services."""
    return layout(skeleton(6), here=CATALOG)


@page(SERVICES, "Services", ON_LOAD)
def services() -> rx.Component:
    """A table, edited by keyboard."""
    state = ServicesState
    new = link_button(rx.fragment(icon("plus"), t("New service")), f"{SERVICES}/new")
    empty = empty_state(t("No services"), t("What the shop offers is entered here."))
    return layout(
        page_title(t("Services"), state.summary, new),
        catalog_tabs(SERVICES),
        data_table(
            state,
            t("Services"),
            search=t("Name or description"),
            filters=(_category_filter(), _state_filter()),
            editing=EDITING,
            row_actions=service_actions,
            bulk_actions=bulk_actions,
            empty=empty,
        ),
        removal_question(),
        service_outcome(),
        here=CATALOG,
        width=WIDE,
    )


def _state_filter() -> Child:
    label = t("On offer or archived")
    return table_filter(ServicesState, "state", label, t("On offer"), (t("Archived"), ARCHIVED))


def _category_filter() -> Child:
    state: Any = ServicesState
    return select(
        "category",
        option(t("All categories"), ""),
        rx.foreach(CatalogChoicesState.category_choices, choice_option),
        value=state.filters["category"],
        on_change=lambda value: state.filter_rows("category", value),
        aria_label=t("Category"),
        class_name="min-h-12 sm:w-auto lg:min-h-11",
    )

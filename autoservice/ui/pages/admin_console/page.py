"""All orders of the shop."""

from typing import Final

import reflex as rx

from autoservice.ui.engine.page import page
from autoservice.ui.features.assign_mechanic import AssignMechanicState, assign_mechanic_outcome
from autoservice.ui.kit.content import page_title
from autoservice.ui.kit.feedback import empty_state
from autoservice.ui.kit.forms import link_button
from autoservice.ui.kit.i18n import t
from autoservice.ui.kit.layout import layout
from autoservice.ui.kit.theme import WIDE
from autoservice.ui.pages.admin_console.state import AllOrdersState
from autoservice.ui.pages.admin_console.table import (
    day_filters,
    focus_filter,
    has_day_filters,
    status_filter,
)
from autoservice.ui.widgets.data_table import data_table
from autoservice.ui.widgets.order_list.components import nothing_found
from autoservice.ui.widgets.order_list.title import list_title

TITLE: Final = list_title(AllOrdersState.text, AllOrdersState.filters["status"], t("Orders"))


@page(
    "/admin/orders",
    TITLE,
    [AssignMechanicState.clear, AllOrdersState.open, AssignMechanicState.load],
)
def admin_console() -> rx.Component:
    """A live table with a filter and a search."""
    state = AllOrdersState
    has_days = has_day_filters(state)
    reason = rx.cond(has_days, t("No order of these days fits."), t("There is no order with this status."))
    no_such_order = empty_state(t("No orders"), reason)
    return layout(
        page_title(
            t("Orders"),
            state.summary,
            link_button(t("New order"), "/admin/orders/new"),
            link_button(t("Board"), "/admin/board", "secondary"),
            link_button(t("Opening hours"), "/admin/opening-hours", "secondary"),
        ),
        data_table(
            state,
            t("Orders"),
            search=t("Plate, name, phone or order number"),
            filters=(status_filter(state), focus_filter(state), *day_filters(state)),
            nothing_found=rx.cond(state.text != "", nothing_found(), no_such_order),
            empty=empty_state(t("No orders yet"), t("They come here as soon as a client places one.")),
        ),
        assign_mechanic_outcome(),
        here="/admin/orders",
        width=WIDE,
    )

"""The page of one service: what is done, what it takes, what it costs."""

import reflex as rx

from autoservice.ui.engine.page import public_page
from autoservice.ui.kit.layout import layout
from autoservice.ui.widgets.service_list import ServiceListState, public_content


@public_page("/services/[offered_id]", ServiceListState.title, [ServiceListState.load])
def service_detail() -> rx.Component:
    """The service."""
    return layout(public_content(), here="/")

"""The landing page: the shop, its services and their prices."""

import reflex as rx

from autoservice.ui.engine.page import public_page
from autoservice.ui.kit.layout import layout
from autoservice.ui.widgets.service_list import ServiceListState, public_content


@public_page("/", ServiceListState.title, [ServiceListState.load])
def home() -> rx.Component:
    """The shop and its catalog."""
    return layout(public_content(), here="/")

"""The page of unknown addresses."""

import reflex as rx

from autoservice.ui.engine.page import page
from autoservice.ui.kit.layout import layout
from autoservice.ui.kit.missing import no_such_page


@page("404", "Page not found")
def not_found() -> rx.Component:
    """The message of a missing page."""
    return layout(no_such_page())

"""What stands where no page is."""

import reflex as rx

from autoservice.ui.engine.screen import screen
from autoservice.ui.kit.layout import page
from autoservice.ui.kit.missing import no_such_page


@screen("404", "Page not found")
def not_found() -> rx.Component:
    """A sentence, and the way back."""
    return page(no_such_page())

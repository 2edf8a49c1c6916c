"""What stands where no page is."""

import reflex as rx

from autoservice.ui.shared.layout import page
from autoservice.ui.shared.missing import no_such_page
from autoservice.ui.shared.screen import screen


@screen("404", "Page not found")
def not_found() -> rx.Component:
    """A sentence, and the way back."""
    return page(no_such_page())

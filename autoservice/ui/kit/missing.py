"""The message of a missing page."""

import reflex as rx

from autoservice.ui.kit.feedback import empty_state
from autoservice.ui.kit.forms import link_button
from autoservice.ui.kit.i18n import t
from autoservice.ui.kit.viewer import ViewerState


def no_such_page() -> rx.Component:
    """Return the message and a link to the viewer's start page."""
    return empty_state(
        t("There is no such page"),
        t("The address may be mistyped, or the page has moved."),
        link_button(t("Go to my page"), ViewerState.home),
        whole_page=True,
    )

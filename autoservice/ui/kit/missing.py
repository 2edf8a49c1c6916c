"""The message of a missing page, and what a page of one row shows while it is read."""

from typing import Any

import reflex as rx

from autoservice.ui.kit.feedback import empty_state, skeleton
from autoservice.ui.kit.forms import link_button
from autoservice.ui.kit.i18n import t
from autoservice.ui.kit.path import CURRENT_PATH
from autoservice.ui.kit.viewer import ViewerState


def no_such_page() -> rx.Component:
    """Return the message and a link to the viewer's start page."""
    return empty_state(
        t("There is no such page"),
        t("The address may be mistyped, or the page has moved."),
        link_button(t("Go to my page"), ViewerState.home),
        whole_page=True,
    )


def when_read(
    state: Any,
    content: rx.Component,
    missing: rx.Component | None = None,
    waiting: rx.Component | None = None,
) -> rx.Component:
    """Return ``content`` once ``state`` is that of the shown page, ``missing`` where there is no such row.

    Until then, another row's page before it included, ``waiting`` or placeholders. ``state`` has ``path``,
    ``missing``.
    """
    found = rx.cond(state.missing, missing or no_such_page(), content)
    return rx.cond(state.path == CURRENT_PATH, found, waiting or skeleton(8))

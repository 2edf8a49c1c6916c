"""The decorator of a page: its route, its title, and the events of its opening."""

from collections.abc import Callable, Sequence
from typing import Any

import reflex as rx

from autoservice.ui.engine.hydration import PageState
from autoservice.ui.kit.i18n import t
from autoservice.ui.kit.theme import Text
from autoservice.ui.kit.viewer import ViewerState

Component = Callable[[], rx.Component]


def page(route: str, title: Text, on_load: Sequence[Any] = ()) -> Callable[[Component], Component]:
    """Register a page under ``route``; ``title`` is a msgid, or a var. Each page loads the viewer first."""
    return rx.page(
        route=route,
        title=(t(title) if isinstance(title, str) else title.to(str)) + " · autoservice",
        description=t("Repair orders of a car workshop, followed live."),
        on_load=[ViewerState.load, *on_load, PageState.finish],
    )

"""Adding a page: its address, its title, and what it reads when it opens."""

from collections.abc import Callable, Sequence
from typing import Any

import reflex as rx

from autoservice.ui.engine.hydration import PageState
from autoservice.ui.kit.i18n import t
from autoservice.ui.kit.viewer import ViewerState

Draw = Callable[[], rx.Component]


def screen(route: str, title: str, on_load: Sequence[Any] = ()) -> Callable[[Draw], Draw]:
    """Register a page under ``route``. ``title`` is a msgid; the viewer is read before anything else."""
    return rx.page(
        route=route,
        title=t(title) + " · autoservice",
        description=t("Repair orders of a car workshop, followed live."),
        on_load=[ViewerState.load, *on_load, PageState.finish],
    )

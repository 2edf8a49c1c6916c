"""The decorator of a page: its route, its title, and the events of its opening."""

from collections.abc import Callable, Sequence
from typing import Any

import reflex as rx

from autoservice.shared.i18n import LOCALES
from autoservice.storefront.addresses import in_language
from autoservice.storefront.head import PICTURE
from autoservice.ui.engine.hydration import PageState
from autoservice.ui.engine.unread import UnreadState
from autoservice.ui.kit.i18n import t
from autoservice.ui.kit.served import served_title
from autoservice.ui.kit.theme import Text
from autoservice.ui.kit.viewer import ViewerState

Component = Callable[[], rx.Component]


def page(route: str, title: Text, on_load: Sequence[Any] = ()) -> Callable[[Component], Component]:
    """Register a page under ``route``; ``title`` is a msgid, or a var. Each page loads the viewer first."""
    return rx.page(
        route=route,
        title=(t(title) if isinstance(title, str) else title.to(str)) + " · autoservice",
        description=t("Repair orders of a car workshop, followed live."),
        image=PICTURE,
        on_load=[ViewerState.load, *on_load, UnreadState.open, PageState.finish],
    )


def public_page(
    route: str, title: rx.Var[str] | str, on_load: Sequence[Any]
) -> Callable[[Component], Component]:
    """Register a page for guests under ``route`` and, in a fixed language each, under ``/ru`` and ``/en``.

    What its head says is served with it (``api/public_pages.py``); ``title`` is a var of the State.
    """

    def register(component: Component) -> Component:
        for address in (route, *(in_language(route, locale) for locale in LOCALES)):
            rx.page(
                route=address,
                title=served_title(title),
                image=PICTURE,
                on_load=[ViewerState.load, *on_load, UnreadState.open, PageState.finish],
            )(component)
        return component

    return register

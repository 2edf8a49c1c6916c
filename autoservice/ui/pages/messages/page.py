"""How the page of messages looks."""

from typing import Any, Final

import reflex as rx

from autoservice.ui.engine.page import page
from autoservice.ui.engine.paging import paged_list
from autoservice.ui.kit.content import page_title
from autoservice.ui.kit.feedback import badge, empty_state, skeleton
from autoservice.ui.kit.forms import button, link
from autoservice.ui.kit.i18n import t
from autoservice.ui.kit.layout import MESSAGES, layout
from autoservice.ui.kit.theme import MUTED, SURFACE, classes
from autoservice.ui.kit.viewer import ViewerState
from autoservice.ui.pages.messages.state import MessagesState, MessageVar

_STATE: Final[Any] = MessagesState
WIDTH = "mx-auto w-full max-w-3xl px-4 sm:px-6"


@page(MESSAGES, "Messages", [MessagesState.open])
def messages() -> rx.Component:
    """The viewer's messages, the newest first."""
    state = _STATE
    read_all = button(
        t("Mark all as read"),
        "secondary",
        on_click=state.read_all(state.newest),
        disabled=rx.Var.create(ViewerState.unread) == 0,
    )
    empty = empty_state(t("No messages yet"), t("What happens to your orders is told here."))
    rows = rx.el.ul(rx.foreach(state.messages, _message), class_name="space-y-3")
    shown = rx.cond(rx.Var.create(state.messages).length() > 0, rows, empty)
    return layout(
        page_title(t("Messages"), "", read_all),
        paged_list(state, t("Messages"), rx.cond(state.loaded, shown, skeleton(8))),
        here=MESSAGES,
        width=WIDTH,
    )


def _message(message: MessageVar) -> rx.Component:
    line = rx.el.div(
        rx.el.span(message.title, class_name="min-w-0 font-semibold wrap-anywhere"),
        rx.cond(message.is_new, badge(t("New"), "info")),
        class_name="flex items-start justify-between gap-3",
    )
    facts = rx.el.p(
        rx.cond(message.order != "", message.order + " · ", ""),
        message.at,
        class_name=classes(MUTED, "mt-1 wrap-anywhere"),
    )
    return rx.el.li(
        link(
            line,
            facts,
            href=message.url,
            on_click=_STATE.read_one(message.id),
            class_name=classes(SURFACE, "block min-h-11 p-4 hover:bg-sunken"),
        ),
        key=message.id,
    )

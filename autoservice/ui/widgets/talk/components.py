"""Components of the talk: its messages, and the form of the next one."""

from typing import Any, Final

import reflex as rx
from reflex_components_core.el.elements.base import BaseHTML

from autoservice.shared.access import Permission
from autoservice.ui.entities.talk import TalkVar
from autoservice.ui.features.withdraw_report import withdraw_message_button
from autoservice.ui.features.write_message import linked_message_form, message_form
from autoservice.ui.kit.anchor import anchor
from autoservice.ui.kit.content import card
from autoservice.ui.kit.feedback import badge
from autoservice.ui.kit.i18n import t
from autoservice.ui.kit.icons import icon
from autoservice.ui.kit.path import CURRENT_PATH
from autoservice.ui.kit.theme import MUTED, ViewModelVar, classes
from autoservice.ui.kit.viewer import may
from autoservice.ui.widgets.talk.state import TalkState

_STATE: Final[Any] = TalkState
TALK_ID, END_ID = "talk", "talk-end"
# A button as high as a thumb in a line that is not.
TIGHT: Final = "-mx-2 -my-3 empty:hidden"


class TalkEnd(BaseHTML):
    """The custom element of ``assets/talk``: what has been on the screen is read."""

    tag = "TalkEnd"
    alias = "talk-end"


def talk_line() -> rx.Component:
    """Return the line at the top of the page that leads to unread messages; nothing without any."""
    line = anchor(
        icon("chevron-right", "size-5 shrink-0 rotate-90"),
        _STATE.talk.unread,
        href=f"#{END_ID}",
        class_name=(
            "flex min-h-11 items-center gap-2 rounded-xl border border-border bg-accent-soft px-4 py-2 "
            "font-semibold text-accent"
        ),
    )
    return rx.cond((_STATE.path == CURRENT_PATH) & (_STATE.talk.unread != ""), line)


def talk_card(*, linked: bool = False) -> rx.Component:
    """Return the card of the talk; ``linked`` on the page of a tracking link, which may only show it."""
    form = linked_message_form() if linked else message_form(_STATE.talk)
    content = rx.fragment(_head(), _messages(), rx.cond(may(Permission.TALK), form))
    shown = card(content, id=TALK_ID, class_name="scroll-mt-20")
    is_shown = _STATE.path == CURRENT_PATH
    if linked:
        is_shown = is_shown & (may(Permission.TALK) | (_STATE.messages.length() > 0))
    return rx.cond(is_shown, shown)


def _head() -> rx.Component:
    title = rx.cond(may(Permission.READ_INTERNAL), t("Talk with the client"), t("Talk with the shop"))
    return rx.el.div(
        rx.el.h2(title, class_name="text-lg font-bold"),
        rx.cond(_STATE.talk.unread != "", badge(_STATE.talk.unread, "info")),
        class_name="mb-4 flex flex-wrap items-center justify-between gap-2",
    )


def _messages() -> rx.Component:
    """Return the messages in a list that begins at its end and stays there while others come."""
    state, talk = _STATE, _STATE.talk
    first = rx.cond(state.first_earlier > 0, state.first_earlier, talk.first)
    has_gap = (state.first_earlier > 0) & (state.last_earlier < talk.first - 1)
    shown = rx.el.div(
        _show_earlier(first > 1, first),
        rx.foreach(state.earlier, lambda one: rx.cond(one.number < talk.first, _message(one, talk))),
        _show_earlier(has_gap, talk.first),
        rx.foreach(state.messages, lambda one: _message(one, talk)),
        TalkEnd.create(
            custom_attrs={"url": talk.url + "/messages/read", "up-to": talk.up_to},
            id=END_ID,
            # Whoever is led there has the last messages above it, and the form below.
            class_name="block h-px scroll-mt-[50dvh]",
        ),
        class_name="flex flex-col gap-3",
    )
    scrolled = rx.el.div(
        shown,
        role="log",
        tab_index=0,
        aria_label=t("Messages"),
        class_name="flex max-h-[60dvh] flex-col-reverse overflow-y-auto overscroll-contain rounded-lg",
    )
    empty = rx.el.p(
        rx.cond(
            may(Permission.READ_INTERNAL),
            t("Nothing has been written yet. The client reads what you write here."),
            t("Nothing has been written yet. Ask the shop whatever you want to know about this order."),
        ),
        class_name=MUTED,
    )
    return rx.cond(state.messages.length() > 0, scrolled, empty)


def _show_earlier(is_shown: Any, number: Any) -> rx.Component:
    """Return the button that shows the messages before that number."""
    shown = rx.el.button(
        t("Show earlier messages"),
        type="button",
        on_click=_STATE.show_earlier(number),
        class_name="mx-auto min-h-11 px-3 text-sm font-semibold text-accent underline underline-offset-4",
    )
    return rx.cond(is_shown, shown)


def _message(message: ViewModelVar, talk: TalkVar) -> rx.Component:
    is_gone = message.withdrawn | talk.gone.contains(message.number)
    text = rx.el.p(message.text, class_name="whitespace-pre-line wrap-anywhere")
    gone = rx.el.p(t("This message was taken back."), class_name="italic text-muted")
    about = rx.el.div(
        rx.el.span(message.author, " · ", message.time),
        rx.cond(is_gone, rx.fragment(), rx.el.div(withdraw_message_button(talk, message), class_name=TIGHT)),
        class_name=classes(MUTED, "mt-1 flex flex-wrap items-center gap-x-3"),
    )
    side = rx.cond(message.own_side, "ml-auto bg-accent-soft", "mr-auto bg-sunken")
    return rx.el.div(
        rx.cond(is_gone, gone, text),
        about,
        key=message.id,
        class_name=classes("max-w-[85%] rounded-lg px-4 py-3", side),
        custom_attrs={"data-message": message.number},
    )

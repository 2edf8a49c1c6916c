"""Components that every list of orders has: the list with its pager, and the search."""

import reflex as rx

from autoservice.shared.validation import SEARCH_LENGTH
from autoservice.ui.engine.paging import paged_list
from autoservice.ui.kit.feedback import empty_state, outcome, skeleton
from autoservice.ui.kit.forms import button, text_input
from autoservice.ui.kit.i18n import t
from autoservice.ui.kit.theme import Text
from autoservice.ui.widgets.order_list.state import OrderListMixin

State = type[OrderListMixin]


def live_list(state: State, content: rx.Component, empty: rx.Component) -> rx.Component:
    """Return the list with its pager; grey lines before the first reading, ``empty`` without orders."""
    filled = paged_list(state, t("Orders"), content)
    empty = rx.cond(state.text != "", nothing_found(), empty)
    return rx.fragment(
        outcome(state.summary, state.answered),
        rx.cond(state.loaded, rx.cond(state.total > 0, filled, empty), skeleton(6)),
    )


def nothing_found() -> rx.Component:
    """Return what is said where a search finds no order."""
    return empty_state(t("Nothing found"), t("Try how a word begins, or a number's last digits."))


def order_search(state: State, placeholder: Text) -> rx.Component:
    """Return a search field for orders; the address has its text."""
    return rx.el.form(
        text_input(
            "q",
            type="search",
            placeholder=placeholder,
            aria_label=placeholder,
            auto_complete="off",
            enter_key_hint="search",
            max_length=SEARCH_LENGTH,
            default_value=state.text,
            key=state.text,
            class_name="min-w-0 flex-1",
        ),
        button(t("Find"), "secondary"),
        on_submit=state.search,
        reset_on_submit=False,
        role="search",
        class_name="mb-6 flex gap-2",
    )

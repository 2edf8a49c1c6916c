"""The layout of the board: a lane for each mechanic, beside each other where there is room."""

from typing import Any, Final

import reflex as rx

from autoservice.ui.engine.page import page
from autoservice.ui.engine.scripts import ASSETS, bundle_url
from autoservice.ui.kit.content import number_plate, page_title
from autoservice.ui.kit.feedback import announcement, badge, skeleton
from autoservice.ui.kit.forms import button, link
from autoservice.ui.kit.i18n import t
from autoservice.ui.kit.layout import layout
from autoservice.ui.kit.theme import MUTED, SURFACE, WIDE, classes
from autoservice.ui.pages.admin_board.day_bar import day_bar, day_heading
from autoservice.ui.pages.admin_board.days import PATH
from autoservice.ui.pages.admin_board.moves import Move
from autoservice.ui.pages.admin_board.questions import move_question
from autoservice.ui.pages.admin_board.state import BoardState
from autoservice.ui.pages.admin_board.view_models import CardVar, LaneVar

# Badges in a narrow lane may take two lines.
WRAPPED: Final = "*:whitespace-normal"


@page(PATH, "Board", [BoardState.clear, BoardState.open])
def admin_board() -> rx.Component:
    """Nobody's work of a day, then that of each mechanic."""
    state: Any = BoardState
    lanes = rx.el.div(
        rx.foreach(state.lanes, _lane),
        class_name="grid grid-cols-1 gap-4 lg:flex lg:items-start lg:overflow-x-auto lg:pb-4",
        custom_attrs={"data-board": ""},
    )
    board = rx.fragment(day_bar(state.day), day_heading(state.day), lanes)
    return layout(
        page_title(t("Board"), t("Drag a stage, or move it by Alt and an arrow key, or by its button.")),
        rx.cond(state.loaded, board, skeleton(8)),
        _moving_form(),
        move_question(state.lanes, state.chosen, state.day),
        announcement(state.saved, state.errors.get("", ""), state.dismiss),
        rx.el.script(src=bundle_url(ASSETS / "board" / "main.js"), type="module", async_=True),
        here=PATH,
        width=WIDE,
    )


def _lane(lane: LaneVar) -> rx.Component:
    return rx.el.section(
        rx.el.h3(lane.name, class_name="text-lg font-bold wrap-anywhere"),
        rx.el.p(lane.load, class_name="text-sm text-muted"),
        rx.cond(lane.has_share, _share(lane)),
        rx.el.div(
            rx.cond(lane.overload != "", badge(lane.overload, "warning")),
            rx.cond(lane.warning != "", badge(lane.warning, "warning")),
            class_name=classes("mt-2 flex flex-wrap gap-2 empty:hidden", WRAPPED),
        ),
        rx.el.ul(rx.foreach(lane.cards, _card), class_name="mt-3 space-y-3 empty:hidden"),
        rx.cond(lane.cards.length() == 0, rx.el.p(t("Nothing to do"), class_name=classes(MUTED, "mt-3"))),
        rx.el.p(lane.more, class_name="mt-3 text-sm text-muted empty:hidden"),
        key=lane.id,
        aria_label=lane.name,
        class_name=(
            "min-w-0 rounded-xl bg-sunken p-3 lg:w-72 lg:min-h-40 lg:shrink-0 "
            "data-over:outline-2 data-over:outline-accent"
        ),
        custom_attrs={"data-lane": lane.id},
    )


def _share(lane: LaneVar) -> rx.Component:
    """Return how much of the day is filled; the text above it says so, too."""
    fill = rx.el.div(
        style={"width": f"{lane.share}%"},
        class_name=classes(
            "h-full rounded-full forced-colors:bg-[Highlight]",
            rx.cond(lane.overload != "", "bg-warning", "bg-accent"),
        ),
    )
    return rx.el.div(
        fill,
        class_name="mt-1.5 h-2 rounded-full bg-border forced-colors:outline",
        custom_attrs={"aria-hidden": "true"},
    )


def _card(card: CardVar) -> rx.Component:
    state: Any = BoardState
    title = rx.el.p(
        link(card.name, href=card.url, aria_label=card.title, class_name="font-semibold underline"),
        class_name="wrap-anywhere",
    )
    move = button(
        t("Move"),
        "secondary",
        aria_label=t("Move") + ": " + card.title,
        on_click=state.choose(card.order_id, card.id, card.lane, card.title),
        class_name="mt-2 w-full",
    )
    return rx.el.li(
        title,
        rx.el.p(card.job, class_name=classes(MUTED, "text-sm wrap-anywhere empty:hidden")),
        rx.el.p(number_plate(card.plate), " ", card.car, class_name="mt-1 text-sm wrap-anywhere"),
        rx.el.p(t("No."), " ", card.number, " · ", card.hours, " · ", card.state, class_name="mt-1 text-sm"),
        rx.cond(
            card.left_over != "",
            rx.el.p(badge(card.left_over, "warning"), class_name=classes("mt-1.5", WRAPPED)),
        ),
        rx.el.p(card.planned, class_name=classes(MUTED, "mt-1 empty:hidden")),
        move,
        key=card.id,
        draggable=True,
        class_name=classes(SURFACE, "p-3 lg:cursor-grab"),
        custom_attrs={"data-card": card.id, "data-order": card.order_id, "data-lane-of": card.lane},
    )


def _moving_form() -> rx.Component:
    """Return the form by which ``assets/board`` says what was dragged, or moved by keys."""
    fields = (rx.el.input(type="hidden", name=name) for name in Move.model_fields)
    return rx.el.form(*fields, on_submit=BoardState.move_stage, hidden=True, custom_attrs={"data-moving": ""})

"""The question where a stage is to go: to another mechanic, or with its order to another day."""

from typing import Any

import reflex as rx

from autoservice.modules.orders.assignees import NOBODY
from autoservice.ui.kit.forms import button, field, socket_form, text_input
from autoservice.ui.kit.i18n import t
from autoservice.ui.kit.modal import form_dialog
from autoservice.ui.kit.theme import MUTED, Text
from autoservice.ui.pages.admin_board.days import DAY, DayVar
from autoservice.ui.pages.admin_board.moves import ChosenVar
from autoservice.ui.pages.admin_board.state import BoardState
from autoservice.ui.pages.admin_board.view_models import LaneVar


def move_question(lanes: rx.Var, chosen: ChosenVar, day: DayVar) -> rx.Component:
    """Return the dialog about the chosen stage, with what may be done with it."""
    answers = rx.el.div(
        rx.el.p(chosen.title, class_name="mt-1 wrap-anywhere"),
        # The harmless answer comes first and gets the focus.
        button(t("Cancel"), "secondary", on_click=BoardState.cancel, class_name="mt-4 w-full"),
        _heading(t("Give the stage to")),
        rx.el.div(rx.foreach(lanes, lambda lane: _mechanic(lane, chosen)), class_name="mt-2 space-y-2"),
        _heading(t("Plan the order for a day")),
        rx.cond(
            chosen.can_plan,
            _day(chosen, day),
            rx.el.p(t("The work has begun: it stands under today."), class_name=MUTED),
        ),
    )
    return form_dialog(
        t("Move the stage"),
        answers,
        shown=chosen.stage_id != "",
        on_cancel=BoardState.cancel,
        id="move-question",
    )


def _heading(text: Text) -> rx.Component:
    return rx.el.h3(text, class_name="mt-6 font-bold")


def _mechanic(lane: LaneVar, chosen: ChosenVar) -> rx.Component:
    may_have = (lane.id != chosen.former) & (lane.warning == "") & ((lane.id != NOBODY) | chosen.can_unassign)
    state: Any = BoardState
    label = rx.fragment(
        rx.el.span(lane.name, class_name="min-w-0 text-left wrap-anywhere"),
        rx.el.span(lane.load, class_name="shrink-0 text-sm font-normal text-muted"),
    )
    choice = button(
        label,
        "secondary",
        on_click=state.give_to(lane.id),
        key=lane.id,
        class_name="w-full justify-between!",
    )
    return rx.cond(may_have, choice)


def _day(chosen: ChosenVar, day: DayVar) -> rx.Component:
    control = text_input(
        DAY, type="date", id="plan_day", min=day.today, required=True, default_value=chosen.day
    )
    return socket_form(
        rx.el.div(
            field(t("Day on which the car comes"), control, errors=BoardState.errors),
            button(t("Save the day"), class_name="w-full"),
            class_name="mt-2 space-y-3",
        ),
        on_submit=BoardState.plan,
        refused=BoardState.refused,
    )

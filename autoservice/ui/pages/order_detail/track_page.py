"""The order page as a tracking link opens it: how the order stands, and what waits for a decision."""

from typing import Final

import reflex as rx

from autoservice.ui.engine.page import page
from autoservice.ui.entities.order.view_models import OrderViewModel
from autoservice.ui.kit.feedback import announcer, empty_state
from autoservice.ui.kit.first_look import first_look, marks_of
from autoservice.ui.kit.forms import link_button
from autoservice.ui.kit.i18n import t
from autoservice.ui.kit.later import later
from autoservice.ui.kit.layout import layout
from autoservice.ui.kit.missing import when_read
from autoservice.ui.kit.theme import ViewModelVar
from autoservice.ui.pages.order_detail.state import OrderState
from autoservice.ui.widgets.extra_work import extra_work_card
from autoservice.ui.widgets.order_tracker import (
    jobs_card,
    order_title,
    pickup_card,
    progress_card,
    request_photos_card,
    stage_timeline,
    work_photos,
)
from autoservice.ui.widgets.talk import TalkState, talk_card

COLUMN: Final = "mx-auto max-w-3xl space-y-6"


@page("/track", "Tracking link")
def dead_link() -> rx.Component:
    """A message that the link does not work, whyever."""
    return layout(_over())


@page("/track/[order_id]", "Order", [OrderState.open, TalkState.open])
def track_page() -> rx.Component:
    """The order without anybody's name, live."""
    last: ViewModelVar = OrderState.announcement
    return layout(
        when_read(OrderState, _order(), _over(), _first_look()), heard=announcer(last.text, last.number)
    )


def _over() -> rx.Component:
    return empty_state(
        t("This link does not work any more."),
        t("Ask the shop or the owner of the car for a new one."),
        link_button(t("Sign in"), "/sign-in"),
        whole_page=True,
    )


def _order() -> rx.Component:
    order = OrderState.order
    return rx.fragment(
        order_title(order),
        rx.el.div(
            extra_work_card(
                OrderState.extra_work,
                OrderState.extra_work_summary,
                lambda work: work_photos(work, OrderState.work_photos),
            ),
            progress_card(order),
            pickup_card(order, OrderState.pickup),
            request_photos_card(OrderState.request_photos),
            later(
                talk_card(linked=True),
                stage_timeline(OrderState.stages, OrderState.reports, OrderState.news),
                jobs_card(OrderState.jobs, OrderState.estimate),
            ),
            class_name=COLUMN,
        ),
    )


def _first_look() -> rx.Component:
    order = marks_of("order", OrderViewModel)
    content = rx.fragment(order_title(order), rx.el.div(progress_card(order), class_name=COLUMN))
    return first_look(OrderState, "begins_with_progress", content)

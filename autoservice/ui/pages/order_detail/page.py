"""The layout of the order page."""

from typing import Final

import reflex as rx

from autoservice.shared.access import Permission
from autoservice.ui.engine.page import page
from autoservice.ui.entities.order.view_models import OrderVar, OrderViewModel
from autoservice.ui.features.add_jobs import add_jobs_card
from autoservice.ui.features.assign_mechanic import assign_mechanic_card, assign_mechanic_outcome
from autoservice.ui.features.discount_order import discount_order_form
from autoservice.ui.features.promise_order import promise_order_card
from autoservice.ui.features.share_order import share_order_card
from autoservice.ui.kit.content import card, definition_list, folded_on_phone
from autoservice.ui.kit.feedback import announcer, empty_state
from autoservice.ui.kit.first_look import first_look, marks_of
from autoservice.ui.kit.forms import link, link_button
from autoservice.ui.kit.i18n import t
from autoservice.ui.kit.later import later
from autoservice.ui.kit.layout import layout
from autoservice.ui.kit.missing import when_read
from autoservice.ui.kit.path import CURRENT_PATH
from autoservice.ui.kit.theme import ViewModelVar
from autoservice.ui.kit.viewer import ViewerState, may
from autoservice.ui.pages.order_detail.contacts import OrderContactsState, order_contacts
from autoservice.ui.pages.order_detail.parts import OrderPartsState, parts_card
from autoservice.ui.pages.order_detail.state import OrderState
from autoservice.ui.widgets.extra_work import extra_work_card
from autoservice.ui.widgets.order_tracker import (
    course_card,
    jobs_card,
    news_line,
    order_title,
    own_course,
    pickup_card,
    progress_card,
    request_photos_card,
    stage_timeline,
    work_photos,
    work_place,
)
from autoservice.ui.widgets.talk import TalkState, talk_card, talk_line

COLUMNS: Final = "grid grid-cols-1 gap-6 lg:grid-cols-3"
MAIN_COLUMN: Final = "min-w-0 space-y-6 lg:col-span-2"


def _title() -> rx.Var[str]:
    """Return the order's progress and jobs, live."""
    order: OrderVar = OrderState.order
    known = order.progress.to_string() + " % · " + order.service
    missing = rx.cond(OrderState.missing, t("There is no such order."), known)
    return rx.cond(OrderState.path == CURRENT_PATH, missing, t("Order")).to(str)


OPENINGS: Final = [OrderState.open, OrderPartsState.open, OrderContactsState.open, TalkState.open]


@page("/orders/[order_id]", _title(), OPENINGS)
def order_detail() -> rx.Component:
    """The order, a message that there is none, or a skeleton while the order is read."""
    missing = empty_state(
        t("There is no such order."),
        t("It may belong to another account."),
        link_button(t("Go to my page"), ViewerState.home),
        whole_page=True,
    )
    return layout(when_read(OrderState, _order(), missing, _first_look()), heard=_announcer())


def _first_look() -> rx.Component:
    order = marks_of("order", OrderViewModel)
    column = rx.el.div(progress_card(order), class_name=MAIN_COLUMN)
    content = rx.fragment(order_title(order), rx.el.div(column, class_name=COLUMNS))
    return first_look(OrderState, "begins_with_progress", content)


def _announcer() -> rx.Component:
    last: ViewModelVar = OrderState.announcement
    return announcer(rx.cond(last.number > 0, last.text, OrderState.placed), last.number)


def _order() -> rx.Component:
    order, is_mechanic = OrderState.order, may(Permission.READ_ASSIGNED_ORDERS)
    return rx.fragment(
        order_title(order),
        rx.el.div(
            rx.el.div(
                talk_line(),
                # What a client is asked comes first; the shop proposes below its own work.
                rx.cond(may(Permission.PROPOSE_WORK), rx.fragment(), _extra_work()),
                # Mechanics come for the next step, all others for how the order stands.
                rx.cond(is_mechanic, rx.fragment(), progress_card(order)),
                request_photos_card(OrderState.request_photos),
                pickup_card(order, OrderState.pickup),
                news_line(OrderState.news),
                rx.cond(may(Permission.MANAGE_ORDERS), course_card(OrderState.course)),
                work_place(OrderState.stages),
                rx.cond(is_mechanic, progress_card(order)),
                rx.cond(may(Permission.MANAGE_ORDERS), add_jobs_card(OrderState.course)),
                rx.cond(may(Permission.PROPOSE_WORK), _extra_work()),
                later(
                    talk_card(),
                    stage_timeline(OrderState.stages, OrderState.reports, OrderState.news),
                    parts_card(),
                ),
                class_name=MAIN_COLUMN,
            ),
            rx.el.div(
                later(
                    _assignment(),
                    promise_order_card(order),
                    _jobs(),
                    _facts(),
                    _links(),
                    _own_course(),
                ),
                class_name="min-w-0 space-y-6",
            ),
            class_name=COLUMNS,
        ),
        assign_mechanic_outcome(),
    )


def _own_course() -> rx.Component:
    return rx.cond(may(Permission.MANAGE_ORDERS), rx.fragment(), own_course(OrderState.course))


def _extra_work() -> rx.Component:
    return extra_work_card(
        OrderState.extra_work,
        OrderState.extra_work_summary,
        lambda work: work_photos(work, OrderState.work_photos),
    )


def _jobs() -> rx.Component:
    """Return what is done and what it comes to; whoever runs the shop gives a discount there."""
    discount = rx.cond(
        may(Permission.MANAGE_ORDERS), discount_order_form(OrderState.estimate, OrderState.course.version)
    )
    return jobs_card(OrderState.jobs, OrderState.estimate, discount)


def _links() -> rx.Component:
    return rx.cond(may(Permission.SHARE_ORDER), share_order_card(OrderState.order))


def _assignment() -> rx.Component:
    form = card(assign_mechanic_card(OrderState.order), title=t("Who does the work"))
    return rx.cond(OrderState.order.can_assign, form)


def _client(order: OrderVar) -> rx.Component:
    return link(order.client, href=order.client_url, class_name="underline underline-offset-4")


def _facts() -> rx.Component:
    """Return what was ordered; folded on a mechanic's phone, but for what the client said."""
    order = OrderState.order
    facts = definition_list(
        (t("Client"), rx.cond(may(Permission.MANAGE_CLIENTS), _client(order), order.client)),
        (t("VIN or frame number"), rx.cond(order.vin != "", order.vin, t("Not known yet"))),
        (t("Mechanic"), rx.cond(order.mechanic != "", order.mechanic, t("Nobody yet"))),
        (t("Ordered"), order.created),
        (t("Wished day"), rx.cond(order.wished != "", order.wished, t("Any"))),
    )
    note = rx.el.div(
        rx.el.p(t("What the client said"), class_name="text-sm text-muted"),
        rx.el.p(order.note, class_name="whitespace-pre-line break-words"),
        class_name="mt-4",
    )
    said = rx.cond(order.note != "", note)
    folded = card(folded_on_phone(t("Order"), facts), said)
    history = link(
        t("The car and its history"),
        href=order.car_url,
        class_name="mt-4 inline-flex min-h-11 items-center font-semibold underline underline-offset-4",
    )
    whole = card(
        facts, order_contacts(), said, rx.cond(may(Permission.MANAGE_VEHICLES), history), title=t("Order")
    )
    return rx.cond(may(Permission.READ_ASSIGNED_ORDERS), folded, whole)

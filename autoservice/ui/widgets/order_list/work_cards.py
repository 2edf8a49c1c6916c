"""A mechanic's list of orders: the plate to find the car by, and the next step."""

import reflex as rx

from autoservice.ui.entities.order.components import progress_of
from autoservice.ui.entities.order.view_models import OrderVar
from autoservice.ui.kit.feedback import badge
from autoservice.ui.kit.forms import link
from autoservice.ui.kit.i18n import t
from autoservice.ui.kit.theme import MUTED, SURFACE, classes
from autoservice.ui.widgets.order_list.components import State

TONES = {"begun": "progress", "due": "info", "on_hold": "warning"}


def work_cards(state: State) -> rx.Component:
    """Return one card per order under the headings of its parts; the whole card is the link."""
    return rx.el.ul(rx.foreach(state.orders, _entry), class_name="grid grid-cols-1 gap-4 md:grid-cols-2")


def _entry(order: OrderVar) -> rx.Component:
    heading = rx.el.li(
        rx.el.h2(order.step.heading, class_name="text-lg font-bold"),
        class_name="col-span-full mt-4 first:mt-0",
    )
    return rx.fragment(rx.cond(order.step.heading != "", heading), rx.el.li(_card(order)))


def _card(order: OrderVar) -> rx.Component:
    step = order.step
    return link(
        rx.el.div(
            rx.el.span(
                order.plate,
                class_name=(
                    "rounded-md border-2 border-control bg-surface px-2 font-mono text-2xl font-bold "
                    "max-[22rem]:text-xl "
                    "tracking-wide wrap-anywhere"
                ),
            ),
            rx.cond(step.label != "", badge(step.label, rx.match(step.turn, *TONES.items(), "neutral"))),
            class_name="flex items-start justify-between gap-3",
        ),
        rx.el.p(order.car, " · ", order.service, class_name="mt-2 text-muted wrap-anywhere"),
        rx.el.p(step.name, class_name="mt-3 text-xl font-bold leading-snug wrap-anywhere empty:hidden"),
        rx.el.p(step.time, class_name="mt-1 font-medium wrap-anywhere empty:hidden"),
        rx.cond(step.has_parts, rx.el.p(badge(t("The parts have arrived"), "success"), class_name="mt-2")),
        rx.cond(order.unread != "", rx.el.p(badge(order.unread, "info"), class_name="mt-2")),
        rx.el.div(progress_of(order), class_name="mt-auto pt-4"),
        rx.el.p(t("No."), " ", order.number, class_name=classes(MUTED, "mt-2 text-right")),
        href=order.url,
        class_name=classes(
            SURFACE, "flex h-full min-h-12 flex-col p-4 transition-shadow hover:shadow-lg sm:p-5"
        ),
    )

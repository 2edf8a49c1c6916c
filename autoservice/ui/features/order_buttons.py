"""The buttons of an order as a whole; the queue sends them, with the version that the viewer saw."""

from dataclasses import dataclass
from typing import Final

import reflex as rx

from autoservice.modules.orders.status import OrderAction
from autoservice.modules.orders.workflow import REMARK_LIMIT
from autoservice.shared.i18n import N_
from autoservice.ui.entities.order.course import CourseVar
from autoservice.ui.entities.order.hold_fields import hold_fields
from autoservice.ui.kit.forms import button, field, option, select, text_area, text_input
from autoservice.ui.kit.i18n import t
from autoservice.ui.kit.queue import queue_note, queued_form
from autoservice.ui.kit.theme import BUTTON, VARIANTS, Child, Variant, classes


@dataclass(frozen=True)
class OrderButton:
    """A button: its label, its verb in the queue, its path, and how it looks.

    ``done`` and ``waiting`` say what became of it. One that ``asks`` opens a form in its place.
    """

    label: str
    verb: str
    path: str
    done: str
    waiting: str
    variant: Variant = "secondary"
    asks: bool = True


BUTTONS: Final = {
    OrderAction.CHECK_IN: OrderButton(
        N_("Take the car in"),
        N_("take the car in"),
        "check-in",
        N_("The car is in"),
        N_("The car is in, waits for the network"),
        "primary",
        asks=False,
    ),
    OrderAction.RESUME: OrderButton(
        N_("Resume the order"),
        N_("resume the order"),
        "resume",
        N_("Resumed"),
        N_("Resumed, waits for the network"),
        "primary",
        asks=False,
    ),
    OrderAction.DELIVER: OrderButton(
        N_("Hand the car over"),
        N_("hand the car over"),
        "deliver",
        N_("Handed over"),
        N_("Handed over, waits for the network"),
        "primary",
        asks=False,
    ),
    OrderAction.SCHEDULE: OrderButton(
        N_("Plan the day"),
        N_("plan the day"),
        "schedule",
        N_("Planned"),
        N_("Planned, waits for the network"),
    ),
    OrderAction.HOLD: OrderButton(
        N_("Put the order on hold"),
        N_("put the order on hold"),
        "hold",
        N_("Paused"),
        N_("Paused, waits for the network"),
    ),
    OrderAction.REOPEN: OrderButton(
        N_("Reopen the order"),
        N_("reopen the order"),
        "reopen",
        N_("Reopened"),
        N_("Reopened, waits for the network"),
    ),
    OrderAction.CANCEL: OrderButton(
        N_("Cancel the order"),
        N_("cancel the order"),
        "cancel",
        N_("Cancelled"),
        N_("Cancelled, waits for the network"),
    ),
}


def order_buttons(course: CourseVar, *, by_shop: bool) -> rx.Component:
    """Return the buttons of the viewer's actions on the order; clients have only that which cancels it."""
    offered = BUTTONS if by_shop else {OrderAction.CANCEL: BUTTONS[OrderAction.CANCEL]}
    buttons = (
        rx.cond(course.actions.contains(action.value), _button(course, action, spec, by_shop=by_shop))
        for action, spec in offered.items()
    )
    return rx.el.div(*buttons, class_name="flex flex-wrap gap-3 empty:hidden")


def _button(course: CourseVar, action: OrderAction, spec: OrderButton, *, by_shop: bool) -> rx.Component:
    if not spec.asks:
        return _form(course, spec, button(t(spec.label), spec.variant, class_name="w-full"), is_step=True)
    form = _form(course, spec, _questions(course, action, by_shop=by_shop))
    summary = rx.el.summary(
        t(spec.label), class_name=classes(BUTTON, VARIANTS[spec.variant], "w-full cursor-pointer list-none")
    )
    return rx.el.details(summary, form, class_name="min-w-0 grow basis-56 open:basis-full")


def _form(course: CourseVar, spec: OrderButton, *content: Child, is_step: bool = False) -> rx.Component:
    return queued_form(
        rx.el.input(type="hidden", name="version", value=course.version, read_only=True),
        *content,
        queue_note(t(spec.done), t(spec.waiting)),
        action=course.url + f"/{spec.path}",
        label=t("No.") + " " + course.number + ": " + t(spec.verb),
        drafted=not is_step,
        class_name="step min-w-0 grow basis-full" if is_step else "mt-3 rounded-lg bg-sunken p-4",
    )


def _questions(course: CourseVar, action: OrderAction, *, by_shop: bool) -> rx.Component:
    if action is OrderAction.SCHEDULE:
        return _day(course)
    if action is OrderAction.HOLD:
        return hold_fields()
    return _reopening(course) if action is OrderAction.REOPEN else _cancellation(by_shop=by_shop)


def _day(course: CourseVar) -> rx.Component:
    day = text_input("day", type="date", required=True, default_value=course.day, key=course.day)
    return _fields(field(t("Day on which the car comes"), day), button(t("Save the day")))


def _reopening(course: CourseVar) -> rx.Component:
    again = select(
        "stage_ids",
        option(rx.cond(course.is_delivered, t("Only the handover"), t("Choose a stage")), ""),
        rx.foreach(course.closed, lambda stage: option(stage.name, stage.id)),
        required=~course.is_delivered,
    )
    came_back = rx.el.label(
        rx.el.input(type="checkbox", name="comeback", value="true", class_name="size-5 accent-accent"),
        rx.el.span(t("The car has come back: the repair is repeated")),
        class_name="flex min-h-11 items-center gap-3",
    )
    return _fields(
        field(t("What is done again"), again, hint=t("The stages after it are done again, too.")),
        field(t("Reason, for the shop"), _reason(required=True)),
        rx.cond(course.is_delivered, came_back),
        button(t("Yes, reopen the order")),
    )


def _cancellation(*, by_shop: bool) -> rx.Component:
    label = t("Reason, which the client reads") if by_shop else t("Reason, if you like")
    return _fields(field(label, _reason(required=by_shop)), button(t("Yes, cancel the order"), "danger"))


def _reason(*, required: bool) -> rx.Component:
    return text_area("reason", rows=2, max_length=REMARK_LIMIT, required=required)


def _fields(*fields: Child) -> rx.Component:
    return rx.el.div(*fields, class_name="space-y-3")

"""The card of an order's course: what was said about the order, and what the shop can do on it."""

import reflex as rx

from autoservice.ui.entities.order.course import CourseVar
from autoservice.ui.features.order_buttons import order_buttons
from autoservice.ui.kit.content import card
from autoservice.ui.kit.feedback import badge
from autoservice.ui.kit.i18n import t
from autoservice.ui.kit.readers import internal_mark
from autoservice.ui.kit.theme import Child


def course_notes(course: CourseVar) -> rx.Component:
    """Return what people said: the day, the hold, why the order was cancelled or opened again."""
    reopened = rx.el.p(t("Reopened"), ": ", course.reopened, " ", internal_mark())
    return rx.el.div(
        rx.cond(course.scheduled != "", _line(t("The car is expected on"), ": ", course.scheduled)),
        rx.cond(course.hold != "", _hold(course)),
        rx.cond(course.cancelled != "", _line(course.cancelled)),
        rx.cond(course.comeback, rx.el.p(badge(t("Repeated repair"), "warning"))),
        rx.cond(course.reopened != "", reopened),
        class_name="space-y-2 empty:hidden wrap-anywhere whitespace-pre-line",
    )


def course_card(course: CourseVar) -> rx.Component:
    """Return the notes with the buttons of those who run the shop."""
    content = card(
        course_notes(course),
        order_buttons(course, by_shop=True),
        title=t("Course of the order"),
        class_name="space-y-4",
    )
    return rx.cond(course.number != "", content)


def own_course(course: CourseVar) -> rx.Component:
    """Return the notes for the client, with the button that cancels the order while that is possible."""
    has_any = course.actions.length() + course.scheduled.length() + course.cancelled.length() > 0
    content = card(course_notes(course), order_buttons(course, by_shop=False), class_name="space-y-4")
    return rx.cond(has_any | (course.hold != ""), content)


def _line(*content: Child) -> rx.Component:
    return rx.el.p(*content, class_name="font-medium")


def _hold(course: CourseVar) -> rx.Component:
    remark = rx.el.p(course.remark, " ", internal_mark(), class_name="mt-1")
    return rx.el.div(
        rx.el.p(course.hold, class_name="font-semibold"),
        rx.cond(course.remark != "", remark),
        class_name="rounded-lg bg-warning-soft px-4 py-3",
    )

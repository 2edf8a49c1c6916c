"""The form in which services are added to a running order, on the order's page."""

from typing import Any, Final

import reflex as rx

from autoservice.modules.orders.approvals.schemas import REMARK_LENGTH
from autoservice.ui.entities.order.course import CourseVar
from autoservice.ui.entities.service.choice import service_picker, shown_prices
from autoservice.ui.features.add_jobs.state import AddJobsState
from autoservice.ui.kit.content import card, definition_list
from autoservice.ui.kit.feedback import form_notice, message, region
from autoservice.ui.kit.forms import button, field, socket_form, text_input
from autoservice.ui.kit.i18n import t
from autoservice.ui.kit.icons import icon

_STATE: Final[Any] = AddJobsState


def add_jobs_card(course: CourseVar) -> rx.Component:
    """Return the button that opens the form, and the open form, as long as services may be added."""
    opens = button(
        rx.fragment(icon("plus"), t("Add a service")),
        "secondary",
        on_click=_STATE.begin,
        class_name="min-h-12 w-full sm:w-auto",
    )
    done = region(
        rx.cond(_STATE.is_done, message(t("Added to the order."), "success")), class_name="not-empty:mb-4"
    )
    content = card(done, rx.cond(_STATE.is_open, _form(course), opens), title=t("More services"))
    return rx.cond(course.can_add_jobs, content)


def _form(course: CourseVar) -> rx.Component:
    asked = field(
        t("How the client asked for it"),
        text_input("remark", id="added_remark", max_length=REMARK_LENGTH, auto_complete="off"),
        hint=t("Optional. For the shop, for example: by phone at 14:05."),
        errors=_STATE.errors,
    )
    return rx.el.section(
        rx.el.h3(t("What does the client want as well?"), class_name="mb-3 font-bold", tab_index=-1),
        socket_form(
            rx.el.input(type="hidden", name="version", value=course.version, read_only=True),
            shown_prices(_STATE),
            service_picker(_STATE),
            rx.el.div(asked, _summary(), class_name="mt-5 space-y-5"),
            form_notice(_STATE.errors, "not-empty:mt-4"),
            rx.el.div(
                button(t("Add to the order"), disabled=_STATE.summary.total == "", class_name="min-h-12"),
                button(t("Cancel"), "secondary", on_click=_STATE.cancel, class_name="min-h-12"),
                class_name="mt-5 grid grid-cols-1 gap-3 sm:grid-cols-2",
            ),
            on_submit=_STATE.add_jobs,
            refused=_STATE.refused,
            accepted=_STATE.accepted,
        ),
    )


def _summary() -> rx.Component:
    """Return what is chosen and what it comes to."""
    summary = _STATE.summary
    facts = definition_list((t("Price from"), summary.total), (t("The work takes"), summary.duration))
    return rx.el.div(
        rx.el.p(summary.count, class_name="font-semibold"),
        rx.el.p(summary.names, class_name="mt-1 text-sm text-muted wrap-anywhere empty:hidden"),
        rx.cond(summary.total != "", rx.el.div(facts, class_name="mt-4")),
        role="status",
        class_name="min-h-6",
    )

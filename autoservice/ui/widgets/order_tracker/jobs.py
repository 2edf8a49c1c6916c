"""What is done to the car: the jobs with their norm-hours and prices, and what they come to."""

from typing import Any

import reflex as rx

from autoservice.ui.entities.order.estimate import EstimateVar
from autoservice.ui.entities.order.jobs import JobVar
from autoservice.ui.kit.content import card
from autoservice.ui.kit.i18n import t
from autoservice.ui.kit.theme import Child

SUM = "flex flex-wrap items-baseline justify-between gap-x-4"


def jobs_card(jobs: Any, estimate: EstimateVar, *below: Child) -> rx.Component:
    """Return the card that lists the jobs above their sums, and ``below`` what is done about these."""
    return card(
        rx.el.ul(rx.foreach(jobs, _job), class_name="divide-y divide-border"),
        rx.el.div(
            rx.el.ul(rx.foreach(estimate.lines, _sum), class_name="mb-2 space-y-1 empty:hidden"),
            rx.el.p(
                rx.el.span(t("Total from"), class_name="text-muted"),
                rx.el.span(estimate.total, class_name="text-lg font-bold whitespace-nowrap"),
                class_name=SUM,
            ),
            rx.el.p(estimate.vat, class_name="text-right text-sm text-muted empty:hidden"),
            _reason(estimate),
            class_name="mt-3 border-t border-border pt-3",
        ),
        *below,
        title=t("What is done"),
    )


def _sum(line: Any) -> rx.Component:
    return rx.el.li(
        rx.el.span(line.name, class_name="text-muted"),
        rx.el.span(line.amount, class_name="whitespace-nowrap tabular-nums"),
        key=line.name,
        class_name=SUM,
    )


def _reason(estimate: EstimateVar) -> rx.Component:
    said = rx.el.p(t("Discount"), ": ", estimate.reason, class_name="mt-2 text-sm text-muted wrap-anywhere")
    return rx.cond(estimate.reason != "", said)


def _job(job: JobVar) -> rx.Component:
    return rx.el.li(
        rx.el.span(job.name, class_name="min-w-0 font-medium wrap-anywhere"),
        rx.el.span(
            rx.el.span(job.duration, class_name="text-sm text-muted empty:hidden"),
            rx.el.span(job.price, class_name="ml-auto font-semibold"),
            class_name="flex flex-wrap items-baseline justify-between gap-x-4 whitespace-nowrap",
        ),
        key=job.id,
        class_name="flex flex-col py-2.5",
    )

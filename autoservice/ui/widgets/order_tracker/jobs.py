"""What is done to the car: the jobs with their norm-hours and prices."""

from typing import Any

import reflex as rx

from autoservice.ui.entities.order.jobs import JobVar
from autoservice.ui.entities.order.view_models import OrderVar
from autoservice.ui.kit.content import card
from autoservice.ui.kit.i18n import t


def jobs_card(jobs: Any, order: OrderVar) -> rx.Component:
    """Return the card that lists the jobs above their sum."""
    return card(
        rx.el.ul(rx.foreach(jobs, _job), class_name="divide-y divide-border"),
        rx.el.p(
            rx.el.span(t("Total from"), class_name="text-muted"),
            rx.el.span(order.price, class_name="text-lg font-bold whitespace-nowrap"),
            class_name=(
                "mt-3 flex flex-wrap items-baseline justify-between gap-x-4 border-t border-border pt-3"
            ),
        ),
        rx.el.p(order.vat, class_name="text-right text-sm text-muted empty:hidden"),
        title=t("What is done"),
    )


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

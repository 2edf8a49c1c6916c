"""The parts on the order page: a list for everybody, and what the shop does with them."""

import reflex as rx

from autoservice.ui.entities.order_part import OrderPartVar
from autoservice.ui.features.part_buttons import part_buttons
from autoservice.ui.kit.content import card
from autoservice.ui.kit.feedback import badge
from autoservice.ui.kit.i18n import t
from autoservice.ui.kit.theme import BUTTON, MUTED, VARIANTS, ViewModelVar, classes
from autoservice.ui.widgets.inventory_picker import inventory_picker


def parts_card(parts: ViewModelVar) -> rx.Component:
    """Return the card of the parts; nothing for a client whose order has none."""
    none = rx.el.p(t("No parts yet."), class_name=MUTED)
    rows = rx.el.ul(rx.foreach(parts.rows, _row), class_name="divide-y divide-border")
    whole = card(
        rx.cond(parts.rows.length() > 0, rows, none),
        rx.cond(parts.can_add, _adding(parts)),
        title=t("Parts"),
    )
    return rx.cond((parts.rows.length() > 0) | parts.can_add, whole)


def _row(part: OrderPartVar) -> rx.Component:
    about = rx.el.div(
        rx.el.p(part.name, class_name="font-semibold wrap-anywhere"),
        rx.el.p(part.facts, class_name=classes(MUTED, "wrap-anywhere empty:hidden")),
        class_name="min-w-0 flex-1 basis-48",
    )
    numbers = rx.el.p(
        rx.el.span(part.quantity, class_name="font-medium"),
        rx.el.span(" · ", part.price),
        class_name="tabular-nums",
    )
    return rx.el.li(
        rx.el.div(
            about,
            numbers,
            badge(part.state, part.tone),
            class_name="flex flex-wrap items-baseline gap-x-4 gap-y-1",
        ),
        part_buttons(part),
        key=part.id,
        class_name="py-4 first:pt-0 last:pb-0",
    )


def _adding(parts: ViewModelVar) -> rx.Component:
    summary = rx.el.summary(
        t("Add a part"),
        class_name=classes(BUTTON, VARIANTS["secondary"], "w-full cursor-pointer list-none sm:w-auto"),
    )
    return rx.el.details(
        summary, rx.el.div(inventory_picker(parts.jobs), class_name="mt-4"), class_name="mt-4"
    )

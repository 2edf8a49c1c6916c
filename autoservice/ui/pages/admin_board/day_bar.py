"""The choice of a day over the board, and what is said of it."""

import reflex as rx

from autoservice.ui.kit.content import page_link
from autoservice.ui.kit.feedback import notice
from autoservice.ui.kit.forms import button, link, link_button, text_input
from autoservice.ui.kit.i18n import t
from autoservice.ui.kit.icons import icon
from autoservice.ui.kit.theme import MUTED, Text, classes
from autoservice.ui.pages.admin_board.days import DAY, PATH, WITHOUT_DAY, DayVar, address_of
from autoservice.ui.pages.admin_board.state import BoardState


def day_bar(day: DayVar) -> rx.Component:
    """Return the way to other days and to orders without one."""
    steps = rx.el.nav(
        page_link(day.previous_url, t("Previous day"), icon("chevron-left"), class_name="px-3"),
        # The console has a page of that name.
        _choice(t("Today"), PATH, day.is_today, t("Today") + ": " + t("Board")),
        page_link(day.next_url, t("Next day"), icon("chevron-right"), class_name="px-3"),
        _choice(day.without, address_of(WITHOUT_DAY), day.is_without),
        aria_label=t("Days"),
        class_name="flex flex-wrap gap-2",
    )
    field = text_input(
        DAY, type="date", aria_label=t("Day"), default_value=day.iso, key=day.iso, class_name="w-auto grow"
    )
    other = rx.el.form(
        field,
        button(t("Show"), "secondary"),
        on_submit=BoardState.go_to,
        class_name="flex gap-2 max-sm:w-full",
    )
    return rx.el.div(steps, other, class_name="mb-5 flex flex-wrap justify-between gap-2")


def day_heading(day: DayVar) -> rx.Component:
    """Return the day's name, for how long the shop is open then, and what there is to do."""
    hours = rx.cond(
        day.lacks_hours,
        link(day.hours, href="/admin/opening-hours", class_name="underline"),
        rx.el.span(day.hours),
    )
    over = notice(
        t("This day is over. What was not finished then stands under today."),
        "info",
        link_button(t("Today"), PATH, "secondary"),
    )
    return rx.el.div(
        rx.el.h2(day.title, class_name="text-xl font-bold"),
        rx.el.p(
            hours, " ", rx.cond(day.load != "", t("All together") + ": " + day.load, ""), class_name=MUTED
        ),
        rx.cond(day.is_over, rx.el.div(over, class_name="mt-4")),
        class_name="mb-4",
    )


def _choice(label: Text, url: str, is_shown: rx.Var[bool], heard: Text | None = None) -> rx.Component:
    current = {"aria-current": rx.cond(is_shown, "page", "false")}
    if heard is not None:
        current["aria-label"] = heard
    style = classes("aria-[current=page]:border-accent aria-[current=page]:bg-accent-soft")
    return link_button(label, url, "secondary", class_name=style, custom_attrs=current)

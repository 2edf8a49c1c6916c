"""The layout of the dashboard: what needs somebody first, then today's cars, work and money."""

from typing import Any, Final

import reflex as rx

from autoservice.ui.engine.page import page
from autoservice.ui.kit.content import card, number_plate, page_title
from autoservice.ui.kit.feedback import badge, skeleton
from autoservice.ui.kit.forms import link, link_button
from autoservice.ui.kit.i18n import t
from autoservice.ui.kit.icons import icon
from autoservice.ui.kit.layout import layout
from autoservice.ui.kit.theme import MUTED, SURFACE, Child, Text, classes
from autoservice.ui.pages.admin_dashboard.state import DashboardState
from autoservice.ui.pages.admin_dashboard.view_models import DashboardVar

PATH: Final = "/admin"
ROW_LINK: Final = "font-semibold underline wrap-anywhere"


@page(PATH, "Today", [DashboardState.open])
def admin_dashboard() -> rx.Component:
    """What a shop looks at in the morning."""
    state: Any = DashboardState
    content = rx.el.div(
        rx.cond(state.steps.are_done, None, _first_steps(state.steps)),
        _attention(state),
        rx.cond(state.late.length() > 0, _late(state)),
        rx.el.div(
            _cars(state),
            _money(state),
            class_name="grid grid-cols-1 gap-4 lg:grid-cols-2",
        ),
        _load(state),
        class_name="space-y-4 sm:space-y-6",
    )
    return layout(
        page_title(
            t("Today"),
            state.title,
            link_button(t("Board"), "/admin/board", "secondary"),
            link_button(t("Reports"), "/admin/reports", "secondary"),
        ),
        rx.cond(state.loaded, content, skeleton(8)),
        here=PATH,
    )


def _attention(state: Any) -> rx.Component:
    return rx.el.section(
        rx.el.h2(t("What needs attention"), class_name="sr-only"),
        rx.el.ul(
            rx.foreach(state.attention, _tile),
            class_name="grid grid-cols-2 gap-3 sm:grid-cols-3 lg:grid-cols-5",
        ),
    )


def _tile(one: DashboardVar) -> rx.Component:
    tone = rx.cond(one.is_alert, "text-danger", "text-muted")
    tile = link(
        rx.el.span(one.count, class_name=classes("text-3xl leading-none font-bold", tone)),
        rx.el.span(one.label, class_name="text-sm leading-tight wrap-anywhere"),
        href=one.url,
        class_name=classes(
            SURFACE, "flex h-full min-h-24 flex-col justify-between gap-2 p-4 hover:bg-sunken"
        ),
    )
    return rx.el.li(tile, key=one.id, class_name="max-sm:first:col-span-2")


def _late(state: Any) -> rx.Component:
    return card(
        rx.el.ul(rx.foreach(state.late, _late_order), class_name="divide-y divide-border"),
        rx.el.p(state.more_late, class_name=classes(MUTED, "mt-2 empty:hidden")),
        title=t("Late or slipping"),
    )


def _late_order(order: DashboardVar) -> rx.Component:
    name = link(t("No."), " ", order.number, " · ", order.service, href=order.url, class_name=ROW_LINK)
    return rx.el.li(
        rx.el.div(
            rx.el.p(name),
            rx.el.p(number_plate(order.plate), " ", order.car, class_name="mt-1 text-sm wrap-anywhere"),
            rx.el.p(order.completion.line, class_name=classes(MUTED, "mt-1 wrap-anywhere")),
            class_name="min-w-0",
        ),
        badge(order.status_label, order.status_tone),
        key=order.id,
        class_name="flex items-start justify-between gap-3 py-3 first:pt-0 last:pb-0",
    )


def _cars(state: Any) -> rx.Component:
    nothing = rx.el.p(t("No car is in the shop or expected today."), class_name=MUTED)
    total = link(t("All together"), ": ", state.cars.count, href=state.cars.url, class_name=ROW_LINK)
    return card(
        rx.cond(state.states.length() > 0, _lines(state.states, total), nothing), title=t("Cars of today")
    )


def _lines(states: Any, total: rx.Component) -> rx.Component:
    return rx.fragment(
        rx.el.ul(rx.foreach(states, _state), class_name="divide-y divide-border"),
        rx.el.p(total, class_name="mt-3"),
    )


def _state(one: DashboardVar) -> rx.Component:
    line = link(
        badge(one.label, one.tone),
        rx.el.span(one.count, class_name="text-lg font-bold"),
        href=one.url,
        class_name="flex min-h-11 items-center justify-between gap-3 hover:bg-sunken",
    )
    return rx.el.li(line, key=one.id)


def _money(state: Any) -> rx.Component:
    said = t(
        "Revenue is what the orders handed over in that time come to, with their discounts. Whether it was "
        "paid is not known here."
    )
    return card(
        rx.el.div(
            _sum(t("Today"), state.day),
            _sum(t("This month"), state.month),
            class_name="grid grid-cols-2 gap-4",
        ),
        rx.el.p(said, class_name=classes(MUTED, "mt-4")),
        title=t("Revenue"),
    )


def _sum(name: rx.Var[str], money: DashboardVar) -> rx.Component:
    heard = name.to(str) + ": " + money.orders
    orders = link(money.orders, href=money.url, aria_label=heard, class_name="underline")
    return rx.el.div(
        rx.el.h3(name, class_name=MUTED),
        rx.el.p(money.revenue, class_name="mt-1 text-xl font-bold wrap-anywhere sm:text-2xl"),
        rx.el.p(orders, class_name="mt-1 text-sm"),
        class_name="min-w-0",
    )


def _load(state: Any) -> rx.Component:
    return card(
        rx.el.ul(rx.foreach(state.load, _mechanic), class_name="divide-y divide-border"),
        title=t("Load of today"),
    )


def _mechanic(one: DashboardVar) -> rx.Component:
    marks = rx.el.div(
        rx.cond(one.overload != "", badge(one.overload, "warning")),
        rx.cond(one.warning != "", badge(one.warning, "warning")),
        class_name="mt-1.5 flex flex-wrap gap-2 *:whitespace-normal empty:hidden",
    )
    return rx.el.li(
        rx.el.div(
            link(one.name, href="/admin/board", class_name=ROW_LINK),
            rx.el.span(one.load, class_name="shrink-0 text-sm text-muted"),
            class_name="flex items-baseline justify-between gap-3",
        ),
        rx.cond(one.has_share, _share(one)),
        marks,
        key=one.id,
        class_name="py-3 first:pt-0 last:pb-0",
    )


def _share(one: DashboardVar) -> rx.Component:
    """Return how much of the day is filled; the text above it says so, too."""
    fill = rx.el.div(
        style={"width": f"{one.share}%"},
        class_name=classes(
            "h-full rounded-full forced-colors:bg-[Highlight]",
            rx.cond(one.overload != "", "bg-warning", "bg-accent"),
        ),
    )
    return rx.el.div(
        fill,
        class_name="mt-1.5 h-2 rounded-full bg-border forced-colors:outline",
        custom_attrs={"aria-hidden": "true"},
    )


def _first_steps(steps: DashboardVar) -> rx.Component:
    return card(
        rx.el.p(t("The shop is not set up yet. These come first:"), class_name="mb-3"),
        rx.el.ol(
            _step(steps.opening_hours, t("Say when the shop is open"), "/admin/opening-hours"),
            _step(steps.mechanics, t("Invite the mechanics"), "/admin/users"),
            _step(steps.orders, t("Look through the services and their prices"), "/admin/catalog/services"),
            _step(steps.orders, t("Enter the first order"), "/admin/orders/new"),
            class_name="space-y-2",
        ),
        title=t("First steps"),
    )


def _step(is_done: Any, text: Text, url: str) -> Child:
    done = rx.el.span(
        icon("check", "size-5 text-success"), text, class_name="flex items-center gap-2 text-muted"
    )
    left = link(
        icon("chevron-right", "size-5"), text, href=url, class_name="flex items-center gap-2 underline"
    )
    return rx.el.li(rx.cond(is_done, done, left), class_name="min-h-11 content-center")

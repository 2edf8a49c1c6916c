"""How an order stands: its title, the sentence of now, the progress, and how to collect the car."""

import reflex as rx

from autoservice.ui.entities.order.components import car_line, status_badge
from autoservice.ui.entities.order.pickup import PickupVar
from autoservice.ui.entities.order.view_models import OrderVar
from autoservice.ui.entities.stage.news import NewsVar
from autoservice.ui.kit.content import card, page_title
from autoservice.ui.kit.feedback import notice
from autoservice.ui.kit.forms import link
from autoservice.ui.kit.i18n import t
from autoservice.ui.kit.progress import progress_bar
from autoservice.ui.kit.theme import Child, Text


def order_title(order: OrderVar) -> rx.Component:
    """Return the page's title: what is done, to which car, under which number."""
    number = rx.el.span(" · ", t("No."), " ", order.number)
    return page_title(order.service, rx.fragment(car_line(order), number))


def progress_card(order: OrderVar) -> rx.Component:
    """Return the card with the sentence of now over the progress bar."""
    return card(
        rx.el.div(
            rx.el.p(order.now, class_name="text-lg font-bold leading-snug wrap-anywhere sm:text-xl"),
            rx.el.div(status_badge(order), class_name="shrink-0"),
            class_name="mb-4 flex flex-wrap-reverse items-start justify-between gap-x-4 gap-y-2",
        ),
        progress_bar(order.progress, t("Progress")),
        _completion(order),
    )


def _completion(order: OrderVar) -> rx.Component:
    """Return what was promised and what is probable, as far as anything is known."""
    completion = order.completion
    late = rx.el.p(completion.delay, class_name="mt-1 font-medium text-warning wrap-anywhere empty:hidden")
    note = rx.el.p(t("An estimate: it changes as the work goes on."), class_name="text-sm text-muted")
    estimate = rx.el.div(
        rx.el.p(completion.estimate, class_name="wrap-anywhere"),
        note,
        class_name="mt-2 has-[>p:empty]:hidden",
    )
    return rx.el.div(
        rx.el.p(completion.promised, class_name="mt-4 font-semibold wrap-anywhere empty:hidden"),
        late,
        estimate,
    )


def pickup_card(order: OrderVar, pickup: PickupVar) -> rx.Component:
    """Return the card of a car that is ready: its price, and the shop as far as its settings say."""
    phone = link(
        pickup.phone,
        href=pickup.phone_url,
        class_name="inline-flex min-h-11 items-center font-semibold text-accent underline underline-offset-4",
    )
    facts = rx.el.dl(
        _fact(t("Price"), order.price, rx.el.span(order.price, class_name="text-xl font-bold")),
        _fact(t("Where"), pickup.shop + pickup.address, _place(pickup)),
        _fact(t("Opening hours"), pickup.hours, pickup.hours),
        _fact(t("Phone"), pickup.phone, phone),
        class_name="grid grid-cols-1 gap-x-8 gap-y-3 sm:grid-cols-2",
    )
    box = card(facts, title=t("Come and collect your car"), class_name="border-success/40 bg-success-soft")
    return rx.cond(pickup.is_due, box)


def news_line(news: NewsVar) -> rx.Component:
    """Return the line that tells what is new since the client's last visit, if anything is."""
    return rx.cond(news.text != "", notice(news.text, "info"))


def _place(pickup: PickupVar) -> rx.Component:
    return rx.fragment(
        rx.cond(pickup.shop != "", rx.el.div(pickup.shop)),
        rx.cond(pickup.address != "", rx.el.div(pickup.address)),
    )


def _fact(term: Text, text: rx.Var[str], value: Child) -> rx.Component:
    """Return a fact and its name; nothing if the settings do not tell it."""
    fact = rx.el.div(
        rx.el.dt(term, class_name="text-sm text-muted"),
        rx.el.dd(value, class_name="font-medium wrap-anywhere"),
    )
    return rx.cond(text != "", fact)

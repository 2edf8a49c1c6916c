"""The services of the order form: boxes by category, with a search that leaves the chosen ones in sight.

What is not found is hidden, not taken out: the form has to send what is ticked there.
"""

from typing import Any, Final

import reflex as rx

from autoservice.shared.validation import SEARCH_LENGTH
from autoservice.ui.entities.service import ServiceVar
from autoservice.ui.features.create_order.groups import GroupVar
from autoservice.ui.features.create_order.state import CreateOrderState
from autoservice.ui.kit.content import card
from autoservice.ui.kit.feedback import skeleton
from autoservice.ui.kit.forms import field_error, option, select, text_input
from autoservice.ui.kit.i18n import t
from autoservice.ui.kit.theme import STICKY, classes

_STATE: Final[Any] = CreateOrderState
TYPING_MS: Final = 250
# Of no form: the key Enter searches there, and orders nothing.
NO_FORM: Final = "none"


def services_card() -> rx.Component:
    """Return the card in which services are looked for and ticked."""
    nothing = rx.el.p(t("Nothing found"), class_name="py-4 text-muted")
    return card(
        _search(),
        rx.el.div(
            rx.foreach(_STATE.groups, _group),
            # As long as a list of services mostly is, so that nothing is pushed down when it comes.
            rx.cond(_STATE.first_day == "", rx.el.div(skeleton(8), class_name="min-h-screen pt-4")),
            rx.cond(_STATE.is_searched & (_STATE.found.length() == 0), nothing),
            field_error(),
            custom_attrs={"data-field": ""},
        ),
        _sum_on_phone(),
        title=t("What is to be done"),
    )


def _search() -> rx.Component:
    return rx.el.div(
        text_input(
            "q",
            type="search",
            placeholder=t("Find a service"),
            aria_label=t("Find a service"),
            auto_complete="off",
            max_length=SEARCH_LENGTH,
            on_change=_STATE.search.debounce(TYPING_MS),
            form=NO_FORM,
            class_name="min-w-0 grow basis-48",
        ),
        select(
            "category",
            option(t("All categories"), ""),
            rx.foreach(_STATE.groups, lambda group: option(group.name, group.code)),
            aria_label=t("Category"),
            on_change=_STATE.choose_category,
            form=NO_FORM,
            class_name="min-w-0 grow basis-48",
        ),
        key=_STATE.opening,
        class_name="mb-2 flex flex-wrap gap-2",
    )


def _group(group: GroupVar) -> rx.Component:
    return rx.el.fieldset(
        rx.el.legend(group.name, class_name="pt-4 pb-1 text-sm font-semibold text-muted"),
        rx.el.ul(rx.foreach(group.services, _service), class_name="divide-y divide-border"),
        key=group.code,
        class_name="[&:not(:has(li:not([hidden])))]:hidden",
    )


def _service(service: ServiceVar) -> rx.Component:
    is_left_out = (
        _STATE.is_searched
        & ~_STATE.found.contains(service.id)
        & ~_STATE.chosen.split(",").contains(service.id)
    )
    box = rx.el.input(
        type="checkbox",
        name="service_ids",
        value=service.id,
        # The browser's own choice: without a network, too, it is what is ticked.
        default_checked=_STATE.given.contains(service.id),
        key=_STATE.opening,
        on_change=lambda ticked: _STATE.choose(_STATE.opening, service.id, ticked),
        class_name="mt-0.5 size-5 shrink-0 accent-accent",
        custom_attrs={"data-stays": ""},
    )
    price = rx.cond(_STATE.texts.contains(service.id), _STATE.texts[service.id], service.price)
    facts = rx.el.span(
        rx.el.span(service.duration, class_name="text-sm text-muted"),
        rx.el.span(price, class_name="font-semibold"),
        class_name="flex shrink-0 flex-wrap items-baseline justify-between gap-x-4 whitespace-nowrap",
    )
    label = rx.el.label(
        box,
        rx.el.span(
            rx.el.span(service.name, class_name="min-w-0 wrap-anywhere"),
            facts,
            class_name="flex min-w-0 flex-1 flex-col gap-x-4 sm:flex-row sm:justify-between",
        ),
        class_name=(
            "flex min-h-12 scroll-mb-24 cursor-pointer items-start gap-3 rounded-lg px-2 py-2.5 "
            "hover:bg-sunken has-checked:bg-accent-soft"
        ),
    )
    return rx.el.li(label, hidden=is_left_out, key=service.id)


def _sum_on_phone() -> rx.Component:
    """Return the sum at the lower edge of the screen, while the list is in sight."""
    summary = _STATE.summary
    line = rx.el.p(
        rx.el.span(summary.count, class_name="min-w-0"),
        rx.el.span(summary.duration, class_name="text-muted empty:hidden"),
        rx.el.span(summary.total, class_name="font-bold empty:hidden"),
        aria_hidden="true",
        class_name=classes(
            STICKY,
            "bottom-[calc(var(--bars,0px)+0.5rem)] z-20 mt-3 flex flex-wrap justify-between gap-x-4",
            "rounded-lg border border-border bg-surface px-3 py-2 shadow-card lg:hidden",
        ),
    )
    return rx.cond(summary.total != "", line)

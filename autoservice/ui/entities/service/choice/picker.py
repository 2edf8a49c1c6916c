"""The services to choose from: boxes by category, with a search that leaves the chosen ones in sight.

What is not found is hidden, not taken out: the form has to send what is ticked there.
"""

from typing import Any, Final

import reflex as rx

from autoservice.shared.validation import SEARCH_LENGTH
from autoservice.ui.entities.service.choice.groups import GroupVar
from autoservice.ui.entities.service.view_models import ServiceVar
from autoservice.ui.kit.feedback import skeleton
from autoservice.ui.kit.forms import field_error, option, select, text_input
from autoservice.ui.kit.i18n import t
from autoservice.ui.kit.theme import STICKY, classes

TYPING_MS: Final = 250
# Of no form: the key Enter searches there, and orders nothing.
NO_FORM: Final = "none"


def service_picker(state: Any, is_read: rx.Var[bool] | bool = True) -> rx.Component:
    """Return the place in which services are looked for and ticked; ``state`` is a ``ServiceChoiceMixin``."""
    nothing = rx.el.p(t("Nothing found"), class_name="py-4 text-muted")
    return rx.fragment(
        _search(state),
        rx.el.div(
            rx.foreach(state.groups, lambda group: _group(state, group)),
            # As long as a list of services mostly is, so that nothing is pushed down when it comes.
            rx.cond(is_read, rx.fragment(), rx.el.div(skeleton(8), class_name="min-h-screen pt-4")),
            rx.cond(state.is_searched & (state.found.length() == 0), nothing),
            field_error(),
            custom_attrs={"data-field": ""},
        ),
        _sum_on_phone(state),
    )


def shown_prices(state: Any) -> rx.Component:
    """Return the prices that a form refers to: with others nothing is ordered."""
    return rx.el.input(type="hidden", name="prices", value=state.prices.to_string(), read_only=True)


def _search(state: Any) -> rx.Component:
    return rx.el.div(
        text_input(
            "q",
            type="search",
            placeholder=t("Find a service"),
            aria_label=t("Find a service"),
            auto_complete="off",
            max_length=SEARCH_LENGTH,
            on_change=state.search.debounce(TYPING_MS),
            form=NO_FORM,
            class_name="min-w-0 grow basis-48",
        ),
        select(
            "category",
            option(t("All categories"), ""),
            rx.foreach(state.groups, lambda group: option(group.name, group.code)),
            aria_label=t("Category"),
            on_change=state.choose_category,
            form=NO_FORM,
            class_name="min-w-0 grow basis-48",
        ),
        key=state.opening,
        class_name="mb-2 flex flex-wrap gap-2",
    )


def _group(state: Any, group: GroupVar) -> rx.Component:
    return rx.el.fieldset(
        rx.el.legend(group.name, class_name="pt-4 pb-1 text-sm font-semibold text-muted"),
        rx.el.ul(
            rx.foreach(group.services, lambda service: _service(state, service)),
            class_name="divide-y divide-border",
        ),
        key=group.code,
        class_name="[&:not(:has(li:not([hidden])))]:hidden",
    )


def _service(state: Any, service: ServiceVar) -> rx.Component:
    is_left_out = (
        state.is_searched & ~state.found.contains(service.id) & ~state.chosen.split(",").contains(service.id)
    )
    box = rx.el.input(
        type="checkbox",
        name="service_ids",
        value=service.id,
        # The browser's own choice: without a network, too, it is what is ticked.
        default_checked=state.given.contains(service.id),
        key=state.opening,
        on_change=lambda ticked: state.choose(state.opening, service.id, ticked),
        class_name="mt-0.5 size-5 shrink-0 accent-accent",
        custom_attrs={"data-stays": ""},
    )
    price = rx.cond(state.texts.contains(service.id), state.texts[service.id], service.price)
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


def _sum_on_phone(state: Any) -> rx.Component:
    """Return the sum at the lower edge of the screen, while the list is in sight."""
    summary = state.summary
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

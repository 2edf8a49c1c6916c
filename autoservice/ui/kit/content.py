"""Titles, cards, tables, definition lists."""

from collections.abc import Callable, Sequence
from typing import Any

import reflex as rx

from autoservice.ui.kit.forms import link
from autoservice.ui.kit.i18n import t
from autoservice.ui.kit.icons import icon
from autoservice.ui.kit.theme import BUTTON, SURFACE, VARIANTS, Child, Text, classes, has_text


def page_title(title: Text, subtitle: Child = "", *actions: Child) -> rx.Component:
    """Return the page's one ``h1``, with ``actions`` at its right (below it on a phone)."""
    return rx.el.div(
        rx.el.div(
            rx.el.h1(
                title, class_name="text-2xl font-bold leading-tight tracking-tight wrap-anywhere sm:text-3xl"
            ),
            # A text of the server arrives later and must not move the page then.
            rx.el.div(subtitle, class_name=classes("mt-1 text-muted", _subtitle_height(subtitle))),
            class_name="min-w-0",
        ),
        rx.el.div(*actions, class_name="flex flex-wrap gap-2 empty:hidden"),
        class_name="mb-6 flex flex-col gap-4 sm:flex-row sm:items-end sm:justify-between",
    )


def _subtitle_height(subtitle: Child) -> str:
    return "min-h-6" if isinstance(subtitle, rx.Var) else "empty:hidden"


def card(*children: Child, title: Text = "", class_name: Text = "", **props: Any) -> rx.Component:
    """Return a surface with a ``title`` around ``children``."""
    heading = rx.el.h2(title, class_name="mb-4 text-lg font-bold") if has_text(title) else None
    return rx.el.section(heading, *children, class_name=classes(SURFACE, "p-4 sm:p-6", class_name), **props)


def number_plate(plate: Text) -> rx.Component:
    """Return a car's number plate in its frame."""
    return rx.el.span(
        plate,
        class_name=(
            "inline-block max-w-full rounded border border-control bg-surface px-1.5 font-mono text-sm "
            "tracking-wide"
        ),
    )


def folded_on_phone(title: Text, *children: Child) -> rx.Component:
    """Return ``children`` under ``title``: folded on phones and tablets, always shown where there is room."""
    summary = rx.el.summary(
        rx.el.h2(title, class_name="text-lg font-bold"),
        icon("chevron-right", "ml-auto size-5 transition-transform group-open/fold:rotate-90 lg:hidden"),
        class_name=(
            "flex min-h-12 cursor-pointer list-none items-center lg:min-h-0 lg:cursor-auto "
            "[&::-webkit-details-marker]:hidden"
        ),
    )
    return rx.el.details(
        summary,
        rx.el.div(*children, class_name="pt-3"),
        class_name="group/fold lg:[&::details-content]:[content-visibility:visible]",
    )


def data_table(headers: Sequence[Text], rows: Any, cells: Callable[[Any], Sequence[Child]]) -> rx.Component:
    """Return a table of ``rows`` (a list var, each with an ``id``); ``cells`` returns one row's cells.

    On phones and tablets each row is a card whose values stand beside their headers. The
    roles keep it a table for screen readers even then.
    """
    body = rx.foreach(rows, lambda row: _row(row.id, headers, cells(row)))
    columns = (
        rx.el.th(header, scope="col", role="columnheader", class_name="px-4 py-3") for header in headers
    )
    return rx.el.table(
        rx.el.thead(
            rx.el.tr(*columns, role="row"),
            role="rowgroup",
            class_name="bg-sunken text-left text-sm text-muted max-lg:sr-only lg:table-header-group",
        ),
        rx.el.tbody(body, role="rowgroup", class_name="block space-y-3 lg:table-row-group"),
        role="table",
        class_name=classes(
            "block w-full lg:table lg:overflow-hidden lg:rounded-xl lg:bg-surface lg:shadow-card"
        ),
    )


def _row(key: Text, headers: Sequence[Text], cells: Sequence[Child]) -> rx.Component:
    shape = "block lg:table-row lg:rounded-none lg:border-x-0 lg:border-b-0 lg:shadow-none px-4 py-2 lg:p-0"
    return rx.el.tr(
        *(_cell(header, cell) for header, cell in zip(headers, cells, strict=True)),
        role="row",
        # A row that changes its place takes its focus and its open fields along.
        key=key,
        class_name=classes(SURFACE, shape),
    )


def _cell(header: Text, content: Child) -> rx.Component:
    return rx.el.td(
        content,
        role="cell",
        class_name=(
            "flex min-h-9 items-center justify-between gap-4 py-1 text-right wrap-anywhere max-lg:*:min-w-0 "
            "before:text-left before:text-sm before:text-muted before:content-[attr(data-label)] "
            "before:[overflow-wrap:normal] "
            "lg:table-cell lg:min-w-28 lg:px-4 lg:py-3 lg:text-left lg:before:hidden"
        ),
        custom_attrs={"data-label": header},
    )


def pager(label: Text, first: rx.Var | str, previous: rx.Var | str, following: rx.Var | str) -> rx.Component:
    """Return links to the beginning of the list named ``label`` and to the neighbouring pages.

    Hidden if there is only one page. A link with an empty address is disabled.
    """

    def named(name: Any) -> Any:
        return name + ": " + rx.Var.create(label).to(str)

    steps = rx.el.nav(
        page_link(first, named(t("To the beginning")), icon("first"), class_name="px-3"),
        page_link(previous, named(t("Previous page")), icon("chevron-left"), _label(t("Previous"))),
        page_link(following, named(t("Next page")), _label(t("Next")), icon("chevron-right")),
        aria_label=named(t("Pages")),
        class_name="mt-6 flex flex-wrap items-center justify-center gap-2 sm:gap-3",
    )
    return rx.cond((rx.Var.create(previous) != "") | (rx.Var.create(following) != ""), steps)


def _label(text: Text) -> rx.Component:
    return rx.el.span(text, class_name="min-[23rem]:min-w-14 sm:min-w-20")


def page_link(url: rx.Var | str, name: Text, *content: Child, class_name: str = "px-2") -> rx.Component:
    """Return a link named ``name`` to a neighbouring page, disabled without an address."""
    style = classes(BUTTON, VARIANTS["secondary"], class_name)
    # A link without an address: screen readers hear it as disabled, and it cannot get the focus.
    disabled = rx.el.span(
        *content,
        role="link",
        aria_label=name,
        class_name=classes(style, "cursor-not-allowed opacity-55"),
        custom_attrs={"aria-disabled": "true"},
    )
    enabled = link(*content, href=url, class_name=style, custom_attrs={"aria-label": name})
    return rx.cond(rx.Var.create(url) != "", enabled, disabled)


def definition_list(*facts: tuple[Text, Child]) -> rx.Component:
    """Return a list of (term, value), a line each; in columns where there is room."""
    return rx.el.dl(
        *(
            rx.el.div(
                rx.el.dt(term, class_name="shrink-0 text-muted"),
                rx.el.dd(value, class_name="min-w-0 text-right font-medium wrap-anywhere"),
                class_name=(
                    "flex items-baseline justify-between gap-4 border-b border-border py-2.5 last:border-b-0"
                ),
            )
            for term, value in facts
        ),
        class_name="-my-2.5 grid grid-cols-[repeat(auto-fit,minmax(16rem,1fr))] gap-x-8",
    )

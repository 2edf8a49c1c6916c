"""The layout of the reports: the period, a chart, and tables with their formulas."""

from typing import Any

import reflex as rx

from autoservice.ui.engine.page import page
from autoservice.ui.kit.anchor import anchor
from autoservice.ui.kit.content import page_title
from autoservice.ui.kit.feedback import form_notice, skeleton
from autoservice.ui.kit.forms import button, field, link_button, text_input
from autoservice.ui.kit.i18n import t
from autoservice.ui.kit.layout import layout
from autoservice.ui.kit.theme import BUTTON, MUTED, SURFACE, VARIANTS, classes
from autoservice.ui.pages.admin_reports.state import ReportsState
from autoservice.ui.pages.admin_reports.view_models import FROM, PATH, TO, ReportVar


@page(PATH, "Reports", [ReportsState.load])
def admin_reports() -> rx.Component:
    """What the shop has done in a period."""
    state: Any = ReportsState
    download = anchor(
        t("Download as CSV"),
        href=state.csv_url,
        download=True,
        class_name=classes(BUTTON, VARIANTS["secondary"]),
    )
    report = rx.el.div(
        _chart(state), rx.foreach(state.tables, _table), class_name="mt-6 space-y-6 sm:space-y-8"
    )
    return layout(
        page_title(t("Reports"), state.title, download),
        rx.cond(state.loaded, rx.fragment(_periods(state), report), skeleton(10)),
        here="/admin",
    )


def _periods(state: Any) -> rx.Component:
    usual = rx.el.nav(
        rx.foreach(state.periods, _period), aria_label=t("Period"), class_name="flex flex-wrap gap-2"
    )
    return rx.el.div(usual, _days(state), class_name="space-y-4")


def _period(period: ReportVar) -> rx.Component:
    current = {"aria-current": rx.cond(period.is_shown, "page", "false")}
    style = classes("aria-[current=page]:border-accent aria-[current=page]:bg-accent-soft")
    return link_button(period.label, period.url, "secondary", class_name=style, custom_attrs=current)


def _days(state: Any) -> rx.Component:
    def day(name: str, value: Any) -> rx.Component:
        return text_input(name, type="date", default_value=value, key=value, required=True)

    return rx.el.form(
        form_notice(state.errors, "basis-full"),
        field(t("From day"), day(FROM, state.first_day), errors=state.errors),
        field(t("To day"), day(TO, state.last_day), errors=state.errors),
        button(t("Show"), "secondary"),
        on_submit=ReportsState.choose,
        class_name="flex flex-wrap items-end gap-3",
    )


def _chart(state: Any) -> rx.Component:
    """Return the revenue over time as bars; the table of the same numbers stands below."""
    bars = rx.el.div(
        rx.foreach(state.bars, _bar),
        class_name="flex h-40 items-end gap-px border-b border-control sm:gap-1",
    )
    ends = rx.el.div(
        rx.el.span(state.bars_from),
        rx.el.span(state.bars_to),
        class_name="mt-1 flex justify-between text-sm text-muted",
    )
    return rx.el.div(
        bars, ends, class_name=classes(SURFACE, "p-4 sm:p-6"), custom_attrs={"aria-hidden": "true"}
    )


def _bar(bar: ReportVar) -> rx.Component:
    return rx.el.div(
        key=bar.id,
        title=bar.title,
        style={"height": f"{bar.share}%"},
        class_name="min-w-0 flex-1 rounded-t bg-accent forced-colors:bg-[Highlight]",
    )


def _table(table: ReportVar) -> rx.Component:
    return rx.el.section(
        rx.el.h2(table.title, class_name="text-lg font-bold"),
        rx.el.p(table.formula, class_name=classes(MUTED, "mt-1 mb-3 max-w-prose")),
        rx.cond(
            table.rows.length() > 0, _rows(table), rx.el.p(t("Nothing in this period."), class_name=MUTED)
        ),
        key=table.id,
    )


def _rows(table: ReportVar) -> rx.Component:
    """Return the rows as a table; on phones and tablets each is a card, as in other tables of the console."""
    head = rx.el.tr(rx.foreach(table.headings, _heading), role="row")
    return rx.el.table(
        rx.el.thead(
            head,
            role="rowgroup",
            class_name="bg-sunken text-left text-sm text-muted max-lg:sr-only lg:table-header-group",
        ),
        rx.el.tbody(
            rx.foreach(table.rows, _row), role="rowgroup", class_name="block space-y-3 lg:table-row-group"
        ),
        role="table",
        aria_label=table.title,
        class_name="block w-full lg:table lg:overflow-hidden lg:rounded-xl lg:bg-surface lg:shadow-card",
    )


def _heading(heading: ReportVar) -> rx.Component:
    return rx.el.th(
        heading.text,
        scope="col",
        role="columnheader",
        class_name=classes("px-4 py-3", rx.cond(heading.is_number, "text-right", "")),
    )


def _row(row: ReportVar) -> rx.Component:
    return rx.el.tr(
        rx.foreach(row.cells, _cell),
        role="row",
        key=row.id,
        class_name=classes(
            SURFACE,
            "block px-4 py-2 lg:table-row lg:rounded-none lg:border-x-0 lg:border-b-0 lg:p-0 lg:shadow-none",
        ),
    )


def _cell(cell: ReportVar) -> rx.Component:
    return rx.el.td(
        cell.text,
        role="cell",
        class_name=classes(
            "flex min-h-9 items-center justify-between gap-4 py-1 text-right wrap-anywhere "
            "before:text-left before:text-sm before:text-muted before:content-[attr(data-label)] "
            "before:[overflow-wrap:normal] lg:table-cell lg:px-4 lg:py-2 lg:before:hidden",
            rx.cond(cell.is_number, "tabular-nums lg:whitespace-nowrap", "lg:text-left"),
        ),
        custom_attrs={"data-label": cell.label},
    )
